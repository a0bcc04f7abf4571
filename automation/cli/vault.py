"""`steward vault`: make, open, lock, and see how it stands."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from automation import commands
from automation.cli.door import ask, engine, engine_status, reading, wait
from automation.cli.output import Said, message
from automation.vault import api_keys, pin
from automation.vault.sources import PassphraseSources
from automation.vault.system_keychain import find_keychain
from automation.vault.vault import Vault
from models import ids
from models.errors import BadInput, Exit, StewardError, VaultLocked
from models.provider import services

_FRESH = """The vault has a new key. Its recovery key, shown only now:

    {key}

Keep it off this machine. The one before opens the backups that were made until now, and nothing else: keep it as long
as you keep those. {waiting} secrets are being sealed anew."""
_DONE = "Everything is under the new key, and the older keys are gone."
_LEFT = "Not everything is under the new key yet. The older keys are kept, and the rest is done later by itself."


@click.group()
def vault() -> None:
    """Secrets are sealed in the vault."""


@vault.command()
@click.pass_obj
def status(said: Said) -> None:
    """How the vault stands."""
    found = Vault(said.profile.folder, find_keychain()).status()
    running = engine_status(said)
    locked = bool(running["vault"]["locked"]) if running else found.locked
    shown: dict[str, Any] = {"exists": found.exists, "locked": locked if found.exists else None}
    shown |= {"kind": found.kind, "key_id": found.key_id, "keys": found.keys, "pin": pin.is_set(said.profile.folder)}
    absent = None if found.exists else _absent(said)
    said.show(shown, None if absent is None else message(absent.code, absent.subject))


def _absent(said: Said) -> VaultLocked:
    """Why there is no vault, by what the store knows."""
    if said.profile.store.exists():
        reading(said)
    return Vault(said.profile.folder).out_of_reach()


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
    if not Vault(said.profile.folder).exists:
        raise _absent(said)
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


@vault.command()
@click.option("--new-passphrase-file", "file", metavar="FILE", help="The passphrase from now on.")
@click.pass_obj
def rekey(said: Said, file: str | None) -> int:
    """A new key for everything, and a new recovery key, shown once, now; what is cut off goes on later."""
    fresh = PassphraseSources({}, Path(file)).find() if file else None
    return wait(_rekey(said, fresh))


async def _rekey(said: Said, fresh: str | None) -> int:
    async with engine(said) as do:
        made = await do(commands.VaultRekey(fresh))
        if not said.as_json:
            said.show({}, _FRESH.format(key=made["recovery_key"], waiting=made["waiting"]))
        document: dict[str, Any] = {"recovery_key": made["recovery_key"], "waiting": made["waiting"]}
        try:
            document |= await do(commands.Reseal())
        except StewardError as error:  # the new recovery key must be seen, whatever became of the walk
            document |= {"error": {"code": error.code, "message": message(error.code, error.subject, **error.facts)}}
    done = not document["waiting"] and not document.get("shut") and "error" not in document
    said.show({**document, "done": done}, _DONE if done else _LEFT)
    return Exit.DONE if done else Exit.FAILED


@vault.command("set-pin")
@click.option("--pin-file", metavar="FILE", help="Where the PIN stands; else it is read from the terminal.")
@click.option("--remove", is_flag=True, help="Guard the window no more.")
@click.pass_obj
def set_pin(said: Said, pin_file: str | None, remove: bool) -> None:
    """Guard the window with a PIN. It does not open the vault, and the files of the profile stay as they are."""
    if remove:
        ask(said, commands.SetPin(None))
        said.show({"pin": False}, "The window asks for no PIN any more.")
        return
    if not pin_file and not sys.stdin.isatty():
        raise BadInput("not_answered")
    fresh = PassphraseSources({}, Path(pin_file)).find() if pin_file else _typed("PIN")
    if not pin_file and fresh != _typed("Once more"):
        raise BadInput("passphrases_differ")
    ask(said, commands.SetPin(fresh))
    said.show({"pin": True}, "The window asks for the PIN. It guards the window only; the vault has its own key.")


@vault.command()
@click.pass_obj
def keys(said: Said) -> None:
    """Keys of outside services, and where each is from; the environment wins."""
    reading(said)
    items = [_key(*row) for row in services()]
    said.show_list(items, None, ("id", "kind", "name", "key", "variable"))


def _key(number: int, kind: str, name: str) -> dict[str, Any]:
    found = api_keys.in_environment(kind, name)
    known = {"id": ids.public("providers", number), "kind": kind, "name": name}
    return {**known, "key": api_keys.source_of(number, kind, name), "variable": found[0] if found else None}


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
