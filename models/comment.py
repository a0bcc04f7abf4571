"""Comments on posts, those of others and our own."""

from __future__ import annotations

import peewee

from models.base import Table


class CommentTable(Table):
    """One row per comment; `external_id` is missing while ours is not yet seen on the site."""

    id = peewee.IntegerField(primary_key=True)
    platform = peewee.TextField()
    instance = peewee.TextField(default="")
    external_id = peewee.TextField(null=True)
    post_id = peewee.IntegerField()
    parent_id = peewee.IntegerField(null=True)
    is_reply = peewee.BooleanField(default=False)
    author_id = peewee.IntegerField(null=True)
    author = peewee.TextField(null=True)
    account_id = peewee.IntegerField(null=True)
    is_ours = peewee.BooleanField(default=False)
    attempt_id = peewee.IntegerField(null=True)
    text = peewee.TextField()
    posted_at = peewee.IntegerField(null=True)
    likes = peewee.IntegerField(null=True)
    replies = peewee.IntegerField(null=True)
    first_seen_at = peewee.IntegerField()
    updated_at = peewee.IntegerField()

    class Meta:
        table_name = "comments"
