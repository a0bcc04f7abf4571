"""Media: the pictures, films and documents of a post."""

from __future__ import annotations

import peewee

from models.base import JsonField, Table


class MediaTable(Table):
    """One row per file of a post."""

    id = peewee.IntegerField(primary_key=True)
    post_id = peewee.IntegerField()
    kind = peewee.TextField()
    url = peewee.TextField()
    path = peewee.TextField(null=True)
    sha256 = peewee.TextField(null=True)
    bytes = peewee.IntegerField(null=True)
    mime = peewee.TextField(null=True)
    width = peewee.IntegerField(null=True)
    height = peewee.IntegerField(null=True)
    analysis_state = peewee.TextField(default="pending")
    analysis = JsonField(null=True)
    analysed_at = peewee.IntegerField(null=True)
    created_at = peewee.IntegerField()

    class Meta:
        table_name = "media"
