"""Warm-up: the five steps of a fresh account."""

from __future__ import annotations

import peewee

from models.base import JsonField, Table


class WarmupStepTable(Table):
    """One row per account and step."""

    id = peewee.IntegerField(primary_key=True)
    account_id = peewee.IntegerField()
    position = peewee.IntegerField()
    name = peewee.TextField()
    state = peewee.TextField(default="pending")
    started_at = peewee.IntegerField(null=True)
    completed_at = peewee.IntegerField(null=True)
    bot = peewee.TextField(null=True)
    bot_session = peewee.TextField(null=True)
    content = JsonField(null=True)
    error = peewee.TextField(null=True)
    error_detail = JsonField(null=True)
    retries = peewee.IntegerField(default=0)
    duration_ms = peewee.IntegerField(null=True)
    response = JsonField(null=True)

    class Meta:
        table_name = "warmup_steps"
