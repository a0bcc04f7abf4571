"""Imports never arm the robot: what every new row is forced to be, whatever an importer says of it."""

from __future__ import annotations

from typing import Any, Final

from models.enums import State, Trigger
from models.erasure import has_erased

# 9999-01-01: a feed's column wants a time at which it is read again.
_NEVER: Final = 253_370_764_800_000
_FORCED: Final[dict[str, dict[str, Any]]] = {
    "accounts": {
        "enabled": False,
        "authority_kind": None,
        "authority_note": None,
        "authority_until": None,
        "auto_approve": "[]",
    },
    "rules": {"enabled": False},
    "feeds": {"enabled": False, "next_poll_at": _NEVER},
    "providers": {"enabled": False, "accepted_at": None},
    "schedules": {"next_at": None},
    "actions": {"trigger": Trigger.IMPORT, "lease_owner": None, "lease_until": None, "rehearse": False},
}
# Work that was under way may have been done; work that was not waits for a person.
_STATES: Final[dict[str, State]] = {
    State.QUEUED: State.AWAITING_APPROVAL,
    State.HELD: State.AWAITING_APPROVAL,
    State.RUNNING: State.NEEDS_REVIEW,
    State.INTERRUPTED: State.NEEDS_REVIEW,
}
_USUAL: Final[dict[str, dict[str, Any]]] = {"accounts": {"lifecycle_state": "imported"}}
# What a merge may never add to a row that is there already.
_GUARDED: Final = {
    **{noun: frozenset(columns) for noun, columns in _FORCED.items()},
    "accounts": frozenset({*_FORCED["accounts"], "paused", "caps", "quiet_hours", "lifecycle_state", "health"}),
    "actions": frozenset({*_FORCED["actions"], "state", "due_at", "sealed_text", "done_at"}),
}
# What an erasure empties, and so what no row gets again once somebody was erased.
_EMPTIED: Final = {
    "actions": frozenset({"decision", "parameters", "user_notes", "system_notes"}),
    "attempts": frozenset({"detail", "observation", "result", "error"}),
    "verifications": frozenset({"detail", "facts"}),
    "reviews": frozenset({"detail"}),
    "posts": frozenset({"payload"}),
    "snapshots": frozenset({"payload"}),
}
_SAID: Final = {
    "accounts": "Accounts, switched off and without authority: {n}. Say by what right you run each.",
    "rules": "Rules, switched off: {n}.",
    "feeds": "Feeds, switched off: {n}.",
    "providers": "Providers, switched off until their terms are accepted: {n}.",
    "schedules": "Schedules, without a next time: {n}.",
    "awaiting_approval": "Acts that were still to be done and wait for approval: {n}.",
    "needs_review": "Acts that were under way and wait for a person's look: {n}.",
}


def disarmed(noun: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values of a new row, with everything that could act switched off."""
    if noun not in _FORCED:
        return values
    safe = {**_USUAL.get(noun, {}), **values, **_FORCED[noun]}
    if noun == "actions":
        safe["state"] = _STATES.get(str(safe.get("state")), safe.get("state"))
    return safe


def guarded(noun: str) -> frozenset[str]:
    """The columns of a noun that a row which is there keeps as they are, empty or not."""
    return _GUARDED.get(noun, frozenset()) | (_EMPTIED.get(noun, frozenset()) if has_erased() else frozenset())


def said(written: dict[str, int]) -> list[str]:
    """What a report says of new rows that were switched off; `written` counts them by noun, and acts by state."""
    return [line.format(n=written[noun]) for noun, line in _SAID.items() if written.get(noun)]
