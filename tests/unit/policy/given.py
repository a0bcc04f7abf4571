"""Actions, facts and rows for tests: everything in order, but for what a test says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from automation.policy.known import DAY_MS, HOUR_MS, Facts, Spend, Window, Word
from automation.queue.fingerprint import fingerprint
from automation.values import Action
from models import attempt
from models.account import Account
from models.action import ActionTable, move
from models.attempt import AttemptTable
from models.base import new_id
from models.enums import TARGET_OF, ActionKind, Health, Outcome, State, TargetKind, Trigger
from models.fingerprint import write_marks

__all__ = ["BERLIN", "DAY_MS", "HOUR_MS", "KEY", "NOON", "an_action", "at", "facts", "kept", "tried"]

KEY = b"only this profile knows it"
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
        "hindrance": None,
        "quiet_hours": "",
        "enabled": True,
        "awaits_session": False,
        "paused": False,
        "brand": None,
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
        "sponsored": False,
        "skip_sponsored": True,
        "spend": Spend(),
    }
    return Facts(**(values | changes))


def kept(own: Account, kind: ActionKind = ActionKind.LIKE, text: str | None = None, **changes: Any) -> Action:
    """An action in the store, with its fingerprint where it has a text."""
    number = new_id("actions")
    row = an_action(kind, id=number, account_id=own.id, idempotency_key=f"key {number}", **changes)
    columns = {name: getattr(row, name) for name in Action.__dataclass_fields__}
    ActionTable.insert(**columns).execute()
    if text is not None:
        write_marks(number, own.id, fingerprint(text, KEY))
    return row


def tried(action: Action, outcome: Outcome = Outcome.PERFORMED, state: State = State.CONFIRMED) -> None:
    number = attempt.start(action.id, action.account_id)
    AttemptTable.update(outcome=outcome).where(AttemptTable.id == number).execute()
    move(action.id, state)
