"""Brands: groups of accounts with their content and limits."""

from __future__ import annotations

import peewee

from models.base import JsonField, Table


class BrandTable(Table):
    """One row per brand."""

    id = peewee.IntegerField(primary_key=True)
    name = peewee.TextField()
    name_norm = peewee.TextField()
    description = peewee.TextField(default="")
    status = peewee.TextField(default="active")
    unfollow_ratio = peewee.IntegerField(default=90)
    daily_follow_limit = peewee.IntegerField(default=50)
    posting_schedule = JsonField(default=dict)
    created_at = peewee.IntegerField()
    updated_at = peewee.IntegerField()

    class Meta:
        table_name = "brands"
