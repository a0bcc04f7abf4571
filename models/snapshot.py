"""Snapshots: what the counts of a post were at one time."""

from __future__ import annotations

from dataclasses import dataclass

import peewee

from models import clock
from models.base import JsonField, Table, add, first, rows


class SnapshotTable(Table):
    """One row per reading."""

    id = peewee.IntegerField(primary_key=True)
    post_id = peewee.IntegerField()
    account_id = peewee.IntegerField()
    counts = JsonField()
    taken_at = peewee.IntegerField()

    class Meta:
        table_name = "snapshots"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Counts by name (likes, comments, shares, views) as one account saw them."""

    id: int
    post_id: int
    account_id: int
    counts: dict[str, int]
    taken_at: int


def keep_snapshot(post_id: int, account_id: int, counts: dict[str, int]) -> int:
    """Write one reading."""
    return add(SnapshotTable, post_id=post_id, account_id=account_id, counts=counts, taken_at=clock.now())


def snapshots_of(post_id: int) -> list[Snapshot]:
    """All readings of a post, oldest first."""
    return rows(Snapshot, SnapshotTable.select().where(SnapshotTable.post_id == post_id).order_by(SnapshotTable.id))


def newest_snapshot(account_id: int) -> Snapshot | None:
    """The last reading of an account, if it has read anything."""
    query = SnapshotTable.select().where(SnapshotTable.account_id == account_id)
    return first(Snapshot, query.order_by(SnapshotTable.id.desc()))
