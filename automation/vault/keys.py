"""Keys that seal bytes and wrap other keys; nothing here ever shows its material."""

from __future__ import annotations

import secrets
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass
from threading import Lock
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.errors import StewardError, VaultLocked

KEY_BYTES, NONCE_BYTES, TAG_BYTES, SALT_BYTES = 32, 12, 16, 16
# Two that run side by side wait for each other's lanes for ever (cryptography 50.0.2, OpenSSL 4.0.3, seen 2026-11-22).
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Cost:
    """How dear a guess is: Argon2id memory in KiB, passes and lanes (these took 625 ms on 2 cores, 2026-11)."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 4

    def is_sane(self) -> bool:
        """Whether a machine can be asked to pay it: a rotten file must not demand all memory there is."""
        return 1 <= self.lanes <= 64 and 1 <= self.passes <= 1000 and 8 * self.lanes <= self.memory_kib <= 4 * 1024**2


class Key:
    """An AES-256-GCM key that can be forgotten."""

    __slots__ = ("_cipher", "_material")

    def __init__(self, material: bytes) -> None:
        if len(material) != KEY_BYTES:
            raise ValueError("a key is 32 bytes")
        self._material = bytearray(material)
        self._cipher: AESGCM | None = AESGCM(material)

    @classmethod
    def fresh(cls) -> Key:
        """A new random key."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def from_text(cls, text: str) -> Key | None:
        """The key that `to_text` wrote, None if it is not one."""
        try:
            return cls(b64decode(text, validate=True))
        except ValueError:
            return None

    def to_text(self) -> str:
        """The material as base64, for a keychain only."""
        return b64encode(self._material).decode()

    def seal(self, plain: bytes, place: str) -> bytes:
        """Nonce (12 bytes) + ciphertext + tag, bound to the place; VaultLocked once forgotten."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._use().encrypt(nonce, plain, place.encode())

    def unseal(self, sealed: bytes, place: str) -> bytes | None:
        """What `seal` was given, None for another key, another place or altered bytes; VaultLocked once forgotten."""
        cipher = self._use()
        if len(sealed) < NONCE_BYTES + TAG_BYTES:
            return None
        try:
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except InvalidTag:
            return None

    def wrap(self, other: Key, place: str) -> bytes:
        """Another key, sealed."""
        return self.seal(bytes(other._material), place)

    def unwrap(self, wrapped: bytes, place: str) -> Key | None:
        """The key that `wrap` was given, None where `unseal` says None."""
        material = self.unseal(wrapped, place)
        return None if material is None or len(material) != KEY_BYTES else Key(material)

    def forget(self) -> None:
        """Overwrite the material; the key is useless from here on."""
        self._material[:] = bytes(len(self._material))
        self._cipher = None

    def _use(self) -> AESGCM:
        if self._cipher is None:
            raise VaultLocked("vault_locked")
        return self._cipher

    def __repr__(self) -> str:
        return "<key>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is never pickled or copied")


def from_passphrase(passphrase: str, salt: bytes, cost: Cost) -> Key:
    """The key a passphrase stands for; takes `cost` in memory and time. Raises StewardError `vault_no_memory`."""
    return Key(stretched(_canonical(passphrase), salt, cost))


def stretched(guessable: bytes, salt: bytes, cost: Cost) -> bytes:
    """32 bytes for a passphrase or a PIN; takes `cost` in memory and time. Raises StewardError `vault_no_memory`."""
    kdf = Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    try:
        with _one_at_a_time:
            return kdf.derive(guessable)
    except MemoryError:
        raise StewardError("vault_no_memory", needed_mib=cost.memory_kib // 1024) from None


def from_entropy(entropy: bytes, salt: bytes, purpose: str) -> Key:
    """A key from bytes that are already beyond guessing (HKDF-SHA256)."""
    return Key(HKDF(SHA256(), KEY_BYTES, salt=salt, info=purpose.encode()).derive(entropy))


def _canonical(passphrase: str) -> bytes:
    # The same letters must open the vault on every system, whichever way its keyboard composes an accent; and
    # an environment may hold bytes that are not UTF-8, which must not end in an error that quotes them.
    return unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
