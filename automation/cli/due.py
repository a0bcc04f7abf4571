"""`steward due` and `steward missed`: regular work, and what passed while nothing ran."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from automation import commands
from automation.cli.door import ask, reading
from automation.cli.lists import matching, named, page_of, paged, public_row, shown_fields
from automation.cli.output import Said, message, table
from models import clock, ids
from models.account import handles
from models.due import Due, Missed, due_list, missed_open, missed_page
from models.errors import BadInput, Exit
from models.schedule import Schedule, schedules


@click.group()
def due() -> None:
    """Regular work: what is due, how it went, do it now."""


def shown(found: Due) -> dict[str, Any]:
    """Regular work for people and scripts; its name is its id."""
    times = {name: clock.to_iso(getattr(found, name)) for name in ("due_at", "started_at", "ended_at")}
    return {"id": found.name, **asdict(found), **times}


@due.command("list")
@paged
@click.pass_obj
def list_(said: Said, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """All regular work, the next first."""
    reading(said)
    items, following = page_of(matching([shown(found) for found in due_list()], conditions), limit, after)
    said.show_list(items, following, ("name", "every_s", "due_at", "ended_at", "ok", "failures", "detail"))


@due.command()
@click.argument("name")
@click.pass_obj
def run(said: Said, name: str) -> int:
    """Do regular work now, due or not."""
    reply = ask(said, commands.RunDue(name))
    document = {**reply, "due_at": clock.to_iso(reply["due_at"])}
    said.show(document, f"{name}: {reply['detail'] if reply['ok'] else message(reply['detail'])}")
    return Exit.DONE if reply["ok"] else Exit.FAILED


_KNOWN = shown_fields(Missed, "handle", "act", "url")


@click.group()
def missed() -> None:
    """What passed while nothing ran, and your answer: run, skip or spread."""


def shown_missed(found: Missed, handles: dict[int, str], wishes: dict[int, Schedule]) -> dict[str, Any]:
    """Missed work for people and scripts, with what it was to do."""
    wish = wishes.get(found.subject_id) if found.kind == "schedule" else None
    return {
        **public_row("missed", found),
        "subject_id": ids.public("schedules", found.subject_id) if found.kind == "schedule" else found.subject_id,
        "handle": handles.get(found.account_id or 0, ""),
        "act": None if wish is None else wish.kind,
        "url": None if wish is None else wish.url,
    }


@missed.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what was answered, newest first.")
@paged
@click.pass_obj
def missed_list(said: Said, everything: bool, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """What waits for an answer, the earliest first."""
    reading(said)
    owners, wishes = handles(), {s.id: s for s in schedules()}
    found = missed_page(limit + 1, None if after is None else named("missed", after)) if everything else missed_open()
    items = matching([shown_missed(m, owners, wishes) for m in found], conditions, _KNOWN)
    items, following = page_of(items, limit, None if everything else after)
    columns = ("id", "handle", "act", "url", "times", "first_due_at", "last_due_at", "answer")
    said.show_list(items, following, columns)


@missed.command()
@click.argument("names", nargs=-1, metavar="ID…")
@click.option("--all", "everything", is_flag=True, help="All that waits for an answer.")
@click.option("--run", "answer_", flag_value="run", help="Once, now.")
@click.option("--skip", "answer_", flag_value="skip", help="Not at all; it goes on in its rhythm.")
@click.option("--spread", "answer_", flag_value="spread", help="Over the coming hours, with gaps.")
@click.pass_obj
def answer(said: Said, names: tuple[str, ...], everything: bool, answer_: str | None) -> None:
    """Say what becomes of missed work."""
    reading(said)
    if answer_ is None or everything == bool(names):
        raise BadInput("missed_answer_needed")
    numbers = [m.id for m in missed_open()] if everything else [named("missed", name) for name in names]
    reply = ask(said, commands.AnswerMissed(numbers, answer_))
    answers = [_told(found) for found in reply["answers"]]
    lines = table(answers, ("missed", "answer", "actions", "due_at", "code")) if answers else "Nothing waits."
    said.show({"answers": answers}, lines)


def _told(found: dict[str, Any]) -> dict[str, Any]:
    return {
        **found,
        "missed": ids.public("missed", found["missed"]),
        "actions": [ids.public("actions", number) for number in found["actions"]],
        "due_at": [clock.to_iso(at) for at in found["due_at"]],
    }
