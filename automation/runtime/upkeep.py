"""What is done regularly in a profile, and the commands about it.

`jobs` is the one list of regular work: a room that needs some adds a line.
"""

from __future__ import annotations

from typing import Any

from automation import commands
from automation.runtime.house import House
from automation.upkeep.due import Job


def jobs(house: House) -> tuple[Job, ...]:
    """Every regular job of a profile: name, how often in seconds, what to call, and for daily ones the local hour."""
    return ()


async def run_due(house: House, command: commands.RunDue) -> dict[str, Any]:
    """Do a regular job now."""
    ended = await house.due.run(command.name)
    return {"name": ended.name, "ok": bool(ended.ok), "detail": ended.detail, "due_at": ended.due_at}


HANDLERS = {
    commands.RunDue: run_due,
}
