"""`steward warmup`: the steps of fresh accounts."""

from __future__ import annotations

import click

from automation.cli.door import reading
from automation.cli.lists import EVERY, answers, page_of, paged
from automation.cli.noun_groups import group
from automation.cli.output import Said
from models.warmup import NextStep, next_warming

warmup = group("warmup", "warmup_steps")


@warmup.command("next")
@paged
@click.pass_obj
def next_(said: Said, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """Accounts that may take their next step now, the earliest step first; each stands under its own id."""
    reading(said)
    found = answers(next_warming(EVERY), NextStep, "accounts", "account_id", conditions)
    said.show_list(*page_of(found, limit, after), ("id", "handle", "position", "name", "state"))
