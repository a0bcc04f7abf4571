"""The action queue of a LinkedIn post store; it names no account, so whoever imports it does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from automation.imports import words
from automation.imports.linkedin_items import FIELDS
from automation.imports.linkedin_posts import external_id_of, url_of
from automation.imports.linkedin_rows import made_at, platform_of, with_id
from automation.imports.plan import Context, Draft, Ref, Refused, Row
from automation.imports.sources import Source
from models.account import account
from models.enums import CLOSED, TEXT_KINDS, Outcome, State, TargetKind, Trigger, Truth

TABLE: Final = "action_queue"
ALIASES: Final = ("actions",)
_TEXTS: Final = FIELDS["queue"]["text"]
# What a post's address is read from.
_ADDRESSED: Final = ("platform", "urn", "full_urn", "url")
# How far what is no longer waiting came, and whether it may have been clicked: every try fills a cap here.
_TRIED: Final = {
    State.UNCONFIRMED: (Outcome.PERFORMED, True),
    State.FAILED: (Outcome.FAILED, False),
    # It was under way when the old system stopped: it may have been done.
    State.NEEDS_REVIEW: (Outcome.ABANDONED, True),
}
_NO_ACCOUNT: Final = "names no account; import again with --account to say which one these acts are of"


def _queue(source: Source) -> Iterator[Row]:
    table = next((name for name in (TABLE, *ALIASES) if name in source.tables()), None)
    return iter(()) if table is None else source.rows(table)


def has_text(source: Source) -> bool:
    """Whether anything in the queue was to be written somewhere, which is sealed."""
    for row in _queue(source):
        with suppress(Refused):
            if _parameters(row.get("action_params"))[0]:
                return True
    return False


def remember_targets(source: Source, context: Context) -> None:
    """Learn where the posts are that the queue is about; their rows are read long before its own."""
    asked = {str(row.get("post_id")) for row in _queue(source)}
    targets = context.memory.setdefault("targets", {})
    for row in source.rows("posts") if asked and "posts" in source.tables() else ():
        if str(row.get("post_id")) in asked:
            needed = _ADDRESSED if row.get("url") else (*_ADDRESSED, "raw_json")
            targets[str(row["post_id"])] = {name: row.get(name) for name in needed}


def action(row: Row, context: Context) -> Iterator[Draft]:
    """An act of the queue, and what it left behind where the old system says that it was done."""
    post = _target(row, context)
    owner = _owner(context, platform_of(post))
    kind, state = words.act(row.get("action_type")), words.state(row.get("status") or "queued")
    text, parameters = _parameters(row.get("action_params"))
    if kind in TEXT_KINDS and text is None and state is State.AWAITING_APPROVAL:
        raise Refused("action_params", "has no text to write")
    made, done = made_at(row, context), words.when(row.get("executed_at"), "executed_at")
    changed = words.when(row.get("updated_at"), "updated_at") or made
    values = {
        "account_id": owner,
        "kind": kind,
        "target_kind": TargetKind.POST,
        "target_url": url_of(post),
        "target_id": external_id_of(post),
        "state": state,
        "trigger": Trigger.IMPORT,
        "priority": words.whole(row.get("priority"), "priority") or 0,
        "due_at": words.when(row.get("scheduled_for"), "scheduled_for") or made,
        "parameters": parameters,
        "user_notes": words.text(row.get("user_notes")),
        "system_notes": words.text(row.get("system_notes")),
        "created_at": made,
        "updated_at": changed,
        "done_at": (done or changed) if state in CLOSED else None,
        "kept_from": context.now,
    }
    draft = Draft("actions", values, secrets={} if text is None else {"text": text.encode()})
    yield with_id(draft, row.get("action_id"))
    if state in _TRIED:
        yield from _tried(Ref(TABLE, str(row.get("action_id") or row.get("id"))), owner, state, done or changed)


def _tried(act: Ref, owner: int, state: State, at: int) -> Iterator[Draft]:
    """The try; where the old system calls it a success, nobody looked whether it was one."""
    outcome, clicked = _TRIED[state]
    tried = {"action_id": act, "account_id": owner, "outcome": outcome, "clicked": clicked, "started_at": at}
    yield Draft("attempts", tried)
    if state is not State.UNCONFIRMED:
        return
    key = act.key
    looked = {"answer": Truth.UNCLEAR, "method": "imported", "confidence": 0.0, "looked_at": at}
    yield Draft("verifications", {"action_id": act, "attempt_id": Ref(f"{TABLE}/attempts", key), **looked})


def _owner(context: Context, platform: str) -> int:
    if context.account is None:
        raise Refused("account", _NO_ACCOUNT)
    owner = context.memory.get("owner") or account(context.account)
    context.memory["owner"] = owner
    if owner.platform != platform:
        context.note(
            f"{owner.platform}:{owner.username} can do nothing at {platform}, where these acts are to be done."
        )
    return context.account


def _target(row: Row, context: Context) -> Row:
    """The post that an act is about."""
    key = words.needed(row.get("post_id"), "post_id")
    found: Row | None = context.memory.get("targets", {}).get(key)
    if found is None:
        raise Refused("post_id", f"“{key[:40]}” is no post of this store")
    return found


def _parameters(value: object) -> tuple[str | None, dict[str, Any]]:
    """The text of an act, which is sealed, and what else it was given."""
    found = words.document(value, "action_params")
    if not isinstance(found, dict):
        raise Refused("action_params", "is no object")
    given = next((found[name] for name in _TEXTS if isinstance(found.get(name), str) and found[name].strip()), None)
    return given, {name: each for name, each in found.items() if name not in _TEXTS}
