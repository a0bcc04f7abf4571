"""`steward vault`: make, open, lock, and see how it stands."""

from __future__ import annotations

import os
import sys

import click

from automation import commands
from automation.cli.door import ask, wait
from automation.cli.output import Said
from automation.client import Client
from automation.vault.sources import PassphraseSources
from automation.vault.system_keychain import find_keychain
from automation.vault.vault import Vault
from models.errors import BadInput, VaultLocked


@click.group()
def vault() -> None:
    """Secrets are sealed in the vault."""


@vault.command()
@click.pass_obj
def status(said: Said) -> None:
    """How the vault stands."""
    found = Vault(said.profile.folder, find_keychain()).status()
    running = wait(_running(said))
    locked = bool(running["locked"]) if running else found.locked
    said.show({"exists": found.exists, "locked": locked, "kind": found.kind, "key_id": found.key_id})


async def _running(said: Said) -> dict[str, object] | None:
    client = await Client.connect(said.profile) if said.profile.socket.exists() else None
    if client is None:
        return None
    try:
        reply = await client.do(commands.Status())
    finally:
        await client.close()
    return dict(reply["vault"]) if isinstance(reply, dict) else None


@vault.command()
@click.option("--keychain", is_flag=True, help="Keep the key in the system's keychain instead of a passphrase.")
@click.pass_obj
def init(said: Said, keychain: bool) -> None:
    """Make the vault; its recovery key is shown once, now."""
    passphrase = None if keychain else _passphrase(said, confirm=True)
    reply = ask(said, commands.VaultInit(passphrase, keychain))
    key = reply["recovery_key"]
    words = f"The vault is made. Its recovery key, shown only now:\n\n    {key}\n\nKeep it off this machine."
    said.show(reply, words)


@vault.command()
@click.option("--recovery-key", is_flag=True, help="Open with the recovery key, read from the terminal.")
@click.pass_obj
def unlock(said: Said, recovery_key: bool) -> None:
    """Open the vault of the running engine."""
    if recovery_key:
        ask(said, commands.VaultUnlock(recovery_key=_typed("Recovery key")))
    else:
        ask(said, commands.VaultUnlock(_passphrase(said, confirm=False)))
    said.show({"locked": False}, "The vault is open.")


@vault.command()
@click.pass_obj
def lock(said: Said) -> None:
    """Lock the vault of the running engine."""
    ask(said, commands.VaultLock())
    said.show({"locked": True}, "The vault is locked.")


def _passphrase(said: Said, confirm: bool) -> str:
    found = PassphraseSources(os.environ, said.passphrase_path).find()
    if found is not None:
        return found
    first = _typed("Passphrase")
    if confirm and first != _typed("Once more"):
        raise BadInput("passphrases_differ")
    return first


def _typed(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise VaultLocked("vault_locked")
    return str(click.prompt(prompt, hide_input=True, err=True))
