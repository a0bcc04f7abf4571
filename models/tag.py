"""Tags, and what each is applied to."""

from __future__ import annotations

from dataclasses import dataclass

import peewee

from models import clock
from models.base import Table, add, change, fetch, first, meant, rows
from models.database import sql
from models.errors import BadInput

# What may carry a tag: its table of tags and the column that names it.
TAGGED = {
    "accounts": ("account_tags", "account_id"),
    "people": ("person_tags", "person_id"),
    "posts": ("post_tags", "post_id"),
}
# Of a tag that nobody gave one.
COLOR = "#6B7280"
# Whose word on a post counts for more: what a person says is never undone by a rule or a model.
APPLIERS = ("ai", "rule", "user")


class TagTable(Table):
    """One row per tag."""

    id = peewee.IntegerField(primary_key=True)
    name = peewee.TextField()
    name_norm = peewee.TextField()
    color = peewee.TextField(default=COLOR)
    description = peewee.TextField(default="")
    created_at = peewee.IntegerField()

    class Meta:
        table_name = "tags"


class AccountTagTable(Table):
    """One row per tag of an account."""

    id = peewee.IntegerField(primary_key=True)
    account_id = peewee.IntegerField()
    tag_id = peewee.IntegerField()
    created_at = peewee.IntegerField()

    class Meta:
        table_name = "account_tags"


class PersonTagTable(Table):
    """One row per tag of a person."""

    id = peewee.IntegerField(primary_key=True)
    person_id = peewee.IntegerField()
    tag_id = peewee.IntegerField()
    created_at = peewee.IntegerField()

    class Meta:
        table_name = "person_tags"


class PostTagTable(Table):
    """One row per tag of a post, with who applied it and why."""

    id = peewee.IntegerField(primary_key=True)
    post_id = peewee.IntegerField()
    tag_id = peewee.IntegerField()
    confidence = peewee.FloatField(null=True)
    applied_by = peewee.TextField()
    notes = peewee.TextField(default="")
    created_at = peewee.IntegerField()

    class Meta:
        table_name = "post_tags"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag; its colour is "#rrggbb"."""

    id: int
    name: str
    name_norm: str
    color: str
    description: str
    created_at: int


@dataclass(frozen=True, slots=True)
class PostTag:
    """A tag on a post: who applied it, how sure they were (0 to 1) and why."""

    id: int
    post_id: int
    tag_id: int
    confidence: float | None
    applied_by: str
    notes: str
    created_at: int


def tag(tag_id: int) -> Tag:
    """The tag with that id; BadInput unknown_tag."""
    found = fetch(Tag, TagTable, "WHERE id = ?", (tag_id,))
    if not found:
        raise BadInput("unknown_tag", tag_id)
    return found[0]


def find_tag(text: str) -> Tag:
    """The tag meant by its name or an id; BadInput unknown_tag, unknown_id, ambiguous_id."""
    found = fetch(Tag, TagTable, "WHERE name_norm = ?", (normal_name(text),))
    if found:
        return found[0]
    if not text.startswith("tag-"):
        raise BadInput("unknown_tag", text)
    return tag(meant("tags", text))


def add_tag(name: str, **columns: str) -> int:
    """Keep a new tag; BadInput name_missing, name_taken."""
    return add(TagTable, **_named(name), **columns, created_at=clock.now())


def change_tag(tag_id: int, **columns: str) -> None:
    """Set columns of one tag; BadInput name_missing, name_taken."""
    name = columns.pop("name", None)
    renamed = {} if name is None else _named(name, tag_id)
    change(TagTable, tag_id, **columns, **renamed)


def remove_tag(tag_id: int) -> None:
    """Delete a tag, and take it off everything that carries it."""
    TagTable.delete().where(TagTable.id == tag_id).execute()


def tags_of(noun: str, row_id: int) -> list[Tag]:
    """What a row is tagged with, by name."""
    table, column = TAGGED[noun]
    tail = f"WHERE id IN (SELECT tag_id FROM {table} WHERE {column} = ?) ORDER BY name_norm"
    return fetch(Tag, TagTable, tail, (row_id,))


def post_tags_of(post_id: int) -> list[PostTag]:
    """The tags of a post with who applied them and why."""
    return rows(PostTag, PostTagTable.select().where(PostTagTable.post_id == post_id).order_by(PostTagTable.id))


def tag_account(account_id: int, tag_id: int) -> None:
    """Put a tag on an account."""
    same = (AccountTagTable.account_id == account_id) & (AccountTagTable.tag_id == tag_id)
    if not AccountTagTable.select().where(same).exists():
        add(AccountTagTable, account_id=account_id, tag_id=tag_id, created_at=clock.now())


def tag_person(person_id: int, tag_id: int) -> None:
    """Put a tag on a person."""
    same = (PersonTagTable.person_id == person_id) & (PersonTagTable.tag_id == tag_id)
    if not PersonTagTable.select().where(same).exists():
        add(PersonTagTable, person_id=person_id, tag_id=tag_id, created_at=clock.now())


def tag_post(
    post_id: int, tag_id: int, applied_by: str = "user", notes: str = "", confidence: float | None = None
) -> None:
    """Put a tag on a post; where it is there already, the stronger word stays."""
    same = (PostTagTable.post_id == post_id) & (PostTagTable.tag_id == tag_id)
    known = first(PostTag, PostTagTable.select().where(same))
    said = {"applied_by": applied_by, "notes": notes, "confidence": confidence}
    if known is None:
        add(PostTagTable, post_id=post_id, tag_id=tag_id, **said, created_at=clock.now())
    elif APPLIERS.index(applied_by) >= APPLIERS.index(known.applied_by):
        PostTagTable.update(**said).where(same).execute()


def untag(noun: str, row_id: int, tag_id: int) -> None:
    """Take a tag off a row; nothing happens where it is not there."""
    table, column = TAGGED[noun]
    sql(f"DELETE FROM {table} WHERE {column} = ? AND tag_id = ?", (row_id, tag_id))


def normal_name(name: str) -> str:
    """The form in which two spellings of one tag are equal."""
    return name.strip().removeprefix("#").casefold()


def _named(name: str, own: int | None = None) -> dict[str, str]:
    norm = normal_name(name)
    if not norm:
        raise BadInput("name_missing")
    if TagTable.select().where((TagTable.name_norm == norm) & (TagTable.id != (own or -1))).exists():
        raise BadInput("name_taken", name)
    return {"name": name.strip().removeprefix("#"), "name_norm": norm}
