"""`steward store retention` and `compact`: what is old goes, and its room; `steward archive`: what old acts were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from automation import commands
from automation.audit import history
from automation.cli.door import ask
from automation.cli.output import Said, table
from models.ids import PREFIXES


@click.command()
@click.option("--dry-run", is_flag=True, help="Print what would go, and what keeps the rest.")
@click.option("--clock-is-right", is_flag=True, help="You have looked: Steward was not used, and the date is right.")
@click.pass_obj
def retention(said: Said, dry_run: bool, clock_is_right: bool) -> None:
    """Let go what is older than its class is kept; the ledger that keeps duplicates away stays for ever."""
    if dry_run:
        document = ask(said, commands.PreviewRetention())
        rows = [{**row, "kept": _words(row["kept"])} for row in document["classes"]]
        said.show({"dry_run": True, **document}, table(rows, ("class", "days", "due", "kept")))
        return
    reply = ask(said, commands.RunRetention(clock_is_right))
    kept = f" The audit chain was left whole ({reply['audit_kept']})." if reply["audit_kept"] else ""
    said.show({"dry_run": False, **reply}, f"Gone: {_words(reply['gone'])}.{kept}")


@click.command()
@click.pass_obj
def compact(said: Said) -> None:
    """Give the room of what was deleted back to the disk; by itself at night, where it is a quarter of the store."""
    reply = ask(said, commands.CompactStore())
    said.show(reply, f"The store takes {_mb(reply['after'])}; {_mb(reply['freed'])} were given back.")


def _mb(size: int) -> str:
    return f"{size / (1 << 20):,.1f} MB"


def _words(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing"


@click.group()
def archive() -> None:
    """Actions and orders that retention has let go, without words."""


@archive.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.pass_obj
def search(said: Said, text: str, limit: int) -> None:
    """Find old actions and orders by account, kind, target, state or date."""
    items: list[dict[str, Any]] = history.find(history.folder_of(said.profile.folder), text, limit)
    said.show_list(items, None, ("id", "handle", "kind", "target_url", "state", "done_at"))


@archive.command("list")
@click.pass_obj
def list_(said: Said) -> None:
    """The files of the archive."""
    found = history.files(history.folder_of(said.profile.folder))
    items = [{"file": path.name, **_counted(path)} for path in found]
    said.show_list(items, None, ("file", "actions", "orders"))


def _counted(path: Path) -> dict[str, int]:
    """How many acts and orders of outside services a file of the archive holds."""
    every = [record["id"].startswith(f"{PREFIXES['orders']}-") for record in history.records(path)]
    return {"actions": every.count(False), "orders": every.count(True)}
