"""The profile's own key: what is hashed under it is no good for guessing by anybody without the open vault."""

from __future__ import annotations

import secrets

from automation.vault import kept
from automation.vault.vault import Vault
from models.database import writing

PLACE = "fingerprints|key|value"
_BYTES = 32


def own_key(vault: Vault) -> bytes:
    """The key, made at its first use; VaultLocked."""
    return kept.recall(vault, PLACE) or _made(vault)


def _made(vault: Vault) -> bytes:
    with writing():  # of two threads at once, both hash under the key of the first
        found = kept.recall(vault, PLACE)
        if found is None:
            found = secrets.token_bytes(_BYTES)
            kept.keep(vault, PLACE, found)
    return found
