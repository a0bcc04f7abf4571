"""Imports, and where each imported row came from."""

from __future__ import annotations

import peewee

from models.base import JsonField, Table


class ImportTable(Table):
    """One row per import."""

    id = peewee.IntegerField(primary_key=True)
    kind = peewee.TextField()
    origin = peewee.TextField()
    started_at = peewee.IntegerField()
    ended_at = peewee.IntegerField(null=True)
    state = peewee.TextField()
    report = JsonField(default=dict)
    rejects = peewee.TextField(null=True)

    class Meta:
        table_name = "imports"


class LegacyRefTable(Table):
    """One row per imported row, under its key in the old store."""

    origin = peewee.TextField()
    source = peewee.TextField()
    key = peewee.TextField()
    noun = peewee.TextField()
    row_id = peewee.IntegerField()
    import_id = peewee.IntegerField()
    merged = peewee.BooleanField(default=False)

    class Meta:
        table_name = "legacy_refs"
        primary_key = peewee.CompositeKey("origin", "source", "key")
