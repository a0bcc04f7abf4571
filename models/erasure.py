"""Erasures: who was erased, as a mark that names nobody."""

from __future__ import annotations

import peewee

from models.base import JsonField, Table


class ErasureTable(Table):
    """One row per erased person."""

    id = peewee.IntegerField(primary_key=True)
    mark = peewee.TextField()
    erased_at = peewee.IntegerField()
    receipt = JsonField()

    class Meta:
        table_name = "erasures"
