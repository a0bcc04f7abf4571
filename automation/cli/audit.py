"""`steward audit`: the permanent record."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from automation import commands
from automation.audit import chain, receipts
from automation.audit.export import beside
from automation.cli import typed
from automation.cli.door import ask, reading
from automation.cli.lists import named, paged, parts, public_row
from automation.cli.output import Said
from automation.cli.queue import numbers
from models import ids
from models.audit import AuditEntry, entries
from models.entry_kinds import EVENTS, OTHER, AuditOutcome
from models.errors import BadInput, Exit, StewardError

F = TypeVar("F", bound=Callable[..., Any])
_DIGITS = 18  # more than that is no number of a row


@click.group()
def audit() -> None:
    """The permanent record of all that was decided and done."""


def narrowed(command: F) -> F:
    """Give a command the conditions that people ask for by name."""
    for name, option in _OPTIONS.items():
        command = click.option(f"--{name}", **option)(command)
    return command


_OPTIONS: dict[str, dict[str, Any]] = {
    "since": {"metavar": "TIME", "help": "Only entries from this time on."},
    "outcome": {
        "type": click.Choice([str(word) for word in AuditOutcome]),
        "help": "Only what went so; pending is what still waits.",
    },
    "run": {"metavar": "RUN", "help": "Only entries of one run of the engine, or of a run that was imported."},
    "account": {"metavar": "ACCOUNT", "help": "Only entries about one account."},
    "target": {"metavar": "ID", "help": "Only entries about acts on what the site knows by this id."},
}


@audit.command("list")
@paged
@narrowed
@click.pass_obj
def list_(said: Said, /, limit: int, after: str | None, conditions: tuple[str, ...], **asked: str | None) -> None:
    """Entries in order, narrowed by kind, event, outcome, run, account, action or target."""
    reading(said)
    start = 0 if after is None else _number(after)
    page = entries(start, limit + 1, **_where(conditions, asked))
    items = _shown(page[:limit])
    said.show_list(
        items,
        items[-1]["id"] if len(page) > limit else None,
        ("sequence", "at", "kind", "outcome", "action_id", "body"),
    )


@audit.command()
@click.argument("name", metavar="ENTRY")
@click.pass_obj
def show(said: Said, name: str) -> None:
    """One entry, by its id or its number."""
    reading(said)
    number = int(name) if name.isdecimal() and len(name) <= _DIGITS else _number(name)
    found = entries(number - 1, 1, sequence=number)
    if not found:
        raise BadInput("unknown_id", name)
    said.show(_shown(found)[0])


def _number(text: str) -> int:
    found = ids.number("audit_entries", text)
    if found is None:
        raise BadInput("unknown_id", text)
    return found


def _row(table: str, text: str) -> int:
    """The row that is meant; one that is gone is on record all the same, under its whole id."""
    try:
        return named(table, text)
    except BadInput:
        whole = ids.number(table, text)
        if whole is None:
            raise
        return whole


def _where(conditions: tuple[str, ...], asked: dict[str, str | None]) -> dict[str, Any]:
    """All that narrows the entries, for `entries`; what an option says may as well stand among the conditions."""
    told = [*conditions, *(f"{name}={value}" for name, value in asked.items() if value is not None)]
    where: dict[str, Any] = {}
    for condition, name, value in parts(told, _MEANT):
        if value not in _WORDS.get(name, (value,)):
            raise BadInput("bad_condition", condition)
        column, meaning = _MEANT[name]
        if column in where:
            raise BadInput("condition_twice", condition)
        where[column] = meaning(value)
    return where


_WORDS = {"event": {*EVENTS, OTHER}, "outcome": {*AuditOutcome}}
_MEANT: dict[str, tuple[str, Callable[[str], Any]]] = {
    "kind": ("kind", str),
    "event": ("event", str),
    "outcome": ("outcome", str),
    "target": ("target", str),
    "since": ("since", typed.moment),
    **{
        name: (f"{noun}_id", partial(_row, f"{noun}s"))
        for noun in ("account", "action", "run")
        for name in (noun, f"{noun}_id")
    },
}


def _shown(page: list[AuditEntry]) -> list[dict[str, Any]]:
    return [
        {"id": ids.public("audit_entries", entry.sequence), **public_row("audit_entries", entry), **more}
        for entry, more in zip(page, beside(page), strict=True)
    ]


@audit.command()
@click.pass_obj
def verify(said: Said) -> int:
    """Walk the chain: any altered, removed or reordered entry is found."""
    reading(said)
    report = chain.verify(said.profile.head, unsealing(said))
    document = {
        "ok": report.ok,
        "entries": report.entries,
        "first_bad": report.first_bad,
        "reason": report.reason or None,
    }
    words = (
        f"{report.entries} entries, unbroken." if report.ok else f"Broken at entry {report.first_bad}: {report.reason}."
    )
    shown = {**document, "head": report.head, "key": report.key, "checkpoints": report.checkpoints}
    said.show({**shown, "horizon": report.horizon}, words)
    return Exit.DONE if report.ok else Exit.FAILED


def unsealing(said: Said) -> chain.Seal | None:
    """What opens the sealed head, where the vault opens without asking anybody."""
    import os

    from automation.vault.sources import PassphraseSources, unlock_from
    from automation.vault.system_keychain import find_keychain
    from automation.vault.vault import Vault

    vault = Vault(said.profile.folder, find_keychain())
    if not vault.exists:
        return None
    with suppress(StewardError):
        unlock_from(vault, PassphraseSources(os.environ, said.passphrase_path))
    return None if vault.locked else vault.unseal


@audit.command()
@click.option("--to", "file", required=True, metavar="FILE", help="A new file.")
@click.option("--form", type=click.Choice(["csv", "jsonl"]), default="jsonl", show_default=True)
@click.option("--where", "conditions", multiple=True, metavar="FIELD=VALUE", help="Only such entries.")
@narrowed
@click.pass_obj
def export(said: Said, /, file: str, form: str, conditions: tuple[str, ...], **asked: str | None) -> None:
    """The record as a file: a table, or a line of JSON for each entry."""
    reading(said)
    where = _where(conditions, asked)
    reply = ask(said, commands.ExportAudit(_absolute(file), form, where.pop("since", None), where))
    said.show(reply, f"{reply['entries']} entries are in {reply['file']}.")


@audit.command()
@click.argument("name", metavar="ACTION")
@click.option("--to", "target", metavar="FILE.html", help="Write it as one page to hand on, to a new file.")
@click.pass_obj
def receipt(said: Said, name: str, target: str | None) -> None:
    """Everything about one action."""
    [number] = numbers(said, (name,))
    if target is None:
        said.show(receipts.receipt(number, said.profile.evidence))
        return
    reply = ask(said, commands.SaveReceipt(number, _absolute(target)))
    notes = ["" if reply["signed"] else " It is not signed, because the vault is shut."]
    notes.append(" Its pictures show a message and stay sealed." if reply["hidden"] else "")
    said.show({"action": ids.public("actions", number), **reply}, f"The receipt is in {reply['file']}.{''.join(notes)}")


def _absolute(target: str) -> str:
    """A path that means the same to an engine that runs elsewhere."""
    return str(Path(target).expanduser().absolute())
