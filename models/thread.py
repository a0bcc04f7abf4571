"""Threads and messages: conversations of an account, their words sealed."""

from __future__ import annotations

import peewee

from models.base import Table


class ThreadTable(Table):
    """One row per conversation of one account."""

    id = peewee.IntegerField(primary_key=True)
    account_id = peewee.IntegerField()
    platform = peewee.TextField()
    instance = peewee.TextField(default="")
    external_id = peewee.TextField(null=True)
    person_id = peewee.IntegerField(null=True)
    participant = peewee.TextField()
    participant_norm = peewee.TextField()
    display_name = peewee.TextField(null=True)
    avatar_url = peewee.TextField(null=True)
    last_message_at = peewee.IntegerField(null=True)
    sealed_preview = peewee.BlobField(null=True)
    unread = peewee.IntegerField(default=0)
    is_muted = peewee.BooleanField(default=False)
    is_archived = peewee.BooleanField(default=False)
    synced_at = peewee.IntegerField(null=True)
    first_seen_at = peewee.IntegerField()

    class Meta:
        table_name = "threads"


class MessageTable(Table):
    """One row per message."""

    id = peewee.IntegerField(primary_key=True)
    thread_id = peewee.IntegerField()
    external_id = peewee.TextField(null=True)
    is_ours = peewee.BooleanField()
    sender_id = peewee.IntegerField(null=True)
    sender = peewee.TextField(null=True)
    kind = peewee.TextField()
    sealed_text = peewee.BlobField(null=True)
    old_envelope = peewee.TextField(null=True)
    media_url = peewee.TextField(null=True)
    is_read = peewee.BooleanField(default=False)
    sent_at = peewee.IntegerField(null=True)
    delivered_at = peewee.IntegerField(null=True)
    read_at = peewee.IntegerField(null=True)
    attempt_id = peewee.IntegerField(null=True)
    first_seen_at = peewee.IntegerField()
    kept_from = peewee.IntegerField(null=True)
    redacted_at = peewee.IntegerField(null=True)

    class Meta:
        table_name = "messages"
