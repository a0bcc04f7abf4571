"""Proxies: network settings of accounts; passwords are in the vault."""

from __future__ import annotations

import peewee

from models.base import Table


class ProxyTable(Table):
    """One row per proxy."""

    id = peewee.IntegerField(primary_key=True)
    scheme = peewee.TextField(default="http")
    host = peewee.TextField()
    port = peewee.IntegerField()
    username = peewee.TextField(default="")
    provider = peewee.TextField(default="")
    location = peewee.TextField(default="")
    monthly_cost_micros = peewee.IntegerField(default=0)
    currency = peewee.TextField(default="USD")
    status = peewee.TextField(default="active")
    brand_id = peewee.IntegerField(null=True)
    capacity = peewee.IntegerField(null=True)
    tested_at = peewee.IntegerField(null=True)
    last_error = peewee.TextField(null=True)
    created_at = peewee.IntegerField()
    updated_at = peewee.IntegerField()

    class Meta:
        table_name = "proxies"
