"""What accounts of the Instagram platform share: brands, proxies, pieces to publish, and the figures of each day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from automation.imports import full_proxies, words
from automation.imports.collected import address
from automation.imports.fields import by_id, made, needed_ref, number, one_of, rate, time
from automation.imports.plan import Context, Draft, Refused, Row
from models.database import one

_CAPACITY: Final = 3
_CONTENT: Final = ("pfp", "post", "highlight", "story", "any")
_TEXTS: Final = ("bio", "post", "story", "highlight")
_OWN_TOTAL: Final = "SELECT 1 FROM daily_metrics WHERE day = ? AND brand_id IS NULL AND imported = 0"
_HASHED: Final = "it is a bcrypt hash, which is not a password and signs nobody in"
_FOREIGN: Final = "it is sealed by the older system, which gives no key to it"


def brand(row: Row, context: Context) -> Iterator[Draft]:
    """A brand; that platform called it a model."""
    name = words.needed(row.get("name"), "name")
    values = {
        "name": name,
        "name_norm": name.casefold(),
        "description": words.text(row.get("description"), "description"),
        "status": one_of(row, "status", ("active", "inactive", "paused"), "active"),
        "unfollow_ratio": number(row, "unfollow_ratio", 90, 0, 100),
        "daily_follow_limit": number(row, "daily_follow_limit", 50, 1, 1000),
        "posting_schedule": words.document(row.get("posting_schedule"), "posting_schedule"),
        **made(row, context),
    }
    yield Draft("brands", values, ("name_norm",))


def proxy(row: Row, context: Context) -> Iterator[Draft]:
    """A way out, without its password."""
    values = {
        "scheme": "http",
        "host": words.needed(row.get("ip"), "ip"),
        "port": number(row, "port", None, 1, 65535),
        "username": words.text(row.get("username"), "username"),
        "provider": words.text(row.get("provider"), "provider"),
        "location": words.text(row.get("location"), "location"),
        "monthly_cost_micros": _cost(row),
        "status": one_of(row, "status", ("active", "inactive", "error"), "active"),
        "brand_id": context.ref("models", row.get("assigned_model_id")),
        "capacity": number(row, "max_accounts", _CAPACITY, 0, 1000),
        "tested_at": time(row, "last_tested_at"),
        "last_error": words.maybe(row.get("last_error_message"), "last_error_message"),
        **made(row, context),
    }
    say_password(row, context, "proxies")
    full_proxies.remember(context, by_id(row), values)
    yield Draft("proxies", values, ("scheme", "host", "port", "username"))


def _cost(row: Row) -> int:
    cost = words.money(row.get("monthly_cost"), "monthly_cost") or 0
    if cost < 0:
        raise Refused("monthly_cost", "is below nothing")
    return cost


def say_password(row: Row, context: Context, table: str) -> None:
    """A password that cannot be used stays behind and the report says why; its row is taken."""
    found = words.text(row.get("password_encrypted"), "password_encrypted")
    if found:
        reason = _HASHED if words.is_bcrypt(found) else _FOREIGN
        context.note(f"{table}.password_encrypted is refused: {reason}. The rows came without a password.")


def content(row: Row, context: Context) -> Iterator[Draft]:
    """A picture, with its words, that a brand may publish."""
    url = address(row.get("image_url"))
    if url is None:
        raise Refused("image_url", "is no address")
    values = {
        "brand_id": needed_ref(row, "model_id", "models"),
        "kind": one_of(row, "content_type", _CONTENT),
        "url": url,
        "text": words.maybe(row.get("text_content"), "text_content"),
        "order_priority": words.whole(row.get("order_priority"), "order_priority") or 0,
        **_used(row, context),
    }
    yield Draft("content", values)


def text(row: Row, context: Context) -> Iterator[Draft]:
    """Words that a brand may publish."""
    values = {
        "brand_id": needed_ref(row, "model_id", "models"),
        "kind": one_of(row, "content_type", _TEXTS),
        "text": words.needed(row.get("text_content"), "text_content"),
        **_used(row, context),
    }
    yield Draft("texts", values)


def _used(row: Row, context: Context) -> dict[str, Any]:
    return {
        "is_template": words.flag(row.get("is_template"), "is_template"),
        "uses": number(row, "usage_count", 0),
        "reported_rate": rate(row, "success_rate"),
        "last_used_at": time(row, "last_used_at"),
        "created_by": words.maybe(row.get("created_by"), "created_by"),
        "created_at": time(row, "created_at") or context.now,
    }


def figures(row: Row, context: Context) -> Iterator[Draft]:
    """The figures of a day, of one brand or of all; they stay marked as another system's."""
    day, brand_id = _day(row), context.ref("models", row.get("model_id"))
    if brand_id is None and one(_OWN_TOTAL, (day,)):
        raise Refused("date", f"{day} has figures of Steward's own already")
    values = {
        "day": day,
        "brand_id": brand_id,
        "total_accounts": number(row, "total_accounts", 0),
        "active_accounts": number(row, "active_accounts", 0),
        "warming_accounts": number(row, "warming_up_accounts", 0),
        "failed_accounts": number(row, "failed_accounts", 0),
        "active_proxies": number(row, "active_proxies", 0),
        "actions": number(row, "bot_actions", 0),
        "errors": number(row, "bot_errors", 0),
        "mean_ms": number(row, "average_execution_time_ms", 0),
        "proxy_utilisation": rate(row, "proxy_utilization_rate"),
        **{f"step_{n}_rate": rate(row, f"step_{n}_success_rate") for n in range(1, 6)},
        "imported": True,
    }
    yield Draft("daily_metrics", values, ("day", "brand_id"))


def _day(row: Row) -> str:
    written = words.needed(row.get("date"), "date")
    try:
        return date.fromisoformat(written[:10]).isoformat()
    except ValueError as error:
        raise Refused("date", f"“{written[:40]}” is no day") from error
