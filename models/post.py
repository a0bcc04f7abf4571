"""Posts that were acted on or read."""

from __future__ import annotations

from dataclasses import dataclass

import peewee

from models import clock
from models.base import JsonField, Table, add, fetch


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
    """A post of a site."""

    id: int
    platform: str
    instance: str
    external_id: str
    url: str
    author: str | None
    text: str | None
    first_seen_at: int
    updated_at: int


def post_by_external(platform: str, instance: str, external_id: str) -> Post | None:
    """The post with a site's own id, if it was ever seen."""
    tail = "WHERE platform = ? AND instance = ? AND external_id = ?"
    found = fetch(Post, PostTable, tail, (platform, instance, external_id))
    return found[0] if found else None


def see_post(platform: str, instance: str, external_id: str, url: str, author: str | None, text: str | None) -> int:
    """Keep a post, or refresh what is known of it; returns its id."""
    known, stamp = post_by_external(platform, instance, external_id), clock.now()
    if known is None:
        return add(
            PostTable,
            platform=platform,
            instance=instance,
            external_id=external_id,
            url=url,
            author=author,
            text=text,
            first_seen_at=stamp,
            updated_at=stamp,
        )
    PostTable.update(url=url, author=author or known.author, text=text or known.text, updated_at=stamp).where(
        PostTable.id == known.id
    ).execute()
    return known.id
