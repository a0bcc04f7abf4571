"""Backups that were made, and when each was last proven; the folders themselves are what counts."""

from __future__ import annotations

from dataclasses import dataclass

import peewee

from models.base import Table, fetch, marks, new_id
from models.database import one, sql


class BackupTable(Table):
    """One row per backup folder, by its name within the profile's folder of backups."""

    id = peewee.IntegerField(primary_key=True)
    folder = peewee.TextField()
    kind = peewee.TextField()
    made_at = peewee.IntegerField()
    bytes = peewee.IntegerField()
    proven_at = peewee.IntegerField(null=True)
    detail = peewee.TextField(default="")

    class Meta:
        table_name = "backups"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup; times in ms UTC, `detail` says what was wrong when it was last proven."""

    id: int
    folder: str
    kind: str
    made_at: int
    bytes: int
    proven_at: int | None
    detail: str


def backups() -> list[Backup]:
    """All known backups, newest first."""
    return fetch(Backup, BackupTable, "ORDER BY made_at DESC, id DESC")


def note_backup(folder: str, kind: str, made_at: int, size: int) -> None:
    """Keep a row for a backup folder; one that has a row keeps it."""
    if one("SELECT 1 FROM backups WHERE folder = ?", (folder,)) is None:
        values = (new_id("backups"), folder, kind, made_at, size)
        sql("INSERT INTO backups (id, folder, kind, made_at, bytes) VALUES (?, ?, ?, ?, ?)", values)


def forget_backups(there: list[str]) -> None:
    """Drop the rows of folders that are not there any more."""
    sql(f"DELETE FROM backups WHERE folder NOT IN ({marks(there)})", there)


def note_proof(folder: str, proven_at: int | None, detail: str) -> None:
    """Write down how a rehearsal of a backup ended; one that failed is not proven any more."""
    sql("UPDATE backups SET proven_at = ?, detail = ? WHERE folder = ?", (proven_at, detail, folder))


def last_proven() -> int | None:
    """When a backup was last proven to restore (ms UTC)."""
    found = one("SELECT max(proven_at) FROM backups")
    return None if found is None or found[0] is None else int(found[0])


def change_mark() -> str:
    """A word that stays the same while nothing worth a backup was written."""
    from hashlib import sha256

    seen = [
        sql("SELECT name, last FROM counters WHERE name <> 'backups' ORDER BY name"),
        sql("SELECT hash FROM audit_entries ORDER BY sequence DESC LIMIT 1"),
        sql("SELECT key, value FROM settings ORDER BY key"),
    ]
    return sha256(repr(seen).encode()).hexdigest()
