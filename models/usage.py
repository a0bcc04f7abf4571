"""Usage: what outside services were asked, and what it cost."""

from __future__ import annotations

import peewee

from models.base import Table


class UsageTable(Table):
    """One row per provider, endpoint and day."""

    provider = peewee.TextField()
    endpoint = peewee.TextField(default="")
    day = peewee.TextField()
    calls = peewee.IntegerField(default=0)
    quota = peewee.IntegerField(null=True)
    cost_micros = peewee.IntegerField(default=0)
    currency = peewee.TextField(default="USD")

    class Meta:
        table_name = "api_usage"
        primary_key = peewee.CompositeKey("provider", "endpoint", "day")
