"""Content: pictures and words that a brand may publish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import peewee

from models import clock
from models.base import Table, add, change, fetch

KINDS = ("pfp", "post", "highlight", "story", "any")


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


def add_content(brand_id: int, kind: str, **columns: Any) -> int:
    """Keep a new piece of content of a brand."""
    return add(ContentTable, brand_id=brand_id, kind=kind, **columns, created_at=clock.now())


def change_content(content_id: int, **columns: Any) -> None:
    """Set columns of one piece of content."""
    change(ContentTable, content_id, **columns)


def remove_content(content_id: int) -> None:
    """Delete a piece of content; a file that it names stays where it is."""
    ContentTable.delete().where(ContentTable.id == content_id).execute()


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of content that may be published next."""

    id: int
    brand_id: int
    kind: str
    url: str | None
    path: str | None
    text: str | None
    is_template: bool
    order_priority: int
    uses: int
    last_used_at: int | None


def content_lookup(brand_id: int, kind: str, *, template: bool = False, limit: int = 10) -> list[Piece]:
    """What a brand may publish as that kind, or as any: the least used first, then by priority and the longest rest."""
    tail = (
        "WHERE brand_id = ? AND kind IN (?, 'any') AND is_template = ?"
        " ORDER BY uses, order_priority DESC, last_used_at, id LIMIT ?"
    )
    return fetch(Piece, ContentTable, tail, (brand_id, kind, template, limit))
