"""What the panel dashboard did: actions that became rules, orders of both its ages, triggers, screenshots."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from automation.imports import words
from automation.imports.plan import FILE, Context, Draft, Picture, Ref, Refused, Row, TablePlan
from models.enums import ActionKind, Phase, Trigger

PANEL: Final = "panel of the old dashboard"
MOST_PICTURE_BYTES = 32 << 20
_TRIGGERS: Final = {"instant": Trigger.MANUAL, "rss_trigger": Trigger.FEED}
_ENDED: Final = frozenset({"completed", "partial", "cancelled", "failed"})
_SUFFIXES: Final = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
_CAPTURES: Final = frozenset({"pending", "capturing", "completed", "failed"})

Owner = tuple[str, str, str]


def owners(context: Context) -> dict[str, Owner]:
    """Old account → platform, name and address, as far as the file has been read."""
    found: dict[str, Owner] = context.memory.setdefault("owners", {})
    return found


def action(row: Row, context: Context) -> Iterator[Draft]:
    """A configured action is a rule that orders, switched off; its ready-made comments are texts as well, each once."""
    parameters = _parameters(row)
    name = words.needed(row.get("service_name"), "service_name")
    was_active = words.flag(row.get("is_active"), "is_active")
    context.memory.setdefault("actions", {})[str(row.get("id"))] = str(row.get("account_id"))
    created = words.when(row.get("created_at"), "created_at")
    values = {
        "name": name,
        "account_id": context.ref("accounts", row.get("account_id"), needed=True),
        "kind": ActionKind.ORDER,
        "condition": {},
        "parameters": {**parameters, "action_type": words.text(row.get("action_type")), "was_active": was_active},
        "provider_id": Ref(FILE, "panel"),
        "service_id": words.maybe(row.get("jap_service_id"), "jap_service_id"),
        "service_name": name,
        "created_at": created,
    }
    yield Draft("rules", values)
    for comment in _comments(parameters):
        text = {"kind": "comment", "name": name, "text": comment, "created_at": created}
        yield Draft("texts", text, natural=("kind", "text"))


def _comments(parameters: Row) -> list[str]:
    listed = parameters.get("custom_comments")
    return [text for text in listed if isinstance(text, str) and text.strip()] if isinstance(listed, list) else []


def _parameters(row: Row) -> Row:
    found = words.document(row.get("parameters"))
    return found if isinstance(found, dict) else {"list": found}


def execution(row: Row, context: Context) -> Iterator[Draft]:
    """One order, as the panel knew it."""
    trigger = words.text(row.get("execution_type"), "execution_type").lower()
    status = words.text(row.get("status"), "status") or "pending"
    screenshots = {name: row[name] for name in _SHOTS if row.get(name) is not None}
    parameters = _parameters(row) | ({"screenshots": screenshots} if screenshots else {})
    values = {
        "account_id": context.ref("accounts", row.get("account_id")),
        "account_username": words.maybe(row.get("account_username"), "account_username"),
        "trigger": _TRIGGERS.get(trigger, trigger or Trigger.MANUAL),
        "platform": words.platform(row.get("platform")),
        "target_url": words.needed(row.get("target_url"), "target_url"),
        "service_id": words.maybe(row.get("service_id"), "service_id"),
        "service_name": words.maybe(row.get("service_name"), "service_name"),
        "parameters": parameters,
        **_ordered(row, status),
    }
    yield Draft("orders", values, natural=("provider_id", "external_id"))


def old_order(row: Row, context: Context) -> Iterator[Draft]:
    """An order from before there was a history: what it was aimed at is known by its action's account alone."""
    account_id = context.memory.get("actions", {}).get(str(row.get("action_id")))
    if account_id not in owners(context):
        raise Refused("action_id", f"refers to action {row.get('action_id')}, whose account is not here")
    platform, username, url = owners(context)[account_id]
    values = {
        "account_id": context.ref("accounts", account_id),
        "account_username": username,
        "rule_id": context.ref("actions", row.get("action_id")),
        "trigger": Trigger.MANUAL,
        "platform": platform,
        "target_url": url,
        **_ordered(row, words.text(row.get("status"), "status") or "pending"),
    }
    yield Draft("orders", values, natural=("provider_id", "external_id"))


def _ordered(row: Row, status: str) -> Row:
    """The columns that both ages of orders have."""
    state = words.order_state(status)
    created = words.when(row.get("created_at"), "created_at")
    updated = words.when(row.get("updated_at"), "updated_at") or created
    return {
        "provider_id": Ref(FILE, "panel"),
        "external_id": words.maybe(row.get("jap_order_id"), "jap_order_id"),
        "quantity": words.whole(row.get("quantity"), "quantity", 0),
        "estimated_micros": words.money(row.get("cost")),
        "state": state,
        "raw_status": status,
        "created_at": created,
        "updated_at": updated,
        "done_at": updated if state in _ENDED else None,
    }


def old_trigger(row: Row, context: Context) -> Iterator[Draft]:
    """A trigger beyond feeds: kept to be seen, never armed."""
    data: Any = words.document(row.get("trigger_data"), "trigger_data")
    was_active = words.flag(row.get("is_active"), "is_active")
    values = {
        "rule_id": context.ref("actions", row.get("action_id"), needed=True),
        "kind": words.needed(row.get("trigger_type"), "trigger_type"),
        "data": {**(data if isinstance(data, dict) else {"list": data}), "was_active": was_active},
        "last_fired_at": words.when(row.get("last_executed"), "last_executed"),
        "created_at": words.when(row.get("created_at"), "created_at"),
    }
    yield Draft("old_triggers", values)


def screenshot(row: Row, context: Context) -> Iterator[Draft]:
    """A picture of an order's target; a capture that failed keeps its row."""
    state = words.text(row.get("status"), "status").lower() or "pending"
    phase = words.text(row.get("screenshot_type"), "screenshot_type").lower()
    if state not in _CAPTURES:
        raise Refused("status", f"“{state[:40]}” is no state of a capture")
    if phase not in set(Phase):
        raise Refused("screenshot_type", f"“{phase[:40]}” is neither before nor after")
    picture = _picture(row.get("screenshot_data"))
    error = words.maybe(row.get("error_message"), "error_message")
    if picture is None and state == "completed":
        state, error = "failed", error or "the old store has no picture"
    taken = words.when(row.get("capture_timestamp"), "capture_timestamp")
    values = {
        "order_id": context.ref("execution_history", row.get("execution_id"), needed=True),
        "phase": phase,
        "url": words.maybe(row.get("url"), "url"),
        "platform": words.platform(row.get("platform")),
        "browser_profile": words.maybe(row.get("gologin_profile_id"), "gologin_profile_id"),
        "width": words.whole(row.get("dimensions_width"), "dimensions_width", 0),
        "height": words.whole(row.get("dimensions_height"), "dimensions_height", 0),
        "duration_ms": words.whole(row.get("capture_duration_ms"), "capture_duration_ms", 0),
        "taken_at": taken or words.when(row.get("created_at"), "created_at") or context.now,
        "state": state,
        "error": error,
        "retries": words.whole(row.get("retry_count"), "retry_count", 0) or 0,
    }
    yield Draft("evidence", values, picture=picture)


def _picture(data: object) -> Picture | None:
    """The picture in base64 text, None where there is none."""
    if data is None or data == "":
        return None
    if not isinstance(data, str | bytes):
        raise Refused("screenshot_data", "is no text")
    text = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    if len(text) // 4 * 3 > MOST_PICTURE_BYTES:
        raise Refused("screenshot_data", f"is larger than {MOST_PICTURE_BYTES >> 20} MB")
    if text.startswith(b"data:"):
        text = text.partition(b",")[2]
    try:
        content = base64.b64decode(b"".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused("screenshot_data", "is not base64") from error
    suffix = next((suffix for magic, suffix in _SUFFIXES.items() if content.startswith(magic)), None)
    if suffix is None:
        raise Refused("screenshot_data", "is neither a PNG nor a JPEG picture")
    return Picture(content, suffix)


_EXECUTION = (
    "id jap_order_id execution_type platform target_url service_id service_name quantity cost status account_id"
    " account_username parameters created_at updated_at screenshot_before_url screenshot_after_url"
    " screenshot_before_path screenshot_after_path screenshot_status screenshot_container_id screenshot_error"
)
_SHOTS = tuple(name for name in _EXECUTION.split() if name.startswith("screenshot_"))
_SCREENSHOT = (
    "id execution_id screenshot_type url platform gologin_profile_id screenshot_data dimensions_width"
    " dimensions_height capture_duration_ms capture_timestamp status error_message retry_count created_at updated_at"
)


def tables(key: Callable[[Row], object], columns: Callable[[str], frozenset[str]]) -> Iterable[TablePlan]:
    """The tables of this file, in order of reference."""
    rule = "id account_id action_type jap_service_id service_name parameters is_active created_at"
    trigger = "id action_id trigger_type trigger_data is_active last_executed created_at"
    order = "id action_id jap_order_id status quantity cost created_at updated_at"
    return (
        TablePlan("actions", key, action, columns(rule)),
        TablePlan("triggers", key, old_trigger, columns(trigger)),
        TablePlan("execution_history", key, execution, columns(_EXECUTION)),
        TablePlan("orders", key, old_order, columns(order)),
        TablePlan("screenshots", key, screenshot, columns(_SCREENSHOT)),
    )
