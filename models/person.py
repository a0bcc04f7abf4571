"""People: everyone who is not operated by the user, under each handle they have."""

from __future__ import annotations

import peewee

from models.base import Table


class IdentityTable(Table):
    """One row per person whose handles on several sites are known to be one."""

    id = peewee.IntegerField(primary_key=True)
    created_at = peewee.IntegerField()

    class Meta:
        table_name = "identities"


class PersonTable(Table):
    """One row per handle on a site."""

    id = peewee.IntegerField(primary_key=True)
    identity_id = peewee.IntegerField(null=True)
    platform = peewee.TextField()
    instance = peewee.TextField(default="")
    username = peewee.TextField()
    username_norm = peewee.TextField()
    platform_user_id = peewee.TextField(null=True)
    display_name = peewee.TextField(null=True)
    url = peewee.TextField(null=True)
    avatar_url = peewee.TextField(null=True)
    bio = peewee.TextField(null=True)
    followers = peewee.IntegerField(null=True)
    following = peewee.IntegerField(null=True)
    posts = peewee.IntegerField(null=True)
    is_verified = peewee.BooleanField(default=False)
    is_private = peewee.BooleanField(default=False)
    is_tracked = peewee.BooleanField(default=False)
    notes = peewee.TextField(default="")
    stats_at = peewee.IntegerField(null=True)
    synced_at = peewee.IntegerField(null=True)
    first_seen_at = peewee.IntegerField()
    last_seen_at = peewee.IntegerField()
    updated_at = peewee.IntegerField()

    class Meta:
        table_name = "people"


class NameTable(Table):
    """One row per name that a handle has had."""

    person_id = peewee.IntegerField()
    username = peewee.TextField()
    seen_at = peewee.IntegerField()

    class Meta:
        table_name = "person_names"
        primary_key = peewee.CompositeKey("person_id", "username")
