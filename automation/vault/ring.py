"""The ring: every data key that may still be needed for reading, and the one that seals."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from automation.vault.envelopes import KEY_ID_BYTES, Envelope, unpack
from automation.vault.keyfile import KeyFile, Slot, WrappedKey
from automation.vault.keys import Key
from models.errors import StoreUnusable


@dataclass(frozen=True, slots=True)
class Ring:
    """Data keys by id (8 hex), in the clear."""

    keys: dict[str, Key]
    active: str

    def seal(self, plain: bytes, place: str) -> bytes:
        """An envelope under the active key."""
        return Envelope(self.active, self.keys[self.active].seal(plain, place)).pack()

    def unseal(self, packed: bytes, place: str) -> bytes:
        """What an envelope holds; StoreUnusable `vault_damaged` if it was altered, moved or sealed elsewhere."""
        envelope = unpack(packed, place)
        key = self.keys.get(envelope.key_id)
        if key is None:
            raise StoreUnusable("vault_damaged", place, reason="sealed with a key that is not in this vault")
        plain = key.unseal(envelope.sealed, place)
        if plain is None:
            raise StoreUnusable("vault_damaged", place, reason="altered or in the wrong place")
        return plain

    def forget(self) -> None:
        """Overwrite every key."""
        for key in self.keys.values():
            key.forget()


def open_ring(file: KeyFile, slot: Slot, key: Key) -> Ring | None:
    """The ring as one way in opens it, None if the key is the wrong one; StoreUnusable if only part of it opens."""
    opened = {
        wrapped.id: key.unwrap(
            wrapped.by_recovery if slot.kind == "recovery" else wrapped.by_primary, _place(file, slot, wrapped)
        )
        for wrapped in file.keys
    }
    whole = {key_id: data_key for key_id, data_key in opened.items() if data_key is not None}
    if not whole:
        return None
    if len(whole) < len(opened):
        raise StoreUnusable("vault_damaged", file.vault_id, reason="some keys do not open")
    return Ring(whole, file.active.id)


def fresh_key(file: KeyFile | None, created_at: int) -> tuple[WrappedKey, Key]:
    """A new data key, still without wraps, younger than all of the file's."""
    taken = {} if file is None else {wrapped.id for wrapped in file.keys}
    key_id = next(name for name in iter(lambda: secrets.token_hex(KEY_ID_BYTES), None) if name not in taken)
    serial = 1 if file is None else file.active.serial + 1
    return WrappedKey(key_id, serial, created_at, b"", b""), Key.fresh()


def wrap_ring(file: KeyFile, ring: Ring, slot: Slot, key: Key) -> KeyFile:
    """The file with every key of the ring wrapped anew for this way in."""
    rewrapped = []
    for wrapped in file.keys:
        sealed = key.wrap(ring.keys[wrapped.id], _place(file, slot, wrapped))
        if slot.kind == "recovery":
            rewrapped.append(replace(wrapped, by_recovery=sealed))
        else:
            rewrapped.append(replace(wrapped, by_primary=sealed))
    if slot.kind == "recovery":
        return replace(file, recovery=slot, keys=tuple(rewrapped))
    return replace(file, primary=slot, keys=tuple(rewrapped))


def _place(file: KeyFile, slot: Slot, wrapped: WrappedKey) -> str:
    # The serial is bound in so that nobody can make an old key the active one by editing the file.
    return f"vault|{file.vault_id}|{slot.kind}|{slot.id}|{wrapped.id}|{wrapped.serial}"
