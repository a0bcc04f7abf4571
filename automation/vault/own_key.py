"""The profile's own key: what is hashed under it is no good for guessing by anybody without the open vault."""

from __future__ import annotations

import secrets

from automation.vault import kept
from automation.vault.vault import Vault

PLACE = "fingerprints|key|value"
_BYTES = 32


def own_key(vault: Vault) -> bytes:
    """The key, made at its first use; VaultLocked."""
    found = kept.recall(vault, PLACE)
    if found is None:
        found = secrets.token_bytes(_BYTES)
        kept.keep(vault, PLACE, found)
    return found
