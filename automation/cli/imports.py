"""`steward imports`: what was brought along, and taking it back."""

from __future__ import annotations

from typing import Any

import click

from automation import commands
from automation.cli.door import ask, reading
from automation.cli.lists import matching, page_of, paged, public_row, shown_fields
from automation.cli.output import Said
from models.base import meant
from models.errors import BadInput, Exit
from models.ids import public
from models.legacy import Import, find_import, row_of
from models.legacy import imports as all_imports

_FIGURES = ("read", "written", "merged", "refused")
_KNOWN = shown_fields(Import, *_FIGURES) - {"report"}


@click.group()
def imports() -> None:
    """What was brought along from older systems."""


def shown(found: Import) -> dict[str, Any]:
    """An import for people and scripts, its report folded into its figures."""
    row = public_row("imports", found)
    report = row.pop("report")
    tables = report.get("tables", {})
    for figure in _FIGURES:
        row[figure] = sum(counts[figure] for counts in tables.values())
    return row


@imports.command("list")
@paged
@click.pass_obj
def list_(said: Said, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """All imports, newest first."""
    reading(said)
    items, following = page_of(matching([shown(found) for found in all_imports()], conditions, _KNOWN), limit, after)
    said.show_list(items, following, ("id", "kind", "origin", "state", "started_at", "read", "written", "refused"))


@imports.command()
@click.argument("name")
@click.pass_obj
def show(said: Said, name: str) -> None:
    """One import with its whole report."""
    reading(said)
    found = find_import(name)
    said.show({**shown(found), "report": found.report})


@imports.command()
@click.argument("source")
@click.argument("key")
@click.option("--origin", metavar="NAME", help="Of which old store; by default the one that was imported last.")
@click.pass_obj
def find(said: Said, source: str, key: str, origin: str | None) -> None:
    """What the row of an old table became, by its old key."""
    reading(said)
    found = row_of(source, key, origin)
    if found is None:
        raise BadInput("not_brought_along", key, source=source)
    said.show({"source": source, "key": key, "noun": found.noun, "id": public(found.noun, found.row_id)})


@imports.command()
@click.argument("name")
@click.pass_obj
def undo(said: Said, name: str) -> int:
    """Remove what an import wrote, but nothing that newer rows lean on."""
    reading(said)
    done = ask(said, commands.UndoImport(meant("imports", name)))
    said.show({"import": name, **done})
    return Exit.FAILED if done["cancelled"] else Exit.DONE
