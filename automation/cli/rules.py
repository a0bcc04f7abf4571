"""`steward rules`: new post → act."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from automation import commands
from automation.cli.door import ask, reading, reading_beside
from automation.cli.keeping import add_remove
from automation.cli.lists import named
from automation.cli.noun_groups import add_list, add_show, shown
from automation.cli.output import Said, message, table
from automation.cli.typed import utf8
from automation.feeds.values import Entry
from automation.triggers import rule_file
from automation.triggers.conditions import matches
from models import clock, ids
from models.account import account
from models.enums import PERFORMED
from models.feed import EntryRow, entries_of
from models.feed import feeds as all_feeds
from models.rule import rule

TESTED = 50
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a test needs of a rule, kept or only written."""

    account: int
    kind: str
    feed: int | None
    condition: dict[str, Any]


@click.group()
def rules() -> None:
    """New post → act."""


@rules.command()
@click.argument("file", type=_FILE)
@click.pass_obj
def add(said: Said, file: Path) -> None:
    """Keep the rule that a TOML file holds."""
    written = rule_file.parse(utf8(file), str(file))
    reading(said)
    settled = rule_file.settle(written)
    reply = ask(
        said,
        commands.AddRule(settled.name, settled.account, settled.kind, settled.feed, settled.condition, settled.text),
    )
    _tell(said, reply["rule"], "is kept and listens.")


add_list(rules, "rules")
add_show(rules, "rules")
add_list(rules, "old_triggers", "triggers", of="rule_id")
add_remove(rules, "rules", "Delete a rule; what it started stays.")


@rules.command()
@click.argument("name")
@click.pass_obj
def test(said: Said, name: str) -> None:
    """What the last 50 entries would have done; NAME is a rule or a file with one."""
    reading(said)
    tried = _tried(name)
    found = [_judged(tried, entry) for entry in _entries(tried)]
    would = sum(entry["matches"] is True for entry in found)
    handle = account(tried.account).handle
    document = {"rule": name, "act": tried.kind, "handle": handle, "entries": found, "matches": would}
    lines = [_would(tried.kind, would, len(found), handle)]
    if any(entry["matches"] is None for entry in found):
        lines.append("Of some entries the author is not known: where only that is open, it says so.")
    said.show(document, "\n".join([*lines, *([table(found, ("matches", "title", "url"))] if found else [])]))


def _would(kind: str, would: int, among: int, handle: str) -> str:
    """What a rule would have made of so many entries; one of an older system may wish what nobody here can do."""
    if kind not in PERFORMED:
        fit = f"{would} of the last {among} entries fit, and none of them becomes anything:"
        return f"{fit} {message('unknown_kind', kind, known=', '.join(PERFORMED))}"
    article = "an" if kind[0] in "aeiou" else "a"
    return f"{would} of the last {among} entries would have become {article} {kind} by {handle}."


def _tried(name: str) -> _Tried:
    if Path(name).is_file():
        settled = rule_file.settle(rule_file.parse(utf8(Path(name)), name))
        return _Tried(settled.account, settled.kind, settled.feed, settled.condition)
    found = rule(named("rules", name))
    return _Tried(found.account_id, found.kind, found.feed_id, found.condition)


def _entries(tried: _Tried) -> list[EntryRow]:
    sources = [
        f.id for f in all_feeds() if f.id == tried.feed or (tried.feed is None and f.account_id == tried.account)
    ]
    entries = [entry for source in sources for entry in entries_of(source, TESTED)]
    return sorted(entries, key=lambda entry: entry.id, reverse=True)[:TESTED]


def _judged(tried: _Tried, entry: EntryRow) -> dict[str, Any]:
    known = {name: words for name, words in tried.condition.items() if name != "author" or entry.author is not None}
    author = entry.author or ""
    fits: bool | None = matches(known, Entry(entry.guid, entry.url, entry.title, author, entry.published_at))
    if fits and known != tried.condition:
        fits = None
    title = {"id": ids.public("feed_entries", entry.id), "title": entry.title, "url": entry.url}
    return {**title, "seen_at": clock.to_iso(entry.seen_at), "matches": fits}


@rules.command()
@click.argument("name")
@click.pass_obj
def enable(said: Said, name: str) -> None:
    """Let a rule listen."""
    _switch(said, name, True)


@rules.command()
@click.argument("name")
@click.pass_obj
def disable(said: Said, name: str) -> None:
    """Let a rule rest."""
    _switch(said, name, False)


def _switch(said: Said, name: str, on: bool) -> None:
    reading(said)
    number = named("rules", name)
    ask(said, commands.EnableRule(number, on))
    _tell(said, number, "listens." if on else "rests.")


def _tell(said: Said, number: int, words: str) -> None:
    reading_beside(said)
    found = rule(number)
    name = ids.public("rules", number)
    said.show(shown("rules", number), f"{name} “{found.name}” {words}")
