"""The accounts of the Instagram platform, the steps of their warm-up, and the moves of their lives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from automation.imports import full_proxies, words
from automation.imports.collected import address
from automation.imports.fields import by_id, document, handle, made, maybe_number, needed_ref, number, one_of, time
from automation.imports.instagram_brands import say_password
from automation.imports.plan import Context, Draft, Ref, Refused, Row
from models.account import normalised
from models.enums import Health

PLATFORM: Final = "instagram"
_STATES: Final = ("imported", "proxy_assigned", "warming_up", "human_review", "ready", "active", "cleanup")
_HEALTH: Final = {
    "active": Health.OK,
    "inactive": Health.OK,
    "suspended": Health.SUSPENDED,
    "banned": Health.BANNED,
}
_STEPS: Final = ("change_pfp", "change_bio", "post_highlight", "post_story", "post_post")
_STEP_STATES: Final = ("pending", "in_progress", "completed", "failed", "requires_review")
_ACTORS: Final = ("user", "bot", "system", "scheduler")
_LONGEST_LABEL = 200
_FULL = "Some accounts came without a proxy: theirs carries already as many as it may. Assign another."


def account(row: Row, context: Context) -> Iterator[Draft]:
    """An own account; what is known of its owner goes to the vault, its password cannot come along."""
    username = handle(row)
    values = {
        "platform": PLATFORM,
        "instance": "",
        "username": username,
        "username_norm": normalised(username),
        "lifecycle_state": one_of(row, "lifecycle_state", _STATES, "imported"),
        "health": _HEALTH[one_of(row, "status", _HEALTH, "active")],
        "brand_id": context.ref("models", row.get("model_id")),
        "brand_at": time(row, "assigned_at"),
        **_acted(row),
        **_described(row),
        **made(row, context),
    }
    secrets, review = _owner(row), words.flag(row.get("requires_human_review"), "requires_human_review")
    say_password(row, context, "accounts")
    values |= _proxy(row, values["username_norm"], context)  # last, since it takes a place
    yield Draft("accounts", values, ("platform", "instance", "username_norm"), secrets=secrets)
    if review:
        yield _review(row, context)


def _acted(row: Row) -> dict[str, Any]:
    return {
        "warmup_step": maybe_number(row, "warmup_step", 1, 5),
        "warmup_started_at": time(row, "warmup_started_at"),
        "warmup_completed_at": time(row, "warmup_completed_at"),
        "last_acted_by": words.maybe(row.get("last_bot_action_by"), "last_bot_action_by"),
        "last_acted_at": time(row, "last_bot_action_at"),
        "last_error": words.maybe(row.get("last_error_message"), "last_error_message"),
        "last_error_at": time(row, "last_error_at"),
        "retries": number(row, "retry_count", 0),
    }


def _described(row: Row) -> dict[str, Any]:
    names = {
        "bio": "bio",
        "city": "location_city",
        "campus": "location_campus",
        "niche": "location_niche",
        "content_type": "content_type",
    }
    plain = {ours: words.maybe(row.get(old), old) for ours, old in names.items()}
    return {**plain, "avatar_url": address(row.get("profile_picture_url")), "device_label": _label(row)}


def _label(row: Row) -> str | None:
    """What a device was called, for people to read; nothing else is ever made of it."""
    found = document(row, "device_info")
    if found is None:
        return None
    parts = found.values() if isinstance(found, dict) else found
    said = ", ".join(str(part) for part in parts if isinstance(part, str | int | float) and str(part).strip())
    return said[:_LONGEST_LABEL] or None


def _owner(row: Row) -> dict[str, bytes]:
    email, birthday = words.text(row.get("email"), "email"), words.text(row.get("birthday"), "birthday")
    if birthday:
        try:
            date.fromisoformat(birthday[:10])
        except ValueError as error:
            raise Refused("birthday", "is no day") from error
    return {name: said.encode() for name, said in (("email", email), ("birthday", birthday[:10])) if said}


def _proxy(row: Row, username_norm: str, context: Context) -> dict[str, Any]:
    proxy = context.ref("proxies", row.get("proxy_id"))
    if proxy is None:
        return {}
    if not full_proxies.may_take(context, proxy.key, PLATFORM, username_norm):
        context.note(_FULL)
        return {}
    return {"proxy_id": proxy, "proxy_at": time(row, "proxy_assigned_at")}


def _review(row: Row, context: Context) -> Draft:
    values = {
        "account_id": Ref("accounts", by_id(row)),
        "code": "imported_review",
        "detail": words.text(row.get("last_error_message"), "last_error_message"),
        "opened_at": time(row, "last_error_at") or context.now,
    }
    return Draft("reviews", values)


def step(row: Row, context: Context) -> Iterator[Draft]:
    """A step of an account's warm-up; the old store numbered its steps in one order only."""
    position, name = number(row, "step_number", None, 1, len(_STEPS)), one_of(row, "step_name", _STEPS)
    if name != _STEPS[position - 1]:
        raise Refused("step_name", f"“{name}” is not the name of step {position}, which is “{_STEPS[position - 1]}”")
    values = {
        "account_id": needed_ref(row, "account_id", "accounts"),
        "position": position,
        "name": name,
        "state": one_of(row, "status", _STEP_STATES, "pending"),
        "started_at": time(row, "started_at"),
        "completed_at": time(row, "completed_at"),
        "bot": words.maybe(row.get("bot_id"), "bot_id"),
        "bot_session": words.maybe(row.get("bot_session_id"), "bot_session_id"),
        "content": document(row, "content_used"),
        "error": words.maybe(row.get("error_message"), "error_message"),
        "error_detail": document(row, "error_details"),
        "retries": number(row, "retry_count", 0),
        "duration_ms": maybe_number(row, "execution_time_ms"),
        "response": document(row, "instagram_response"),
    }
    yield Draft("warmup_steps", values, ("account_id", "position"))


def history(row: Row, context: Context) -> Iterator[Draft]:
    """A move of an account from one state to the next, and who made it."""
    before = words.maybe(row.get("from_state"), "from_state")
    values = {
        "account_id": needed_ref(row, "account_id", "accounts"),
        "from_state": one_of(row, "from_state", _STATES) if before else None,
        "to_state": one_of(row, "to_state", _STATES),
        "reason": words.text(row.get("transition_reason"), "transition_reason"),
        "actor": one_of(row, "triggered_by", _ACTORS, "system"),
        "bot": words.maybe(row.get("bot_id"), "bot_id"),
        "operator": words.maybe(row.get("user_id"), "user_id"),
        "detail": words.document(row.get("metadata"), "metadata"),
        "at": time(row, "created_at") or context.now,
    }
    yield Draft("account_states", values)
