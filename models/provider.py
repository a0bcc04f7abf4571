"""Providers: outside services, off until a person accepts their terms."""

from __future__ import annotations

import peewee

from models.base import Table
from models.database import sql


class ProviderTable(Table):
    """One row per service."""

    id = peewee.IntegerField(primary_key=True)
    kind = peewee.TextField()
    name = peewee.TextField()
    name_norm = peewee.TextField()
    base_url = peewee.TextField(null=True)
    enabled = peewee.BooleanField(default=False)
    accepted_at = peewee.IntegerField(null=True)
    created_at = peewee.IntegerField()

    class Meta:
        table_name = "providers"


def services() -> list[tuple[int, str, str]]:
    """Id, kind and name of every service, in order."""
    return [
        (int(number), str(kind), str(name))
        for number, kind, name in sql("SELECT id, kind, name FROM providers ORDER BY id")
    ]
