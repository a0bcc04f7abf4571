"""`steward checks`: posts whose figures are read again."""

from __future__ import annotations

from typing import Any

import click

from automation.cli.door import reading
from automation.cli.lists import EVERY, answers, page_of, paged, public_row
from automation.cli.noun_groups import group
from automation.cli.output import Said
from models.check_plan import steps_of
from models.metrics import PendingCheck, posts_pending_checkback


def _steps(number: int) -> dict[str, Any]:
    return {"steps": [public_row("check_plans", step) for step in steps_of(number)]}


checks = group("checks", "check_plans", _steps)


@checks.command()
@paged
@click.pass_obj
def pending(said: Said, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """Followed posts that are to be looked at now, the longest waiting first."""
    reading(said)
    found = answers(posts_pending_checkback(EVERY), PendingCheck, "check_plans", "plan_id", conditions)
    said.show_list(*page_of(found, limit, after), ("id", "post_id", "url", "next_at", "checks_completed"))
