"""The vault: seals and unseals with keys that only the keychain, the passphrase or the recovery key brings back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import RLock

from automation.vault import keyfile
from automation.vault.envelopes import header, unpack
from automation.vault.keychain import Keychain, NullKeychain
from automation.vault.keyfile import KeyFile, Kind, Slot, SlotKind
from automation.vault.keys import SALT_BYTES, Cost, Key, from_passphrase
from automation.vault.recovery import RecoveryKey
from automation.vault.ring import Ring, fresh_key, open_ring, wrap_ring
from models import clock
from models.database import db
from models.errors import BadInput, StoreUnusable, VaultLocked
from models.sealed import is_anything_sealed

SHORTEST_PASSPHRASE, FEWEST_DIFFERENT_LETTERS = 8, 4


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """What may be known about a vault without opening it."""

    exists: bool
    locked: bool
    kind: Kind | None
    key_id: str | None
    created_at: datetime | None
    keys: int = 0


@dataclass(frozen=True, slots=True)
class _Open:
    """An open vault: its file, its ring, and the key of its primary way in (unknown after a recovery)."""

    file: KeyFile
    ring: Ring
    primary: Key | None


class Vault:
    """The vault of one profile folder. Slow calls (unlock, init, a new passphrase) block for about a second."""

    def __init__(self, folder: Path, keychain: Keychain | None = None) -> None:
        self._path = folder / keyfile.NAME
        self._keychain: Keychain = keychain or NullKeychain()
        self._open: _Open | None = None
        self._changing = RLock()

    def __repr__(self) -> str:
        return f"<Vault {'locked' if self.locked else 'unlocked'}>"

    @property
    def exists(self) -> bool:
        """Whether the folder has a vault."""
        return self._path.exists()

    @property
    def locked(self) -> bool:
        """Whether sealing and unsealing are out of reach; a missing vault counts as locked."""
        return self._open is None

    def out_of_reach(self) -> VaultLocked:
        """Why nothing can be unsealed: it is locked, was never made, or lost the keys of what the open store holds."""
        if self.exists:
            return VaultLocked("vault_locked")
        lost = not db.is_closed() and is_anything_sealed()
        return VaultLocked("vault_lost" if lost else "vault_missing", self._path)

    def status(self) -> VaultStatus:
        """What a person may see; StoreUnusable `vault_damaged` if the key file is."""
        if not self.exists:
            return VaultStatus(False, True, None, None, None)
        file = keyfile.read(self._path)
        made_at = clock.to_datetime(file.created_at)
        return VaultStatus(True, self.locked, file.kind, file.active.id, made_at, len(file.keys))

    def seal(self, plain: bytes, place: str) -> bytes:
        """An envelope that opens only at this place ("table|row|column"); VaultLocked when locked."""
        return self._opened().ring.seal(plain, _checked(place))

    def unseal(self, envelope: bytes, place: str) -> bytes:
        """What was sealed at this place; VaultLocked, or StoreUnusable `vault_damaged`."""
        return self._opened().ring.unseal(envelope, _checked(place))

    def init(self, passphrase: str | None, use_keychain: bool, cost: Cost | None = None) -> RecoveryKey:
        """Make the vault, leave it open and return the recovery key, which is never shown again.

        A passphrase wins over the keychain. Raises BadInput `vault_exists`, `vault_weak_passphrase` or
        `vault_no_keychain`.
        """
        with self._changing:
            if self.exists:
                raise BadInput("vault_exists", self._path)
            vault_id, now = secrets.token_hex(16), clock.now()
            slot, primary = self._new_primary(vault_id, passphrase, use_keychain, cost)
            wrapped, data_key = fresh_key(None, now)
            file = KeyFile(vault_id, now, slot, _new_slot("recovery"), (wrapped,))
            ring = Ring({wrapped.id: data_key}, wrapped.id)
            return self._wrap_both(file, ring, slot, primary)

    def unlock(self, passphrase: str | None = None) -> None:
        """Open with the keychain, or with the passphrase where the vault has one.

        Raises VaultLocked `vault_missing`, `vault_locked` (nothing to open it with) or `vault_wrong_passphrase`,
        StoreUnusable `vault_damaged`.
        """
        with self._changing:
            file = keyfile.read(self._path)
            primary = self._primary(file, passphrase)
            ring = open_ring(file, file.primary, primary)
            if ring is None and file.kind == "passphrase":
                raise VaultLocked("vault_wrong_passphrase")
            if ring is None:
                raise StoreUnusable("vault_damaged", self._path, reason="the keychain holds another key")
            self._open = _Open(file, ring, primary)

    def unlock_with_recovery(self, key: str) -> None:
        """Open with the recovery key as a person typed it, even if the checksum of the key file no longer holds.

        Raises VaultLocked `vault_missing` or `vault_wrong_recovery_key`, StoreUnusable `vault_damaged`.
        """
        recovery = RecoveryKey.typed(key)
        with self._changing:
            file = keyfile.read(self._path, strict=False)
            ring = open_ring(file, file.recovery, recovery.wrapping_key(file.recovery.id))
            if ring is None:
                raise VaultLocked("vault_wrong_recovery_key", reason="another vault's")
            self._open = _Open(file, ring, None)

    def lock(self) -> None:
        """Forget every key."""
        with self._changing:
            opened, self._open = self._open, None
            if opened is not None:
                opened.ring.forget()
                if opened.primary is not None:
                    opened.primary.forget()

    def rekey(self, passphrase: str | None = None, cost: Cost | None = None) -> RecoveryKey:
        """Seal with a new data key from now on and return a new recovery key; older keys stay for reading.

        A passphrase becomes the new way in. Raises BadInput `vault_weak_passphrase`, VaultLocked, also
        `vault_needs_passphrase` after a recovery where none is given.
        """
        with self._changing:
            opened = self._opened()
            file, slot = opened.file, opened.file.primary
            if passphrase is not None or file.kind == "keychain":
                slot, primary = self._new_primary(file.vault_id, passphrase, passphrase is None, cost)
            else:
                _, primary = self._settled()
            wrapped, data_key = fresh_key(file, clock.now())
            ring = Ring({**opened.ring.keys, wrapped.id: data_key}, wrapped.id)
            grown = replace(file, keys=(*file.keys, wrapped), recovery=_new_slot("recovery"))
            recovery = self._wrap_both(grown, ring, slot, primary)
            self._forget_entry(file)
            return recovery

    @property
    def header(self) -> bytes:
        """How every envelope under the active key begins; VaultLocked."""
        return header(self._opened().ring.active)

    @property
    def unfinished(self) -> bool:
        """Whether the open vault keeps older keys, because something may still hang on them."""
        opened = self._open
        return opened is not None and len(opened.ring.keys) > 1

    def needs_resealing(self, envelope: bytes, place: str) -> bool:
        """Whether an envelope still hangs on an older key; StoreUnusable `vault_damaged` if it is none."""
        return unpack(envelope, place).key_id != self._opened().ring.active

    def reseal(self, envelope: bytes, place: str) -> bytes:
        """The same secret under the active key."""
        return self.seal(self.unseal(envelope, place), place)

    def retire_old_keys(self) -> int:
        """Drop all but the active key for ever and count them; only after every envelope is resealed.

        Raises as `rekey` does.
        """
        with self._changing:
            opened, primary = self._settled()
            active = opened.file.active
            retired = [key for key_id, key in opened.ring.keys.items() if key_id != active.id]
            ring = Ring({active.id: opened.ring.keys[active.id]}, active.id)
            self._keep(replace(opened.file, keys=(active,)), ring, primary)
            for key in retired:
                key.forget()
            return len(retired)

    def _opened(self) -> _Open:
        opened = self._open
        if opened is None:
            raise self.out_of_reach()
        return opened

    def _settled(self) -> tuple[_Open, Key]:
        # After a recovery the primary wraps are untested, perhaps rotten: nothing may be built on them.
        opened = self._opened()
        if opened.primary is None:
            raise VaultLocked("vault_needs_passphrase")
        return opened, opened.primary

    def _keep(self, file: KeyFile, ring: Ring, primary: Key | None) -> None:
        keyfile.write(self._path, file)  # first: what the file does not say must not be sealed with
        self._open = _Open(file, ring, primary)

    def _wrap_both(self, file: KeyFile, ring: Ring, slot: Slot, primary: Key) -> RecoveryKey:
        recovery = RecoveryKey.fresh()
        file = wrap_ring(file, ring, slot, primary)
        file = wrap_ring(file, ring, file.recovery, recovery.wrapping_key(file.recovery.id))
        self._keep(file, ring, primary)
        return recovery

    def _new_primary(
        self, vault_id: str, passphrase: str | None, use_keychain: bool, cost: Cost | None
    ) -> tuple[Slot, Key]:
        if passphrase is None and use_keychain:
            slot, key = _new_slot("keychain"), Key.fresh()
            if not self._keychain.put(_entry(vault_id, slot), key.to_text()):
                raise BadInput("vault_no_keychain", self._keychain.name)
            return slot, key
        if passphrase is None or _is_weak(passphrase):
            raise BadInput("vault_weak_passphrase", shortest=SHORTEST_PASSPHRASE)
        cost = cost or Cost()
        slot = replace(_new_slot("passphrase"), cost=cost)
        return slot, from_passphrase(passphrase, bytes.fromhex(slot.id), cost)

    def _primary(self, file: KeyFile, passphrase: str | None) -> Key:
        if file.primary.cost is not None:
            if passphrase is None:
                raise VaultLocked("vault_locked", reason="passphrase")
            return from_passphrase(passphrase, bytes.fromhex(file.primary.id), file.primary.cost)
        kept = self._keychain.get(_entry(file.vault_id, file.primary))
        key = None if kept is None else Key.from_text(kept)
        if key is None:
            raise VaultLocked("vault_locked", reason="keychain")
        return key

    def _forget_entry(self, file: KeyFile) -> None:
        # Only after the new file is in place; an entry left behind by a crash opens nothing.
        if file.kind == "keychain":
            self._keychain.forget(_entry(file.vault_id, file.primary))


def _new_slot(kind: SlotKind) -> Slot:
    return Slot(secrets.token_hex(SALT_BYTES), kind)


def _entry(vault_id: str, slot: Slot) -> str:
    return f"vault {vault_id} {slot.id}"


def _is_weak(passphrase: str) -> bool:
    return len(passphrase.strip()) < SHORTEST_PASSPHRASE or len(set(passphrase)) < FEWEST_DIFFERENT_LETTERS


def _checked(place: str) -> str:
    if place.count("|") != 2 or not all(place.split("|")):
        raise ValueError("a place is table|row|column")
    return place
