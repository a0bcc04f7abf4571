"""Sealed columns: where envelopes lie, so that each can be put under a new key; what they hold never changes here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.database import db, faults, one, sql, writing

_BEFORE_ALL = -(1 << 63)


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of envelopes, and the place each was sealed for."""

    table: str
    key: str
    column: str
    place: str

    def place_of(self, key: int | str) -> str:
        """Where the vault says the envelope of a row belongs."""
        return self.place.format(key=key)


# Evidence pictures and the head of the audit chain are files; automation/audit knows them.
SEALED = (
    SealedColumn("secrets", "place", "envelope", "{key}"),
    SealedColumn("sessions", "account_id", "envelope", "sessions|{key}|envelope"),
    SealedColumn("actions", "id", "sealed_text", "actions|{key}|text"),
    SealedColumn("rules", "id", "sealed_text", "rules|{key}|text"),
    SealedColumn("schedules", "id", "sealed_text", "schedules|{key}|text"),
    SealedColumn("threads", "id", "sealed_preview", "threads|{key}|preview"),
    SealedColumn("messages", "id", "sealed_text", "messages|{key}|text"),
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """One envelope of a column."""

    key: int | str
    envelope: bytes


def other_than(where: SealedColumn, header: bytes, after: int | str | None = None, limit: int = 200) -> list[Sealed]:
    """The envelopes of a column that do not begin with the header, by key after one."""
    found = sql(
        f"SELECT {where.key}, {where.column} FROM {where.table} WHERE {where.key} > ? AND {where.column} IS NOT NULL"
        f" AND substr({where.column}, 1, {len(header)}) <> ? ORDER BY {where.key} LIMIT ?",
        (_BEFORE_ALL if after is None else after, header, limit),
    )
    return [Sealed(key, bytes(envelope)) for key, envelope in found]


def count_other_than(header: bytes) -> int:
    """How many envelopes of all columns do not begin with the header."""
    return sum(
        int(
            (one(f"SELECT count(*) FROM {w.table} WHERE substr({w.column}, 1, {len(header)}) <> ?", (header,)) or (0,))[
                0
            ]
        )
        for w in SEALED
    )


def is_anything_sealed() -> bool:
    """Whether any column holds an envelope."""
    return any(one(f"SELECT 1 FROM {w.table} WHERE {w.column} IS NOT NULL LIMIT 1") for w in SEALED)


def exchange(where: SealedColumn, pairs: Iterable[tuple[Sealed, bytes]]) -> int:
    """Put each new envelope in the place of the old one, unless that has been replaced meanwhile; returns how many."""
    lines = [(new, old.key, old.envelope) for old, new in pairs]
    with writing(), faults(db.database):
        cursor = db.connection().executemany(
            f"UPDATE {where.table} SET {where.column} = ? WHERE {where.key} = ? AND {where.column} = ?", lines
        )
        return int(cursor.rowcount)
