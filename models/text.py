"""Texts: what may be said, by kind."""

from __future__ import annotations

import peewee

from models.base import Table


class TextTable(Table):
    """One row per text."""

    id = peewee.IntegerField(primary_key=True)
    brand_id = peewee.IntegerField(null=True)
    kind = peewee.TextField()
    name = peewee.TextField(default="")
    text = peewee.TextField()
    is_template = peewee.BooleanField(default=False)
    uses = peewee.IntegerField(default=0)
    reported_rate = peewee.FloatField(null=True)
    last_used_at = peewee.IntegerField(null=True)
    created_by = peewee.TextField(null=True)
    created_at = peewee.IntegerField()

    class Meta:
        table_name = "texts"
