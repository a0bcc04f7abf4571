"""The conversations of an engagement store; its letters are sealed with a key of its own, which may be lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from automation.imports import words
from automation.imports.engagement_acts import remember_thread
from automation.imports.fields import by_id, handle, needed_ref, number, one_of, time
from automation.imports.plan import Context, Draft, Refused, Row
from models.account import normalised

REDACTED: Final = "[REDACTED]"
_COLUMN: Final = "content_encrypted"
_KINDS: Final = ("text", "image", "video", "sticker", "link")
_IV_BYTES, _TAG_BYTES = 16, 16
_KEPT_SHUT = "Messages stay sealed with the older system's key: import again with --old-key-file to open them."


def thread(row: Row, context: Context) -> Iterator[Draft]:
    """A conversation of one account; two own accounts that write to each other have one each."""
    participant = handle(row, "participant_username")
    external_id = words.needed(row.get("platform_thread_id"), "platform_thread_id")
    preview = words.text(row.get("last_message_preview"), "last_message_preview")
    seen = time(row, "discovered_at") or context.now
    values = {
        "account_id": needed_ref(row, "account_id", "accounts"),
        "platform": words.platform(row.get("platform")),
        "instance": "",
        "external_id": external_id,
        "person_id": context.ref("platform_users", row.get("participant_id")),
        "participant": participant,
        "participant_norm": normalised(participant),
        "last_message_at": time(row, "last_message_at"),
        "unread": number(row, "unread_count", 0),
        "is_archived": words.flag(row.get("is_archived"), "is_archived"),
        "synced_at": time(row, "last_synced_at"),
        "first_seen_at": seen,
    }
    remember_thread(context, by_id(row), external_id, str(row.get("participant_id")))
    secrets = {} if preview in ("", REDACTED) else {"preview": preview.encode()}
    yield Draft("threads", values, ("account_id", "external_id"), secrets=secrets)


def message(row: Row, context: Context) -> Iterator[Draft]:
    """A letter: opened and sealed anew where the old key is given, else kept as it is and marked."""
    ours = words.flag(row.get("is_from_us"), "is_from_us")
    values: dict[str, Any] = {
        "thread_id": needed_ref(row, "thread_id", "dm_threads"),
        "external_id": words.maybe(row.get("platform_message_id"), "platform_message_id"),
        "is_ours": ours,
        "sender_id": None if ours else context.ref("platform_users", row.get("sender_id")),
        "kind": one_of(row, "content_type", _KINDS, "text"),
        "is_read": bool(row.get("read_at")),
        "sent_at": time(row, "sent_at"),
        "delivered_at": time(row, "delivered_at"),
        "read_at": time(row, "read_at"),
        "attempt_id": context.ref("action_attempts/attempts", row.get("action_attempt_id")),
        "first_seen_at": time(row, "discovered_at") or context.now,
        "kept_from": context.now,
    }
    natural, body = ("thread_id", "external_id"), words.needed(row.get(_COLUMN), _COLUMN)
    if body == REDACTED:
        yield Draft("messages", {**values, "redacted_at": context.now}, natural)
        return
    envelope = _parts(body)
    if context.old_key is None:
        context.note(_KEPT_SHUT)
        yield Draft("messages", {**values, "old_envelope": body}, natural)
        return
    opened = {"text": _open(envelope, context.old_key)}
    yield Draft(
        "messages", {**values, "old_envelope": None}, natural, secrets=opened, clear=frozenset({"old_envelope"})
    )


def _parts(body: str) -> tuple[bytes, bytes]:
    """The nonce, and the sealed words with their tag behind them."""
    try:
        found = json.loads(body)
        nonce, sealed, tag = (bytes.fromhex(found[name]) for name in ("iv", "encrypted", "authTag"))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(_COLUMN, "is no envelope of the older system") from error
    if len(nonce) != _IV_BYTES or len(tag) != _TAG_BYTES:
        raise Refused(_COLUMN, "is an envelope whose nonce or tag has the wrong length")
    return nonce, sealed + tag


def _open(envelope: tuple[bytes, bytes], key: bytes) -> bytes:
    try:
        plain = AESGCM(key).decrypt(*envelope, None)
        plain.decode()
    except InvalidTag as error:
        raise Refused(_COLUMN, "does not open with the key given: it is another key's, or was altered") from error
    except UnicodeDecodeError as error:
        raise Refused(_COLUMN, "opens, but holds bytes that are no text") from error
    return plain
