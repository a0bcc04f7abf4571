"""Media: the pictures, films and documents of a post."""

from __future__ import annotations

import json
from collections.abc import Iterable

import peewee

from models.base import JsonField, Table
from models.database import sql


class MediaTable(Table):
    """One row per file of a post; `path` is relative to the evidence folder, and missing where no file is kept."""

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


def files_of(numbers: Iterable[int]) -> list[str]:
    """The kept files of some rows, for whoever removes them."""
    query = "SELECT path FROM media WHERE path IS NOT NULL AND id IN (SELECT value FROM json_each(?))"
    return [path for (path,) in sql(query, (json.dumps(list(numbers)),))]


def kept_files(after: int = 0, limit: int = 1000) -> list[tuple[int, str, str]]:
    """Id, path and sum of the files that are kept, by id after one."""
    query = "SELECT id, path, sha256 FROM media WHERE id > ? AND path IS NOT NULL ORDER BY id LIMIT ?"
    return sql(query, (after, limit))
