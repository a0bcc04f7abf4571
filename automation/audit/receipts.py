"""Receipts: everything about one action, as a document for scripts or to hand on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models import clock, ids
from models.account import account
from models.action import Action, action
from models.attempt import AttemptRow, attempts_of
from models.audit import entry_of
from models.enums import Phase
from models.evidence import EvidenceRow, pictures_of
from models.verification import newest_verification


def receipt(action_id: int, pictures: Path) -> dict[str, Any]:
    """The receipt of an action in the shape of the command line; times ISO 8601, durations in ms."""
    found = action(action_id)
    verdict = newest_verification(action_id)
    entry = entry_of(action_id)
    return {
        "action": _action(found),
        "decision": _decision(found),
        "attempts": [_attempt(row) for row in attempts_of(action_id)],
        "verdict": None
        if verdict is None
        else {
            "answer": verdict.answer,
            "method": verdict.method,
            "confidence": verdict.confidence,
            "detail": verdict.detail,
        },
        "evidence": _evidence(pictures_of(action_id), pictures),
        "audit": None
        if entry is None
        else {
            "id": ids.public("audit_entries", entry.sequence),
            "sequence": entry.sequence,
            "hash": entry.hash,
        },
    }


def _action(found: Action) -> dict[str, Any]:
    return {
        "id": ids.public("actions", found.id),
        "kind": found.kind,
        "state": found.state,
        "code": found.code,
        "account": ids.public("accounts", found.account_id),
        "handle": account(found.account_id).handle,
        "target": {"kind": found.target_kind, "id": found.target_id, "url": found.target_url},
        "trigger": found.trigger,
        "due_at": clock.to_iso(found.due_at),
        "created_at": clock.to_iso(found.created_at),
        "done_at": clock.to_iso(found.done_at),
    }


def _decision(found: Action) -> dict[str, Any] | None:
    said = found.decision
    if said is None:
        return None
    rules = [{**rule, "frees_at": clock.to_iso(rule["frees_at"])} for rule in said["rules"]]
    return {"answer": said["answer"], "until": clock.to_iso(said["until"]), "rules": rules}


def _attempt(row: AttemptRow) -> dict[str, Any]:
    return {
        "id": ids.public("attempts", row.id),
        "outcome": row.outcome,
        "clicked": row.clicked,
        "started_at": clock.to_iso(row.started_at),
        "duration_ms": row.duration_ms,
        "error": row.code,
        "detail": row.detail,
    }


def _evidence(rows: list[EvidenceRow], pictures: Path) -> dict[str, Any]:
    newest = {row.phase: row for row in rows}
    before, after = newest.get(Phase.BEFORE), newest.get(Phase.AFTER)
    shown = after or before
    return {
        "before": None if before is None else str(pictures / before.path),
        "after": None if after is None else str(pictures / after.path),
        "region": None if shown is None else shown.region,
        "changed": None if after is None else after.changed,
        "sealed": bool(shown and shown.sealed),
    }
