"""The profile's signing key (Ed25519): its private half is sealed in the vault, its public half lies beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from automation.vault import kept
from automation.vault.vault import Vault
from automation.vault.whole_file import write_whole
from models.secret import secret_envelope

PLACE = "audit|signing|key"
NAME = "audit.pub"
Unseal = Callable[[bytes, str], bytes]


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for the profile while the vault is open; the key is made at its first use."""

    vault: Vault = field(repr=False)
    folder: Path

    def sign(self, message: bytes) -> bytes:
        """The signature of a message (64 bytes); VaultLocked."""
        material = kept.recall(self.vault, PLACE)
        if material is None:
            key = Ed25519PrivateKey.generate()
            kept.keep(self.vault, PLACE, key.private_bytes_raw())
            self._publish(key)
        else:
            key = Ed25519PrivateKey.from_private_bytes(material)
            if not (self.folder / NAME).exists():
                self._publish(key)
        return key.sign(message)

    def _publish(self, key: Ed25519PrivateKey) -> None:
        write_whole(self.folder / NAME, key.public_key().public_bytes_raw().hex().encode() + b"\n")


def published(folder: Path) -> bytes | None:
    """The public key as it lies in the profile; None where there is none that can be read."""
    try:
        return bytes.fromhex((folder / NAME).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def sealed_public(unseal: Unseal) -> bytes | None:
    """The public key that belongs to the sealed private one; None before the first signature."""
    envelope = secret_envelope(PLACE)
    if envelope is None:
        return None
    return Ed25519PrivateKey.from_private_bytes(unseal(envelope, PLACE)).public_key().public_bytes_raw()


def holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a signature is this key's under this message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
