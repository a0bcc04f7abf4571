"""Evidence: the pictures of an action, files beside the store with their sums in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import peewee

from models import clock
from models.base import EnumField, JsonField, Table, add, fetch, first
from models.database import sql
from models.enums import Phase
from models.errors import BadInput


class EvidenceTable(Table):
    """One row per capture; `path` is relative to the profile's evidence folder, and missing where a capture failed."""

    id = peewee.IntegerField(primary_key=True)
    action_id = peewee.IntegerField(null=True)
    attempt_id = peewee.IntegerField(null=True)
    order_id = peewee.IntegerField(null=True)
    phase = EnumField(Phase)
    path = peewee.TextField(null=True)
    sha256 = peewee.TextField(null=True)
    region = JsonField(null=True)
    changed = peewee.FloatField(null=True)
    sealed = peewee.BooleanField(default=False)
    taken_at = peewee.IntegerField()
    url = peewee.TextField(null=True)
    platform = peewee.TextField(null=True)
    width = peewee.IntegerField(null=True)
    height = peewee.IntegerField(null=True)
    duration_ms = peewee.IntegerField(null=True)
    browser_profile = peewee.TextField(null=True)
    state = peewee.TextField(default="completed")
    error = peewee.TextField(null=True)
    retries = peewee.IntegerField(default=0)
    pinned = peewee.BooleanField(default=False)
    kept_from = peewee.IntegerField(null=True)

    class Meta:
        table_name = "evidence"


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A picture; region is [x, y, width, height], `changed` the share of the region that differs."""

    id: int
    action_id: int | None
    attempt_id: int | None
    order_id: int | None
    phase: Phase
    path: str
    sha256: str
    region: list[int] | None
    changed: float | None
    sealed: bool
    taken_at: int


def keep_picture(**columns: Any) -> int:
    """Write the row of a picture file that is already on disk."""
    return add(EvidenceTable, taken_at=clock.now(), **columns)


def picture(evidence_id: int) -> EvidenceRow:
    """The picture with that id; BadInput unknown_picture."""
    there = (EvidenceTable.id == evidence_id) & EvidenceTable.path.is_null(False)
    found = first(EvidenceRow, EvidenceTable.select().where(there))
    if found is None:
        raise BadInput("unknown_picture", evidence_id)
    return found


def inside(pictures: Path, path: str) -> Path | None:
    """The file that a row names, where its path leads nowhere out of the folder of pictures."""
    whole = pictures / path
    return whole if whole.resolve().is_relative_to(pictures.resolve()) else None


def kept_pictures(after: int = 0, limit: int = 1000) -> list[tuple[int, str, str]]:
    """Id, path and sum of the pictures that have a file, by id after one."""
    query = "SELECT id, path, sha256 FROM evidence WHERE id > ? AND path IS NOT NULL ORDER BY id LIMIT ?"
    return sql(query, (after, limit))


def pictures_of(action_id: int) -> list[EvidenceRow]:
    """The pictures of one action, oldest first."""
    return fetch(EvidenceRow, EvidenceTable, "WHERE action_id = ? AND path IS NOT NULL ORDER BY id", (action_id,))


def pictures_of_order(order_id: int) -> list[EvidenceRow]:
    """The pictures of one order, oldest first."""
    return fetch(EvidenceRow, EvidenceTable, "WHERE order_id = ? AND path IS NOT NULL ORDER BY id", (order_id,))


def paths_of(numbers: Iterable[int]) -> list[str]:
    """The files of some pictures, for whoever removes them."""
    query = "SELECT path FROM evidence WHERE path IS NOT NULL AND id IN (SELECT value FROM json_each(?))"
    return [path for (path,) in sql(query, (json.dumps(list(numbers)),))]


def sealed_pictures(after: int = 0, limit: int = 100) -> list[EvidenceRow]:
    """The pictures that are sealed, by id after one."""
    tail = "WHERE id > ? AND sealed = 1 AND path IS NOT NULL ORDER BY id LIMIT ?"
    return fetch(EvidenceRow, EvidenceTable, tail, (after, limit))


def move_picture(evidence_id: int, path: str, to: str, sha256: str) -> bool:
    """Have a picture's row name another file and its sum; False where it does not name the first one any more."""
    query = "UPDATE evidence SET path = ?, sha256 = ? WHERE id = ? AND path = ? RETURNING 1"
    return bool(sql(query, (to, sha256, evidence_id, path)))
