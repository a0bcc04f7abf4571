"""`steward audit`: the permanent record."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import click

from automation.audit import chain, receipts
from automation.cli.door import reading
from automation.cli.lists import paged, public_row, wanted
from automation.cli.output import Said
from automation.cli.queue import numbers
from models import ids
from models.audit import entries
from models.errors import BadInput, Exit, StewardError


@click.group()
def audit() -> None:
    """The permanent record of all that was decided and done."""


@audit.command("list")
@paged
@click.pass_obj
def list_(said: Said, limit: int, after: str | None, conditions: tuple[str, ...]) -> None:
    """Entries in order."""
    reading(said)
    start = 0
    if after is not None:
        found = ids.number("audit_entries", after)
        if found is None:
            raise BadInput("unknown_id", after)
        start = found
    page = entries(start, limit + 1, **wanted(conditions, ("kind", "account_id", "action_id")))
    items = [_shown(entry) for entry in page[:limit]]
    said.show_list(
        items, items[-1]["id"] if len(page) > limit else None, ("sequence", "at", "kind", "action_id", "body")
    )


def _shown(entry: Any) -> dict[str, Any]:
    return {"id": ids.public("audit_entries", entry.sequence), **public_row("audit_entries", entry)}


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
    said.show({**document, "head": report.head}, words)
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
@click.argument("name")
@click.pass_obj
def receipt(said: Said, name: str) -> None:
    """Everything about one action."""
    [number] = numbers(said, (name,))
    said.show(receipts.receipt(number, said.profile.evidence))
