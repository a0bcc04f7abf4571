"""Tags, and what each is applied to."""

from __future__ import annotations

import peewee

from models.base import Table


class TagTable(Table):
    """One row per tag."""

    id = peewee.IntegerField(primary_key=True)
    name = peewee.TextField()
    name_norm = peewee.TextField()
    color = peewee.TextField(default="#6B7280")
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
