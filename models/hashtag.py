"""Hashtags of a site, and the posts that carry them."""

from __future__ import annotations

import peewee

from models.base import Table


class HashtagTable(Table):
    """One row per hashtag of a site."""

    id = peewee.IntegerField(primary_key=True)
    platform = peewee.TextField()
    name = peewee.TextField()
    views = peewee.IntegerField(null=True)
    posts = peewee.IntegerField(null=True)
    seen_at = peewee.IntegerField()

    class Meta:
        table_name = "hashtags"


class PostHashtagTable(Table):
    """One row per hashtag of a post."""

    post_id = peewee.IntegerField()
    hashtag_id = peewee.IntegerField()

    class Meta:
        table_name = "post_hashtags"
        primary_key = peewee.CompositeKey("post_id", "hashtag_id")
