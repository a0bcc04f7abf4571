"""Actions and facts for tests: everything in order, but for what a test says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from automation.policy.known import DAY_MS, HOUR_MS, Facts, Spend, Window, Word
from automation.values import Action
from models.enums import TARGET_OF, ActionKind, Health, State, TargetKind, Trigger

__all__ = ["BERLIN", "DAY_MS", "HOUR_MS", "NOON", "an_action", "at", "facts"]

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> int:
    """Milliseconds of an ISO time; UTC where it names no zone."""
    moment = datetime.fromisoformat(text)
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


NOON = at("2026-11-21T12:00")


def an_action(kind: ActionKind = ActionKind.LIKE, **changes: Any) -> Action:
    """A like of post 7 by account 1, or what is said instead."""
    values: dict[str, Any] = {
        "id": 1,
        "account_id": 1,
        "kind": kind,
        "target_kind": TARGET_OF.get(kind, TargetKind.POST),
        "target_url": "http://site.example/t/7",
        "target_id": "7",
        "content_hash": "content",
        "generation": 0,
        "idempotency_key": "key",
        "state": State.RUNNING,
        "trigger": Trigger.MANUAL,
        "origin": "",
        "priority": 0,
        "due_at": NOON,
        "tries": 0,
        "rehearse": False,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Action(**(values | changes))


def facts(**changes: Any) -> Facts:
    """Facts to which no rule objects, but for what is said."""
    values: dict[str, Any] = {
        "now": NOON,
        "zone": BERLIN,
        "quiet_hours": "",
        "enabled": True,
        "paused": False,
        "health": Health.OK,
        "health_code": None,
        "authority_kind": "own",
        "authority_until": None,
        "auto_approve": frozenset(),
        "approval": Word(True, "operator", "content"),
        "windows": (Window("hour", 0, 20), Window("day", 0, 120)),
        "target_key": "site||post|7",
        "taken": None,
        "collision_days": 30,
        "done": False,
        "compared": True,
        "repeat": None,
        "blocked": None,
        "opted_out": None,
        "spend": Spend(),
    }
    return Facts(**(values | changes))
