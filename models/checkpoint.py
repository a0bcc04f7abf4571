"""Checkpoints: signed places in the audit chain."""

from __future__ import annotations

from dataclasses import dataclass

import peewee

from models.base import Table, fetch
from models.database import one


class CheckpointTable(Table):
    """One row per checkpoint; the horizon is where retention has cut."""

    sequence = peewee.IntegerField(primary_key=True)
    hash = peewee.TextField()
    at = peewee.IntegerField()
    signature = peewee.TextField()
    horizon = peewee.BooleanField(default=False)

    class Meta:
        table_name = "audit_checkpoints"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The profile's signature (hex) under the chain as far as one entry; `horizon` allows what is older to go."""

    sequence: int
    hash: str
    at: int
    signature: str
    horizon: bool


def checkpoints() -> list[Checkpoint]:
    """All of them, in the order of the chain."""
    return fetch(Checkpoint, CheckpointTable, "ORDER BY sequence")


def checkpoint_from(sequence: int) -> Checkpoint | None:
    """The first checkpoint that covers an entry."""
    found = fetch(Checkpoint, CheckpointTable, "WHERE sequence >= ? ORDER BY sequence LIMIT 1", (sequence,))
    return found[0] if found else None


def checkpoint_until(sequence: int) -> Checkpoint | None:
    """The last checkpoint at or before an entry."""
    found = fetch(Checkpoint, CheckpointTable, "WHERE sequence <= ? ORDER BY sequence DESC LIMIT 1", (sequence,))
    return found[0] if found else None


def newest_checkpoint() -> int:
    """How far the chain is signed; 0 where nothing is."""
    found = one("SELECT max(sequence) FROM audit_checkpoints")
    return int(found[0] or 0) if found else 0


def horizon() -> Checkpoint | None:
    """Where the chain begins since retention has cut it; None while it is whole."""
    found = fetch(Checkpoint, CheckpointTable, "WHERE horizon = 1 ORDER BY sequence DESC LIMIT 1")
    return found[0] if found else None


def keep_checkpoint(made: Checkpoint) -> None:
    """Write a checkpoint, in place of one at the same entry."""
    names = ("sequence", "hash", "at", "signature", "horizon")
    CheckpointTable.insert({name: getattr(made, name) for name in names}).on_conflict_replace().execute()
