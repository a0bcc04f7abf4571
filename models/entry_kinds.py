"""What a kind of audit entry tells: of which event, and how that went; read from an entry, never kept in it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class AuditOutcome(StrEnum):
    """How what an entry tells of went; pending is what waits or cannot be known yet."""

    SUCCESS = "success"
    FAILURE = "failure"
    SKIPPED = "skipped"
    PENDING = "pending"


# Which kinds of entry tell of which kind of event; every other kind is a change of what is configured or kept.
EVENTS = {
    "session": ("session_start", "session_end"),
    "navigate": ("navigate",),
    "extract": ("extract",),
    "attempt": ("attempt", "recovery", "settled"),
    "verification": ("verification",),
    "error": ("error", "account_stopped"),
    "rate_limit": ("rate_limit",),
    "policy": ("accepted", "decision", "expired", "wish_refused"),
    "approval": ("approved", "declined", "cancelled", "retried", "missed_answered"),
    "sign_in": ("signed_in", "sign_in_failed", "signed_out", "page_taken"),
    "export": (
        *("audit_exported", "receipt_saved", "person_exported", "dossier_unsealed", "account_revealed"),
        *("words_revealed", "store_exported", "backed_up"),
    ),
    "import": ("imported",),
    "undo": ("undone", "import_undone"),
    "opt_out": ("opt_out", "block", "person_erased", "erased"),
    "vault": (
        *("vault_made", "vault_opened", "vault_locked", "vault_rekeyed", "vault_resealed", "picture_resealed"),
        *("pin_set", "pin_removed", "pin_wrong"),
    ),
}
OTHER = "configuration"

_Words = dict[str, AuditOutcome]
_ENDS: _Words = {
    "confirmed": AuditOutcome.SUCCESS,
    "failed": AuditOutcome.FAILURE,
    **dict.fromkeys(("refused", "skipped", "cancelled", "expired"), AuditOutcome.SKIPPED),
}
_LOOKS: _Words = {"confirmed": AuditOutcome.SUCCESS, "absent": AuditOutcome.FAILURE}
_LIMITS: _Words = {"site": AuditOutcome.FAILURE, "policy": AuditOutcome.SKIPPED}
# Where the body says how it went: under which names, the first that tells it first.
_SAID: dict[str, tuple[tuple[str, _Words], ...]] = {
    # A try that failed and is to be made again is a failure, wherever its action stands now.
    "attempt": (("state", _ENDS), ("outcome", {"failed": AuditOutcome.FAILURE})),
    "decision": (("state", _ENDS),),
    "settled": (("state", _ENDS),),
    "verification": (("answer", _LOOKS),),
    "rate_limit": (("by", _LIMITS),),
    "imported": (("outcome", {word.value: word for word in AuditOutcome}),),
}
# How it went where the body does not say; what is not named here was done.
_OF_KIND: _Words = {
    **dict.fromkeys(
        ("error", "account_stopped", "sign_in_failed", "pin_wrong", "erasure_not_replayed"), AuditOutcome.FAILURE
    ),
    **dict.fromkeys(("wish_refused", "declined", "cancelled", "expired"), AuditOutcome.SKIPPED),
    **dict.fromkeys(
        ("accepted", "retried", "recovery", "work_missed", "attempt", "decision", "settled", "verification"),
        AuditOutcome.PENDING,
    ),
}


def event_of(kind: str) -> str:
    """The kind of event that a kind of entry tells of."""
    return next((event for event, kinds in EVENTS.items() if kind in kinds), OTHER)


def outcome_of(kind: str, body: Mapping[str, Any]) -> AuditOutcome:
    """How what an entry tells of went."""
    for name, words in _SAID.get(kind, ()):
        if (found := words.get(str(body.get(name)))) is not None:
            return found
    return _OF_KIND.get(kind, AuditOutcome.SUCCESS)


def run_of(body: Mapping[str, Any]) -> str | None:
    """The run in which an entry was written, by its id; an entry of an older system calls it as that did."""
    return body.get("run") or body.get("run_id")


def outcome_sql(kind: str = "kind", body: str = "body") -> str:
    """`outcome_of` in SQL, for columns of these names."""

    def told(name: str, words: _Words) -> str:
        return _case(said_sql(body, name), words)

    by_body = " ".join(
        f"WHEN '{name}' THEN coalesce({', '.join(told(*way) for way in ways)}, NULL)" for name, ways in _SAID.items()
    )
    return f"coalesce(CASE {kind} {by_body} END, {_case(kind, _OF_KIND)}, '{AuditOutcome.SUCCESS}')"


def run_sql(body: str = "body") -> str:
    """`run_of` in SQL."""
    return f"coalesce({said_sql(body, 'run')}, {said_sql(body, 'run_id')})"


def said_sql(body: str, name: str) -> str:
    """What a body says under a name, in SQL; one that somebody damaged says nothing."""
    return f"json_extract(iif(json_valid({body}), {body}, '{{}}'), '$.{name}')"


def _case(subject: str, words: _Words) -> str:
    told = " ".join(f"WHEN '{word}' THEN '{found}'" for word, found in words.items())
    return f"CASE {subject} {told} END"
