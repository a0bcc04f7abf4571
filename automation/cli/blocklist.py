"""`steward blocklist`: who and what is never touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from automation import commands
from automation.cli import tables
from automation.cli.door import ask, reading, reading_beside
from automation.cli.keeping import add_remove
from automation.cli.lists import matching, named, page_of, paged, public_row, shown_fields
from automation.cli.output import Said
from automation.cli.typed import moment
from models import clock
from models.blocklist import EVERYWHERE, MATCHES, WHATS, Blocked, entry
from models.blocklist import blocklist as all_entries
from models.errors import BadInput, StewardError

COLUMNS = ("kind", "what", "platform", "match", "subject", "reason", "added_by", "expires_at", "created_at")
_SHOWN = ("id", "kind", "what", "platform", "match", "subject", "reason", "expires_at")


@click.group()
def blocklist() -> None:
    """Who and what is never touched."""


@blocklist.command()
@click.argument("subject")
@click.option("--platform", default=EVERYWHERE, metavar="P", help="Only there; everywhere without it.")
@click.option("--reason", default="", metavar="WORDS", help="Why, for yourself.")
@click.option("--what", type=click.Choice(WHATS), default="any", show_default=True, help="What the subject names.")
@click.option("--match", type=click.Choice(MATCHES), default="exact", show_default=True, help="How it is compared.")
@click.option("--expires", metavar="TIME", help="When the block ends; never without it.")
@click.pass_obj
def add(said: Said, subject: str, platform: str, reason: str, what: str, match: str, expires: str | None) -> None:
    """Block a person's handle, a post's id or an address; with --what a word in posts and own texts, or a host."""
    keep(said, commands.Block("block", platform, subject, reason, what, match, moment(expires)))


def keep(said: Said, wanted: commands.Block) -> None:
    """Add an entry and say what it removed from the queue."""
    reply = ask(said, wanted)
    reading_beside(said)
    made = entry(reply["entry"])
    where = "everywhere" if made.platform == EVERYWHERE else f"on {made.platform}"
    words = f"{made.subject} is left alone {where}. Withdrawn from the queue: {reply['removed']}."
    said.show({**_row(made), "removed": reply["removed"]}, words)


_KNOWN = shown_fields(Blocked) - {"identity_id"}


def _row(found: Blocked) -> dict[str, Any]:
    shown = public_row("blocklist", found)
    shown.pop("identity_id", None)
    return shown


@blocklist.command("list")
@paged
@click.pass_obj
def list_(said: Said, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """All blocks and opt-outs, newest first."""
    reading(said)
    items, following = page_of(matching([_row(found) for found in all_entries()], conditions, _KNOWN), limit, after)
    said.show_list(items, following, _SHOWN)


@blocklist.command()
@click.argument("name", metavar="ID")
@click.pass_obj
def show(said: Said, name: str) -> None:
    """One entry."""
    reading(said)
    said.show(_row(entry(named("blocklist", name))))


@blocklist.command()
@click.argument("name", metavar="ID")
@click.option("--subject", metavar="WORDS")
@click.option("--platform", metavar="P")
@click.option("--reason", metavar="WORDS")
@click.option("--what", type=click.Choice(WHATS))
@click.option("--match", type=click.Choice(MATCHES))
@click.option("--expires", metavar="TIME", help="When the block ends; “never” takes the end away.")
@click.pass_obj
def edit(said: Said, /, name: str, expires: str | None, **options: str | None) -> None:
    """Change a block; of an opt-out only its reason can be changed."""
    reading(said)
    number = named("blocklist", name)
    changes: dict[str, Any] = {column: value for column, value in options.items() if value is not None}
    if expires is not None:
        changes["expires_at"] = None if expires == "never" else moment(expires)
    if not changes:
        raise BadInput("nothing_to_change", name)
    ask(said, commands.EditBlock(number, changes))
    reading_beside(said)
    said.show(_row(entry(number)), "Changed.")


add_remove(blocklist, "blocklist", "Take a block off the list; an opt-out stays.")


@blocklist.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export(said: Said, file: Path) -> None:
    """Write all entries to a CSV file, in which no spreadsheet finds a formula."""
    reading(said)
    rows = [{name: _row(found)[name] for name in COLUMNS} for found in all_entries()]
    try:
        tables.write(file, COLUMNS, rows)
    except OSError as error:
        raise StewardError("file_unwritable", file, reason=error.strerror) from error
    said.show({"file": str(file), "entries": len(rows)}, f"{len(rows)} entries are in {file}.")


@blocklist.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read the file and say what is in it.")
@click.pass_obj
def import_(said: Said, file: Path, dry_run: bool) -> None:
    """Add the entries of a CSV file; its first line names its columns, and subject must be one."""
    entries = [_of_line(line) for line in _lines(file)]
    reply: dict[str, Any] = {"written": 0, "known": 0, "removed": 0, "refused": []}
    if not dry_run:
        reply = ask(said, commands.Blocks(entries))
    document = {"read": len(entries), "dry_run": dry_run, **reply}
    refused = "".join(f"\nline {bad['line'] + 1}: {bad['reason']}" for bad in reply["refused"])
    said.show(document, f"{len(entries)} read, {reply['written']} new, {reply['known']} known.{refused}")


def _lines(file: Path) -> list[dict[str, str]]:
    try:
        lines = tables.read(file)
    except UnicodeDecodeError as error:
        raise BadInput("text_not_utf8", file) from error
    except OSError as error:
        raise BadInput("file_unreadable", file, reason=error.strerror) from error
    except ValueError as error:
        raise BadInput("blocklist_unreadable", file, reason=str(error)) from error
    if not lines or "subject" not in lines[0]:
        raise BadInput("blocklist_unreadable", file, reason="it has no line, or no column subject")
    return lines


def _of_line(line: dict[str, str]) -> dict[str, Any]:
    defaults = {"kind": "block", "platform": EVERYWHERE, "what": "any", "match": "exact"}
    values: dict[str, Any] = {**defaults, "subject": "", "reason": ""}
    values |= {name: value for name in values if (value := (line.get(name) or "").strip())}
    try:
        values["expires_at"] = clock.from_iso(line["expires_at"]) if line.get("expires_at") else None
    except ValueError:
        values["subject"] = ""  # refused, with its line
    return values
