"""Content: pictures and words that a brand may publish."""

from __future__ import annotations

import peewee

from models.base import Table


class ContentTable(Table):
    """One row per piece of content."""

    id = peewee.IntegerField(primary_key=True)
    brand_id = peewee.IntegerField()
    kind = peewee.TextField()
    url = peewee.TextField(null=True)
    path = peewee.TextField(null=True)
    text = peewee.TextField(null=True)
    is_template = peewee.BooleanField(default=False)
    order_priority = peewee.IntegerField(default=0)
    uses = peewee.IntegerField(default=0)
    reported_rate = peewee.FloatField(null=True)
    last_used_at = peewee.IntegerField(null=True)
    created_by = peewee.TextField(null=True)
    created_at = peewee.IntegerField()

    class Meta:
        table_name = "content"
