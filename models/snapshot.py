"""Snapshots: what the figures of a post, a person or an account were at one time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import peewee

from models import clock
from models.base import JsonField, Table, add, first, rows

# Figures that have a column of their own, so that they can be sorted and summed.
NAMED = ("reactions", "likes", "comments", "shares", "views")
OF_PEOPLE = ("followers", "following", "posts")


class SnapshotTable(Table):
    """One row per reading."""

    id = peewee.IntegerField(primary_key=True)
    post_id = peewee.IntegerField(null=True)
    person_id = peewee.IntegerField(null=True)
    account_id = peewee.IntegerField(null=True)
    seen_by = peewee.IntegerField(null=True)
    run_id = peewee.IntegerField(null=True)
    reactions = peewee.IntegerField(null=True)
    likes = peewee.IntegerField(null=True)
    comments = peewee.IntegerField(null=True)
    shares = peewee.IntegerField(null=True)
    views = peewee.IntegerField(null=True)
    followers = peewee.IntegerField(null=True)
    following = peewee.IntegerField(null=True)
    posts = peewee.IntegerField(null=True)
    counts = JsonField(default=dict)
    payload = peewee.BlobField(null=True)
    source = peewee.TextField(null=True)
    taken_at = peewee.IntegerField()

    class Meta:
        table_name = "snapshots"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Counts by name (likes, comments, shares, views) of a post, as one account saw them."""

    id: int
    post_id: int
    seen_by: int | None
    counts: dict[str, int]
    taken_at: int


def keep_snapshot(post_id: int, seen_by: int, counts: dict[str, int], run_id: int | None = None) -> int:
    """Write one reading of a post, made in a run."""
    return _keep(counts, NAMED, post_id=post_id, seen_by=seen_by, run_id=run_id)


def keep_person_snapshot(person_id: int, seen_by: int, counts: dict[str, int], run_id: int | None = None) -> int:
    """Write one reading of a person, made in a run."""
    return _keep(counts, OF_PEOPLE, person_id=person_id, seen_by=seen_by, run_id=run_id)


def _keep(counts: dict[str, int], figures: Iterable[str], **about: int | None) -> int:
    named = {name: counts.get(name) for name in figures}
    return add(SnapshotTable, counts=counts, taken_at=clock.now(), **about, **named)


def snapshots_of(post_id: int) -> list[Snapshot]:
    """All readings of a post, oldest first."""
    return rows(Snapshot, SnapshotTable.select().where(SnapshotTable.post_id == post_id).order_by(SnapshotTable.id))


def newest_snapshot(seen_by: int) -> Snapshot | None:
    """The last reading of a post that an account made, if it has read anything."""
    query = SnapshotTable.select().where((SnapshotTable.seen_by == seen_by) & SnapshotTable.post_id.is_null(False))
    return first(Snapshot, query.order_by(SnapshotTable.id.desc()))
