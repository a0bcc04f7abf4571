"""Backups that were made, and when each was last proven."""

from __future__ import annotations

import peewee

from models.base import Table


class BackupTable(Table):
    """One row per backup folder."""

    id = peewee.IntegerField(primary_key=True)
    folder = peewee.TextField()
    kind = peewee.TextField()
    made_at = peewee.IntegerField()
    bytes = peewee.IntegerField()
    proven_at = peewee.IntegerField(null=True)
    detail = peewee.TextField(default="")

    class Meta:
        table_name = "backups"
