"""Runs: one gathering or one import of data, from start to end."""

from __future__ import annotations

import peewee

from models.base import JsonField, Table


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
