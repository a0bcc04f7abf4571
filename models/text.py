"""Texts: what may be said, by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import peewee

from models import clock
from models.base import Table, add, change, fetch

KINDS = ("bio", "post", "story", "highlight", "message", "comment")


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


def add_text(kind: str, text: str, **columns: Any) -> int:
    """Keep a new text; without a brand it is for all."""
    return add(TextTable, kind=kind, text=text, **columns, created_at=clock.now())


def change_text(text_id: int, **columns: Any) -> None:
    """Set columns of one text."""
    change(TextTable, text_id, **columns)


def remove_text(text_id: int) -> None:
    """Delete a text."""
    TextTable.delete().where(TextTable.id == text_id).execute()


@dataclass(frozen=True, slots=True)
class Wording:
    """A text that may be said next."""

    id: int
    brand_id: int | None
    kind: str
    name: str
    text: str
    is_template: bool
    uses: int
    last_used_at: int | None


def text_lookup(brand_id: int | None, kind: str, *, template: bool = False, limit: int = 10) -> list[Wording]:
    """What a brand may say as that kind, its own and what is for all: the least used first, then the longest rest."""
    tail = (
        "WHERE (brand_id = ? OR brand_id IS NULL) AND kind = ? AND is_template = ?"
        " ORDER BY uses, last_used_at, id LIMIT ?"
    )
    return fetch(Wording, TextTable, tail, (brand_id, kind, template, limit))
