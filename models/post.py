"""Posts that were acted on or read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import peewee

from models import clock
from models.base import JsonField, Table, add, change, fetch, marks
from models.database import sql, writing
from models.enums import READING, UNDOES, ActionKind
from models.errors import BadInput

_A_FEW = 500
_FIGURES = "reactions, likes, comments, shares, views"
_OF_POST = "FROM snapshots s WHERE s.post_id = posts.id"
_NEWEST = (
    f"UPDATE posts SET ({_FIGURES}, counted_at) = (SELECT {_FIGURES}, taken_at {_OF_POST}"
    " ORDER BY taken_at DESC, id DESC LIMIT 1)"
)
_IS_NEWER = f"COALESCE(counted_at, -1) < (SELECT max(taken_at) {_OF_POST})"


class PostTable(Table):
    """One row per post of a site."""

    id = peewee.IntegerField(primary_key=True)
    platform = peewee.TextField()
    instance = peewee.TextField(default="")
    external_id = peewee.TextField()
    url = peewee.TextField()
    author = peewee.TextField(null=True)
    text = peewee.TextField(null=True)
    first_seen_at = peewee.IntegerField()
    updated_at = peewee.IntegerField()
    external_urn = peewee.TextField(null=True)
    author_id = peewee.IntegerField(null=True)
    post_kind = peewee.TextField(null=True)
    media_kind = peewee.TextField(null=True)
    posted_at = peewee.IntegerField(null=True)
    is_sponsored = peewee.BooleanField(default=False)
    hashtags = JsonField(default=list)
    mentions = JsonField(default=list)
    is_read = peewee.BooleanField(default=False)
    is_marked = peewee.BooleanField(default=False)
    reactions = peewee.IntegerField(null=True)
    likes = peewee.IntegerField(null=True)
    comments = peewee.IntegerField(null=True)
    shares = peewee.IntegerField(null=True)
    views = peewee.IntegerField(null=True)
    counted_at = peewee.IntegerField(null=True)
    payload = peewee.BlobField(null=True)
    kept_from = peewee.IntegerField(null=True)

    class Meta:
        table_name = "posts"


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a site; `author` is what the site shows, `author_id` the person of that name."""

    id: int
    platform: str
    instance: str
    external_id: str
    url: str
    author: str | None
    text: str | None
    first_seen_at: int
    updated_at: int
    author_id: int | None
    is_sponsored: bool


def post(post_id: int) -> Post:
    """The post with that id; BadInput unknown_post."""
    found = fetch(Post, PostTable, "WHERE id = ?", (post_id,))
    if not found:
        raise BadInput("unknown_post", post_id)
    return found[0]


def post_by_external(platform: str, instance: str, external_id: str) -> Post | None:
    """The post with a site's own id, if it was ever seen."""
    tail = "WHERE platform = ? AND instance = ? AND external_id = ?"
    found = fetch(Post, PostTable, tail, (platform, instance, external_id))
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Engaged:
    """What an account of ours last did with a post: acts that are, or may be, on the site."""

    account_id: int
    kind: ActionKind
    state: str
    done_at: int | None


def engagement(post_id: int) -> list[Engaged]:
    """What each own account did with a post and did not take back; a like that was undone is none."""
    found = sql(
        "SELECT a.account_id, a.kind, a.state, a.done_at FROM posts p"
        " JOIN actions a ON a.target_kind = 'post' AND a.target_id = p.external_id"
        " JOIN accounts o ON o.id = a.account_id AND o.platform = p.platform AND o.instance = p.instance"
        " WHERE p.id = ? AND a.state IN ('confirmed', 'unconfirmed') ORDER BY COALESCE(a.done_at, a.updated_at), a.id",
        (post_id,),
    )
    standing: dict[tuple[int, str], Engaged] = {}
    for account_id, kind, state, done_at in found:
        row = Engaged(account_id, ActionKind(kind), state, done_at)
        standing.pop((row.account_id, row.kind), None)
        if row.kind in UNDOES:
            standing.pop((row.account_id, UNDOES[row.kind]), None)
        elif row.kind not in READING:
            standing[row.account_id, row.kind] = row
    return list(standing.values())


def see_post(
    platform: str,
    instance: str,
    external_id: str,
    url: str,
    author: str | None,
    text: str | None,
    author_id: int | None = None,
    sponsored: bool = False,
) -> int:
    """Keep a post, or refresh what is known of it; returns its id. Once it was seen marked as sponsored, it is."""
    known, stamp = post_by_external(platform, instance, external_id), clock.now()
    values: dict[str, Any] = {"url": url, "author": author, "text": text, "author_id": author_id, "updated_at": stamp}
    if sponsored:
        values["is_sponsored"] = True
    if known is None:
        named = {"platform": platform, "instance": instance, "external_id": external_id}
        return add(PostTable, **named, **values, first_seen_at=stamp)
    change_post(known.id, **{name: value for name, value in values.items() if value not in {None, ""}})
    return known.id


def change_post(post_id: int, **columns: Any) -> None:
    """Set columns of one post."""
    change(PostTable, post_id, **columns)


def take_newest_figures(origin: str) -> None:
    """Bring posts up to the newest reading that an old store gave them, a few hundred at a time."""
    asked = sql(
        "SELECT DISTINCT s.post_id FROM legacy_refs l JOIN snapshots s ON s.id = l.row_id"
        " WHERE l.origin = ? AND l.noun = 'snapshots' AND s.post_id IS NOT NULL",
        (origin,),
    )
    for first in range(0, len(asked), _A_FEW):
        take_figures([number for (number,) in asked[first : first + _A_FEW]])


def take_figures(post_ids: Sequence[int]) -> None:
    """Bring a few posts up to their newest reading; one whose figures are as new stays as it is."""
    with writing():
        sql(f"{_NEWEST} WHERE id IN ({marks(post_ids)}) AND {_IS_NEWER}", post_ids)
