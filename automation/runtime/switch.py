"""The kill switch, and its release; it holds over restarts, and waits for nobody who has the store."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

from automation import commands
from automation.events import ConfigurationChanged
from automation.runtime.house import House
from models import settings
from models.manifest import sync_folder


async def lanes(house: House, command: commands.Lanes) -> dict[str, Any]:
    """Stop all lanes, or let them go."""
    if house.stillness.begun:  # the store is written to afterwards, or at the next start
        return await _stop_meanwhile(house)
    settings.put("stopped", not command.on)
    _flag(house).unlink(missing_ok=True)
    house.lanes.open = command.on
    in_flight = [] if command.on else await house.lanes.stop()
    _tell(house, command.on, in_flight)
    house.lanes.wake()
    return {"in_flight": in_flight}


async def _stop_meanwhile(house: House) -> dict[str, Any]:
    house.lanes.open = False
    await asyncio.to_thread(_lay, _flag(house))
    house.announce(ConfigurationChanged("lanes"))
    house.stillness.afterwards(partial(settle, house))
    return {"in_flight": []}


def is_stopped(house: House) -> bool:
    """Whether all lanes rest on a person's word."""
    return bool(settings.get("stopped")) or _flag(house).exists()


def settle(house: House) -> None:
    """Write down that a person stopped the lanes while the store was not free."""
    if _flag(house).exists():
        settings.put("stopped", True)
        _tell(house, False, [])
        _flag(house).unlink()


def _tell(house: House, on: bool, in_flight: list[int]) -> None:
    house.changed.set()  # who waits for a receipt need not wait until they go on
    house.journal.note("lanes_on" if on else "lanes_off", in_flight=in_flight)
    house.announce(ConfigurationChanged("lanes"))


def _flag(house: House) -> Path:
    return house.profile.folder / ".stopped"


def _lay(flag: Path) -> None:
    flag.touch()
    sync_folder(flag.parent)


HANDLERS = {commands.Lanes: lanes}
