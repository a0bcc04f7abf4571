"""The recovery key: shown once, kept on paper, typed back forgivingly."""

from __future__ import annotations

import secrets
from hashlib import sha256

from automation.vault.keys import Key, from_entropy
from models.errors import VaultLocked

# Crockford's base32: no I, L, O or U, so that a hand-written key can be read back in one way only.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
ENTROPY_BYTES, CHECK_BYTES, GROUP = 17, 3, 4
LENGTH = (ENTROPY_BYTES + CHECK_BYTES) * 8 // 5


class RecoveryKey(str):
    """Eight groups of four letters (136 random bits and a 24-bit check); `str()` shows it, `repr()` does not."""

    __slots__ = ()

    @classmethod
    def fresh(cls) -> RecoveryKey:
        """A new random recovery key."""
        entropy = secrets.token_bytes(ENTROPY_BYTES)
        return cls._written(entropy + _check(entropy))

    @classmethod
    def typed(cls, text: str) -> RecoveryKey:
        """What a person typed, in its proper form: case, spaces, dashes and look-alikes are forgiven.

        Raises VaultLocked `vault_wrong_recovery_key` when it cannot be a recovery key.
        """
        letters = "".join(letter for letter in text.upper() if letter.isalnum()).translate(LOOKALIKES)
        if len(letters) == LENGTH and all(letter in ALPHABET for letter in letters):
            key = cls._written(_decode(letters))
            if _check(key._entropy()) == _decode(letters)[ENTROPY_BYTES:]:
                return key
        raise VaultLocked("vault_wrong_recovery_key", reason="mistyped")

    def wrapping_key(self, slot_id: str) -> Key:
        """The key it stands for in one slot of one vault."""
        return from_entropy(self._entropy(), bytes.fromhex(slot_id), "steward recovery key")

    @classmethod
    def _written(cls, raw: bytes) -> RecoveryKey:
        number = int.from_bytes(raw)
        letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
        return cls("-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP)))

    def _entropy(self) -> bytes:
        return _decode(self.replace("-", ""))[:ENTROPY_BYTES]

    def __repr__(self) -> str:
        return "<recovery key>"


def _decode(letters: str) -> bytes:
    number = 0
    for letter in letters:
        number = number << 5 | ALPHABET.index(letter)
    return number.to_bytes(ENTROPY_BYTES + CHECK_BYTES)


def _check(entropy: bytes) -> bytes:
    return sha256(b"steward recovery check" + entropy).digest()[:CHECK_BYTES]
