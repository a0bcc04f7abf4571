"""Checkpoints: signed places in the audit chain."""

from __future__ import annotations

import peewee

from models.base import Table


class CheckpointTable(Table):
    """One row per checkpoint; the horizon is where retention has cut."""

    sequence = peewee.IntegerField(primary_key=True)
    hash = peewee.TextField()
    at = peewee.IntegerField()
    signature = peewee.TextField()
    horizon = peewee.BooleanField(default=False)

    class Meta:
        table_name = "audit_checkpoints"
