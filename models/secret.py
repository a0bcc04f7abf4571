"""Secrets: sealed credentials, each under the place it belongs to ("accounts|7|password")."""

from __future__ import annotations

import peewee

from models import clock
from models.base import Table
from models.database import one


class SecretTable(Table):
    """One row per secret."""

    place = peewee.TextField(primary_key=True)
    envelope = peewee.BlobField()
    saved_at = peewee.IntegerField()

    class Meta:
        table_name = "secrets"


def keep_secret(place: str, envelope: bytes) -> None:
    """Keep a sealed secret, replacing the one before."""
    SecretTable.insert(place=place, envelope=envelope, saved_at=clock.now()).on_conflict_replace().execute()


def secret_envelope(place: str) -> bytes | None:
    """The envelope kept for a place, if any."""
    found = one("SELECT envelope FROM secrets WHERE place = ?", (place,))
    return None if found is None else bytes(found[0])


def drop_secret(place: str) -> None:
    """Forget a secret."""
    SecretTable.delete().where(SecretTable.place == place).execute()


def secret_places() -> list[str]:
    """Which places hold a secret."""
    return [row.place for row in SecretTable.select(SecretTable.place).order_by(SecretTable.place)]
