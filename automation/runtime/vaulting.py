"""Commands about the vault: make, open, shut, a new key for everything, and the PIN of the window."""

from __future__ import annotations

import asyncio
from typing import Any

from automation import commands
from automation.events import VaultChanged
from automation.runtime.house import House
from automation.vault import pin
from models.errors import BadInput


async def vault_init(house: House, command: commands.VaultInit) -> dict[str, Any]:
    """Make the vault; the recovery key is in the reply and nowhere else. VaultLocked vault_lost."""
    why = house.vault.out_of_reach()
    if why.code == "vault_lost":
        raise why
    key = await asyncio.to_thread(house.vault.init, command.passphrase, command.use_keychain)
    house.journal.note("vault_made", how=house.vault.status().kind)
    house.announce(VaultChanged(locked=False))
    return {"recovery_key": str(key)}


async def vault_unlock(house: House, command: commands.VaultUnlock) -> dict[str, Any]:
    """Open the vault, sign what was recorded meanwhile, and go on with a new key's work."""
    if not house.vault.exists:
        raise house.vault.out_of_reach()
    if command.recovery_key is not None:
        await asyncio.to_thread(house.vault.unlock_with_recovery, command.recovery_key)
    else:
        await asyncio.to_thread(house.vault.unlock, command.passphrase)
    house.journal.note("vault_opened", how="recovery" if command.recovery_key else house.vault.status().kind)
    house.journal.checkpoint()
    house.announce(VaultChanged(locked=False))
    house.lanes.wake()
    if house.lanes.serving:
        house.rekeying.begin()
    return {}


async def vault_lock(house: House, command: commands.VaultLock) -> dict[str, Any]:
    """Shut the vault; lanes end what they do first."""
    if not house.vault.exists:
        raise house.vault.out_of_reach()
    await lock(house, "person")
    return {}


async def lock(house: House, by: str) -> None:
    """Shut the vault, and then all that is signed in, once every lane has ended what it does.

    An unfinished walk after a new key goes on after the next unlock.
    """
    await house.rekeying.stop()
    async with house.lanes.at_standstill():
        house.journal.flush()
        house.journal.keep_head()
        house.vault.lock()
        house.journal.note("vault_locked", by=by)
        house.announce(VaultChanged(locked=True))
        await house.live.stop()
        await house.pool.renew_all()


async def vault_rekey(house: House, command: commands.VaultRekey) -> dict[str, Any]:
    """Seal with a new key from now on; what older keys have sealed is brought under it at once, or by Reseal."""
    house.require_vault()
    await house.rekeying.stop()
    # What a lane has sealed, and not yet written down, would be out of the walk's sight.
    async with house.lanes.at_standstill():
        key = await asyncio.to_thread(house.vault.rekey, command.passphrase)
        house.journal.note("vault_rekeyed", key=house.vault.status().key_id, how=house.vault.status().kind)
    house.announce(VaultChanged(locked=False))
    if house.lanes.serving:
        house.rekeying.begin()
    return {"recovery_key": str(key), "waiting": house.rekeying.waiting()}


async def reseal(house: House, command: commands.Reseal) -> dict[str, Any]:
    """Bring everything under the newest key."""
    house.require_vault()
    return await house.rekeying.finish()


async def set_pin(house: House, command: commands.SetPin) -> dict[str, Any]:
    """Guard the window with a PIN, or with none."""
    folder = house.profile.folder
    async with house.pin_asked:  # a guess that is being looked at writes the file it has read
        if command.pin is None:
            pin.drop(folder)
        else:
            await asyncio.to_thread(pin.keep, folder, command.pin)
    house.journal.note("pin_set" if command.pin is not None else "pin_removed")
    return {"pin": command.pin is not None}


async def check_pin(house: House, command: commands.CheckPin) -> dict[str, Any]:
    """Whether this is the PIN; wrong ones make the next wait."""
    if not pin.is_set(house.profile.folder):
        raise BadInput("pin_not_set")
    async with house.pin_asked:  # side by side, many guesses would count as one
        answer = await asyncio.to_thread(pin.check, house.profile.folder, command.pin)
    if not answer.ok and not answer.refused:
        house.journal.note("pin_wrong", wait_s=answer.wait_s)
    return {"ok": answer.ok, "wait_s": answer.wait_s}


async def present(house: House, command: commands.Present) -> dict[str, Any]:
    """Somebody is there; the runtime has taken note of that already."""
    return {}


HANDLERS = {
    commands.VaultInit: vault_init,
    commands.VaultUnlock: vault_unlock,
    commands.VaultLock: vault_lock,
    commands.VaultRekey: vault_rekey,
    commands.Reseal: reseal,
    commands.SetPin: set_pin,
    commands.CheckPin: check_pin,
    commands.Present: present,
}
