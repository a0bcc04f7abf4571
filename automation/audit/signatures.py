"""Signatures: the profile's signature under the chain, made while the vault is open and checked without it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from automation.vault import signing
from models import clock
from models.checkpoint import Checkpoint, keep_checkpoint
from models.errors import StewardError, VaultLocked

Sign = Callable[[bytes], bytes]
Seal = Callable[[bytes, str], bytes]
# A checkpoint comes with the first entry after so many.
EVERY = 1000


def message(sequence: int, hash_: str, at: int, horizon: bool) -> bytes:
    """What is signed."""
    return json.dumps(["steward audit checkpoint", 1, sequence, hash_, at, horizon], separators=(",", ":")).encode()


def make(sequence: int, hash_: str, sign: Sign, *, horizon: bool = False) -> Checkpoint:
    """Sign the chain as far as an entry, and keep that; VaultLocked."""
    at = clock.now()
    made = Checkpoint(sequence, hash_, at, sign(message(sequence, hash_, at, horizon)).hex(), horizon)
    keep_checkpoint(made)
    return made


def first_forged(found: Iterable[Checkpoint], public: bytes) -> int | None:
    """The sequence number of the first checkpoint that this key has not signed."""
    return next((one.sequence for one in found if not _is_signed(one, public)), None)


def _is_signed(one: Checkpoint, public: bytes) -> bool:
    try:
        signature = bytes.fromhex(one.signature)
    except ValueError:
        return False
    return signing.holds(public, signature, message(one.sequence, one.hash, one.at, one.horizon))


def public_key(folder: Path, unseal: Seal | None) -> tuple[bytes | None, str]:
    """The profile's public key, and how far it can be trusted: sealed, published, forged or missing."""
    shown = signing.published(folder)
    try:
        own = None if unseal is None else signing.sealed_public(unseal)
    except VaultLocked:
        own = None
    except (StewardError, ValueError):
        return shown, "forged"
    if own is None:
        return shown, "missing" if shown is None else "published"
    return own, "sealed" if shown in {None, own} else "forged"
