"""What a sealed value looks like: magic, version, key id, then nonce, ciphertext and tag."""

from __future__ import annotations

from dataclasses import dataclass

from automation.vault.keys import NONCE_BYTES, TAG_BYTES
from models.errors import StoreUnusable

MAGIC, VERSION, KEY_ID_BYTES = b"SV", 1, 4
HEADER_BYTES = len(MAGIC) + 1 + KEY_ID_BYTES
OVERHEAD_BYTES = HEADER_BYTES + NONCE_BYTES + TAG_BYTES


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed value and the id (8 hex) of the data key that opens it."""

    key_id: str
    sealed: bytes

    def pack(self) -> bytes:
        """The bytes that are stored."""
        return header(self.key_id) + self.sealed


def header(key_id: str) -> bytes:
    """How every envelope under a key begins."""
    return MAGIC + bytes([VERSION]) + bytes.fromhex(key_id)


def unpack(packed: bytes, place: str) -> Envelope:
    """The envelope in stored bytes; StoreUnusable `vault_damaged` for anything else."""
    packed = bytes(packed)
    if len(packed) < OVERHEAD_BYTES or packed[: len(MAGIC)] != MAGIC or packed[len(MAGIC)] != VERSION:
        raise StoreUnusable("vault_damaged", place, reason="not an envelope")
    return Envelope(packed[len(MAGIC) + 1 : HEADER_BYTES].hex(), packed[HEADER_BYTES:])
