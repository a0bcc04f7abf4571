"""What the accounts of a TikTok tracker wrote and did, from its tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from automation.imports import collected, words
from automation.imports.fields import by_id, handle, named, needed_ref, number, one_of, time, whole_rows
from automation.imports.plan import Context, Draft, Ref, Refused, Row, TablePlan
from automation.imports.tiktok_tables import ACCOUNTS
from automation.imports.tiktok_words import PLATFORM, page_of
from models.account import normalised
from models.enums import CLOSED, ActionKind, Outcome, State, TargetKind, Trigger, Truth

CONVERSATIONS, MESSAGES, ACTIONS = "social_media_conversations", "social_media_messages", "automation_actions"
_KINDS: Final = ("text", "image", "video", "sticker", "link")
_TARGETS: Final = {
    "video": TargetKind.POST,
    "post": TargetKind.POST,
    "user": TargetKind.PERSON,
    "hashtag": TargetKind.HASHTAG,
    "comment": TargetKind.COMMENT,
}
_USUAL: Final = {
    ActionKind.FOLLOW: "user",
    ActionKind.UNFOLLOW: "user",
    ActionKind.DM: "user",
    ActionKind.SEARCH: "hashtag",
}
_SITE: Final = "https://www.tiktok.com"
_NO_ACCOUNT: Final = "names no account; import again with --account to say which one did it"


def conversation(row: Row, context: Context) -> Iterator[Draft]:
    """A conversation with somebody, known by their name."""
    platform, participant = words.platform(row.get("platform") or PLATFORM), handle(row, "participant_username")
    preview, key = words.text(row.get("last_message_preview"), "last_message_preview"), by_id(row)
    seen, changed = time(row, "created_at") or context.now, time(row, "updated_at")
    name, avatar = (
        words.maybe(row.get("participant_display_name")),
        collected.address(row.get("participant_avatar_url")),
    )
    values = {
        "account_id": needed_ref(row, "account_id", ACCOUNTS),
        "platform": platform,
        "instance": "",
        "person_id": Ref(f"{CONVERSATIONS}/people", key),
        "participant": participant,
        "participant_norm": normalised(participant),
        "display_name": name,
        "avatar_url": avatar,
        "last_message_at": time(row, "last_message_at"),
        "unread": number(row, "unread_count", 0),
        "is_muted": words.flag(row.get("is_muted"), "is_muted"),
        "is_archived": words.flag(row.get("is_archived"), "is_archived"),
        "synced_at": changed,
        "first_seen_at": seen,
    }
    secrets = {"preview": preview.encode()} if preview else {}
    yield Draft("threads", values, ("account_id", "participant_norm"), secrets=secrets)
    site_id = words.maybe(row.get("participant_id"), "participant_id")
    yield collected.person(platform, participant, seen, platform_user_id=site_id, display_name=name, avatar_url=avatar)


def message(row: Row, context: Context) -> Iterator[Draft]:
    """A message; the tracker kept its words in the open, here they are sealed."""
    text, ours = words.text(row.get("message_text"), "message_text"), words.flag(row.get("is_outgoing"), "is_outgoing")
    values = {
        "thread_id": needed_ref(row, "conversation_id", CONVERSATIONS),
        "external_id": words.maybe(row.get("external_message_id"), "external_message_id"),
        "is_ours": ours,
        "sender": words.maybe(row.get("sender_username"), "sender_username"),
        "kind": one_of(row, "message_type", _KINDS, "text"),
        "media_url": collected.address(row.get("media_url")),
        "is_read": words.flag(row.get("is_read"), "is_read"),
        "sent_at": words.when(words.needed(row.get("sent_at"), "sent_at"), "sent_at"),
        "delivered_at": time(row, "delivered_at"),
        "read_at": time(row, "read_at"),
        "first_seen_at": time(row, "created_at") or context.now,
        "kept_from": context.now,
    }
    secrets = {"text": text.encode()} if text else {}
    yield Draft("messages", values, ("thread_id", "external_id"), secrets=secrets)


def action(row: Row, context: Context) -> Iterator[Draft]:
    """Something that an account did, and the try; nobody looked whether it is there."""
    kind, key, done = words.act(row.get("action_type")), by_id(row), _success(row)
    at = time(row, "created_at") or words.when(words.needed(row.get("action_date"), "action_date"), "action_date")
    at = at or context.now
    state = {True: State.UNCONFIRMED, False: State.FAILED, None: State.NEEDS_REVIEW}[done]
    text, owner = words.text(row.get("content_text"), "content_text"), _owner(row, context)
    target_kind, target_url, target_id = _target(row, kind, text)
    values = {
        "account_id": owner, "kind": kind, "target_kind": target_kind, "target_url": target_url,
        "target_id": target_id, "state": state, "trigger": Trigger.IMPORT, "due_at": at, "created_at": at,
        "updated_at": at, "done_at": at if state in CLOSED else None, "kept_from": context.now,
    }  # fmt: skip
    yield Draft("actions", values, secrets={"text": text.encode()} if text else {})
    error = words.text(row.get("error_message"), "error_message")
    yield _tried(key, owner, done, at, error)
    if done:
        looked = {"answer": Truth.UNCLEAR, "method": "imported", "confidence": 0.0, "looked_at": at}
        try_ = Ref(f"{ACTIONS}/attempts", key)
        yield Draft("verifications", {"action_id": Ref(ACTIONS, key), "attempt_id": try_, **looked})


def _success(row: Row) -> bool | None:
    return None if row.get("success") in (None, "") else words.flag(row["success"], "success")


def _tried(key: str, owner: Ref | int, done: bool | None, at: int, error: str) -> Draft:
    outcomes = {True: Outcome.PERFORMED, False: Outcome.FAILED, None: Outcome.ABANDONED}
    values = {
        "action_id": Ref(ACTIONS, key),
        "account_id": owner,
        "outcome": outcomes[done],
        "clicked": done is not False,
        "started_at": at,
        "detail": error[:500],
        "error": {"message": error} if error else None,
    }
    return Draft("attempts", values)


def _owner(row: Row, context: Context) -> Ref | int:
    owner = context.ref(ACCOUNTS, row.get("account_id"))
    if owner is not None:
        return owner
    if context.account is None:
        raise Refused("account_id", _NO_ACCOUNT)
    return context.account


def _target(row: Row, kind: ActionKind, text: str) -> tuple[TargetKind, str, str]:
    """What an act was about; where only the site's own name is given, the address follows from it."""
    said = words.text(row.get("target_type"), "target_type").lower() or _USUAL.get(kind, "video")
    if said not in _TARGETS:
        raise Refused("target_type", f"“{said[:40]}” is none of {', '.join(_TARGETS)}")
    found = words.text(row.get("target_id"), "target_id").lstrip("@#") or (text if kind is ActionKind.SEARCH else "")
    target, name = _TARGETS[said], words.needed(found, "target_id")
    usual = {
        TargetKind.POST: page_of(name),
        TargetKind.PERSON: f"{_SITE}/@{quote(name)}",
        TargetKind.HASHTAG: f"{_SITE}/tag/{quote(name)}",
    }
    url = collected.address(row.get("target_url")) or usual.get(target)
    if url is None:
        raise Refused("target_url", "is no address")
    return target, url, normalised(name) if target is TargetKind.PERSON else name


_CONVERSATION: Final = named(
    "id account_id platform participant_username participant_id participant_display_name participant_avatar_url",
    "last_message_at last_message_preview unread_count is_muted is_archived created_at updated_at",
)
_MESSAGE: Final = named(
    "id conversation_id external_message_id message_text message_type media_url is_outgoing sender_username is_read",
    "sent_at delivered_at read_at created_at",
)
_ACTION: Final = named(
    "id account_id platform action_type target_type target_id target_url content_text success error_message",
    "action_date created_at",
)

DONE: Final = (
    TablePlan(
        CONVERSATIONS, by_id, whole_rows(conversation), _CONVERSATION, secret=frozenset({"last_message_preview"})
    ),
    TablePlan(MESSAGES, by_id, whole_rows(message), _MESSAGE, secret=frozenset({"message_text"})),
    TablePlan(ACTIONS, by_id, whole_rows(action), _ACTION, secret=frozenset({"content_text"})),
)
