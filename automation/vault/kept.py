"""Secrets kept in the store, each sealed for the one place it belongs to ("accounts|7|password")."""

from __future__ import annotations

from automation.vault.vault import Vault
from models import secret


def keep(vault: Vault, place: str, plain: bytes) -> None:
    """Seal and keep a secret, replacing the one before; VaultLocked when locked, and nothing is changed."""
    secret.keep_secret(place, vault.seal(plain, place))


def recall(vault: Vault, place: str) -> bytes | None:
    """The secret kept for a place, if any; VaultLocked, or StoreUnusable `vault_damaged`."""
    envelope = secret.secret_envelope(place)
    return None if envelope is None else vault.unseal(envelope, place)


def drop(place: str) -> None:
    """Forget a secret; a locked vault is no obstacle."""
    secret.drop_secret(place)


def drop_all(table: str, number: int) -> None:
    """Forget every secret of a row; a locked vault is no obstacle."""
    secret.drop_secrets_of(table, [number])


def has(place: str) -> bool:
    """Whether a secret is kept for a place; a locked vault is no obstacle."""
    return secret.secret_envelope(place) is not None
