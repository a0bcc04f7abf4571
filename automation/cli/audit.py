"""`steward audit`: the permanent record."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import click

from automation import commands
from automation.audit import chain, receipts
from automation.cli import typed
from automation.cli.door import ask, reading
from automation.cli.lists import paged, public_row, wanted
from automation.cli.output import Said
from automation.cli.queue import numbers
from models import ids
from models.audit import EVENTS, OTHER, entries, event_of
from models.errors import BadInput, Exit, StewardError

F = TypeVar("F", bound=Callable[..., Any])


@click.group()
def audit() -> None:
    """The permanent record of all that was decided and done."""


def narrowed(command: F) -> F:
    """Give a command --since."""
    return click.option("--since", metavar="TIME", help="Only entries from this time on.")(command)


@audit.command("list")
@paged
@narrowed
@click.pass_obj
def list_(said: Said, limit: int, after: str | None, conditions: tuple[str, ...], since: str | None) -> None:
    """Entries in order, narrowed by kind, event, account or action."""
    reading(said)
    start = 0
    if after is not None:
        found = ids.number("audit_entries", after)
        if found is None:
            raise BadInput("unknown_id", after)
        start = found
    where, since_ms = _narrowed(said, conditions, since)
    page = entries(start, limit + 1, since=since_ms, **where)
    items = [_shown(entry) for entry in page[:limit]]
    said.show_list(
        items, items[-1]["id"] if len(page) > limit else None, ("sequence", "at", "kind", "action_id", "body")
    )


def _narrowed(said: Said, conditions: tuple[str, ...], since: str | None) -> tuple[dict[str, Any], int | None]:
    """The conditions by column, and the time in ms; `since` may stand among the conditions."""
    times = [condition.removeprefix("since=") for condition in conditions if condition.startswith("since=")]
    rest = [_column(condition) for condition in conditions if not condition.startswith("since=")]
    moment = since or (times[-1] if times else None)
    where = wanted(rest, ("kind", "event", "account_id", "action_id"))
    if where.get("event", OTHER) not in {*EVENTS, OTHER}:
        raise BadInput("unknown_field", f"event={where['event']}")
    return where, None if moment is None else typed.moment(moment)


def _column(condition: str) -> str:
    name, equals, value = condition.partition("=")
    return f"{name}_id{equals}{value}" if name in {"account", "action"} else condition


def _shown(entry: Any) -> dict[str, Any]:
    return {
        "id": ids.public("audit_entries", entry.sequence),
        **public_row("audit_entries", entry),
        "event": event_of(entry.kind),
    }


@audit.command()
@click.pass_obj
def verify(said: Said) -> int:
    """Walk the chain: any altered, removed or reordered entry is found."""
    reading(said)
    report = chain.verify(said.profile.folder / "audit.head", unsealing(said))
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
@click.option("--to", "target", required=True, metavar="FILE", help="A new file.")
@click.option("--form", type=click.Choice(["csv", "jsonl"]), default="jsonl", show_default=True)
@click.option("--where", "conditions", multiple=True, metavar="FIELD=VALUE", help="Only such entries.")
@narrowed
@click.pass_obj
def export(said: Said, target: str, form: str, conditions: tuple[str, ...], since: str | None) -> None:
    """The record as a file: a table, or a line of JSON for each entry."""
    reading(said)
    where, since_ms = _narrowed(said, conditions, since)
    reply = ask(said, commands.ExportAudit(_absolute(target), form, since_ms, where))
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
