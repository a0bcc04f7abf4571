"""Runs: one gathering or one import of data, or one session of the engine, from start to end."""

from __future__ import annotations

import peewee

from models import clock
from models.base import JsonField, Table, add
from models.database import sql, writing

_CLOSE = (
    "UPDATE runs SET status = ?, fetched = (SELECT count(*) FROM snapshots s WHERE s.run_id = runs.id), ended_at = "
)


class RunTable(Table):
    """One row per run."""

    id = peewee.IntegerField(primary_key=True)
    kind = peewee.TextField()
    origin = peewee.TextField(default="")
    platform = peewee.TextField(null=True)
    status = peewee.TextField()
    started_at = peewee.IntegerField()
    ended_at = peewee.IntegerField(null=True)
    fetched = peewee.IntegerField(default=0)
    fresh = peewee.IntegerField(default=0)
    updated = peewee.IntegerField(default=0)
    error = peewee.TextField(null=True)
    system = JsonField(null=True)

    class Meta:
        table_name = "runs"


def begin_run(kind: str) -> int:
    """Open a run; one of its kind that nobody closed was interrupted, after the last that it is known to have done."""
    last = "(SELECT max(a.updated_at) FROM actions a WHERE a.run_id = runs.id)"
    with writing():
        sql(f"{_CLOSE}{last} WHERE status = 'running' AND kind = ?", ("interrupted", kind))
        return add(RunTable, kind=kind, status="running", started_at=clock.now())


def end_run(run_id: int) -> None:
    """Close a run that has done what it was begun for."""
    sql(f"{_CLOSE}? WHERE id = ? AND status = 'running'", ("completed", clock.now(), run_id))
