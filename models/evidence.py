"""Evidence: the pictures of an action, files beside the store with their sums in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import peewee

from models import clock
from models.base import EnumField, JsonField, Table, add, fetch, first
from models.enums import Phase
from models.errors import BadInput


class EvidenceTable(Table):
    """One row per picture file; `path` is relative to the profile's evidence folder."""

    id = peewee.IntegerField(primary_key=True)
    action_id = peewee.IntegerField()
    attempt_id = peewee.IntegerField()
    phase = EnumField(Phase)
    path = peewee.TextField()
    sha256 = peewee.TextField()
    region = JsonField(null=True)
    changed = peewee.FloatField(null=True)
    sealed = peewee.BooleanField(default=False)
    taken_at = peewee.IntegerField()

    class Meta:
        table_name = "evidence"


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A picture; region is [x, y, width, height], `changed` the share of the region that differs."""

    id: int
    action_id: int
    attempt_id: int
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
    found = first(EvidenceRow, EvidenceTable.select().where(EvidenceTable.id == evidence_id))
    if found is None:
        raise BadInput("unknown_picture", evidence_id)
    return found


def pictures_of(action_id: int) -> list[EvidenceRow]:
    """The pictures of one action, oldest first."""
    return fetch(EvidenceRow, EvidenceTable, "WHERE action_id = ? ORDER BY id", (action_id,))
