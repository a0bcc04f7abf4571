"""`steward schedules`: work at a time, once or again and again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from automation import commands
from automation.cli.door import ask, reading, reading_beside
from automation.cli.keeping import add_remove
from automation.cli.lists import matching, page_of, paged, public_row, shown_fields
from automation.cli.output import Said
from automation.cli.typed import KINDS, moment, texted, words
from models import clock, ids
from models.account import find_account, handles
from models.schedule import Schedule, schedule
from models.schedule import schedules as all_schedules

_KNOWN = shown_fields(Schedule, "handle", "has_text")


@click.group()
def schedules() -> None:
    """Work at a time, once or again and again."""


def shown(found: Schedule, handles: dict[int, str]) -> dict[str, Any]:
    """A schedule for people and scripts; its text stays sealed."""
    has_text = found.sealed_text is not None
    return {**public_row("schedules", found), "handle": handles.get(found.account_id, ""), "has_text": has_text}


@schedules.command()
@click.option("--account", "account_name", required=True, metavar="A", help="Who acts.")
@click.option("--kind", required=True, type=KINDS, help="What is done.")
@click.option("--url", required=True, metavar="U", help="The post or person it is about.")
@click.option("--at", "first", required=True, metavar="TIME", help="When first; ISO 8601.")
@click.option("--every", type=click.IntRange(min=1), metavar="SECONDS", help="How often after that; once without it.")
@texted
@click.pass_obj
def add(
    said: Said,
    account_name: str,
    kind: str,
    url: str,
    first: str,
    every: int | None,
    text: str | None,
    text_file: Path | None,
) -> None:
    """Keep a timed wish."""
    said_text, at = words(text, text_file), moment(first)
    reading(said)
    owner = find_account(account_name)
    reply = ask(said, commands.AddSchedule(owner.id, kind, url, at or 0, every, said_text))
    reading_beside(said)
    made = schedule(reply["schedule"])
    line = f"{ids.public('schedules', made.id)}: {kind} by {owner.handle} at {clock.to_iso(made.next_at)}"
    said.show(shown(made, {owner.id: owner.handle}), line + (f", then every {every} s" if every else ""))


@schedules.command("list")
@paged
@click.pass_obj
def list_(said: Said, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """All schedules, the next first."""
    reading(said)
    owners = handles()
    items, following = page_of(matching([shown(s, owners) for s in all_schedules()], conditions, _KNOWN), limit, after)
    said.show_list(items, following, ("id", "handle", "kind", "url", "next_at", "every_s"))


add_remove(schedules, "schedules", "Delete a schedule; what it started stays.")
