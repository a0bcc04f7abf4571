"""Secrets: sealed credentials, each under the place it belongs to ("accounts|7|password")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import peewee

from models import bulk, clock
from models.base import Table
from models.database import one, sql


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


def columns_sealed(table: str, number: int) -> list[str]:
    """What of a row is kept as a secret, by name."""
    start = f"{table}|{number}|"
    found = sql("SELECT place FROM secrets WHERE place BETWEEN ? AND ? ORDER BY place", (start, f"{start}\U0010ffff"))
    return [place.removeprefix(start) for (place,) in found]


def keep_new_secrets(kept: Sequence[tuple[str, bytes]]) -> None:
    """Keep sealed secrets at places that hold none yet."""
    stamp = clock.now()
    bulk.insert_absent("secrets", ("place", "envelope", "saved_at"), [(place, sealed, stamp) for place, sealed in kept])


def drop_secrets_of(table: str, numbers: Iterable[int]) -> None:
    """Forget the secrets of rows that are gone."""
    for number in numbers:
        sql("DELETE FROM secrets WHERE place BETWEEN ? AND ?", (f"{table}|{number}|", f"{table}|{number}|\U0010ffff"))
