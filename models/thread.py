"""Threads and messages: conversations of an account, their words sealed."""

from __future__ import annotations

from dataclasses import dataclass, field

import peewee

from models.base import Table, fetch
from models.database import one
from models.errors import BadInput


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


@dataclass(frozen=True, slots=True)
class Message:
    """A message; its words open only in the vault, `old_envelope` not even there."""

    id: int
    thread_id: int
    external_id: str | None
    is_ours: bool
    sender_id: int | None
    sender: str | None
    kind: str
    media_url: str | None
    is_read: bool
    sent_at: int | None
    delivered_at: int | None
    read_at: int | None
    attempt_id: int | None
    redacted_at: int | None
    first_seen_at: int
    sealed_text: bytes | None = field(default=None, repr=False)
    old_envelope: str | None = field(default=None, repr=False)


def text_place(message_id: int) -> str:
    """Where the vault says that the words of a message belong."""
    return f"messages|{message_id}|text"


def preview_place(thread_id: int) -> str:
    """Where the vault says that the preview of a thread belongs."""
    return f"threads|{thread_id}|preview"


def message(message_id: int) -> Message:
    """The message with that id; BadInput unknown_id."""
    found = fetch(Message, MessageTable, "WHERE id = ?", (message_id,))
    if not found:
        raise BadInput("unknown_id", message_id)
    return found[0]


def messages_of(thread_id: int, limit: int, before: Message | None = None) -> list[Message]:
    """The newest messages of a thread, newest first, continued before one of them."""
    at, params = "COALESCE(sent_at, first_seen_at)", [thread_id]
    older = ""
    if before is not None:
        older = f" AND ({at}, id) < (?, ?)"
        params += [before.first_seen_at if before.sent_at is None else before.sent_at, before.id]
    tail = f"WHERE thread_id = ?{older} ORDER BY {at} DESC, id DESC LIMIT ?"
    return fetch(Message, MessageTable, tail, (*params, limit))


def owner_of(thread_id: int) -> int:
    """The account whose conversation it is; BadInput unknown_id."""
    found = one("SELECT account_id FROM threads WHERE id = ?", (thread_id,))
    if found is None:
        raise BadInput("unknown_id", thread_id)
    return int(found[0])


def preview_of(thread_id: int) -> bytes | None:
    """The sealed preview of a thread, if it has one; BadInput unknown_id."""
    found = ThreadTable.get_or_none(ThreadTable.id == thread_id)
    if found is None:
        raise BadInput("unknown_id", thread_id)
    return None if found.sealed_preview is None else bytes(found.sealed_preview)
