"""Receipts: everything about one action, as a document for scripts or to hand on."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from automation.audit import checkpoints, receipt_page, receipt_pictures, signatures
from automation.audit.evidence import picture_place
from automation.audit.handing_out import fresh_file
from models import clock, ids
from models.account import account
from models.action import Action, action
from models.attempt import AttemptRow, attempts_of
from models.audit import closing_entry
from models.enums import Phase
from models.errors import StoreUnusable, VaultLocked
from models.evidence import EvidenceRow, pictures_of
from models.verification import VerificationRow, looks_at


@dataclass(frozen=True, slots=True)
class Saved:
    """Whether the entry in a receipt is signed, and whether sealed pictures had to stay hidden."""

    signed: bool
    hidden: bool


def receipt(action_id: int, pictures: Path) -> dict[str, Any]:
    """The receipt of an action in the shape of the command line; times ISO 8601, durations in ms."""
    found = action(action_id)
    looks = [_look(row) for row in looks_at(action_id)]
    entry = closing_entry(action_id)
    return {
        "action": _action(found),
        "decision": _decision(found),
        "attempts": [_attempt(row) for row in attempts_of(action_id)],
        "looks": looks,
        "verdict": looks[-1] if looks else None,
        "evidence": _evidence(pictures_of(action_id), pictures),
        "audit": None
        if entry is None
        else {
            "id": ids.public("audit_entries", entry.sequence),
            "sequence": entry.sequence,
            "hash": entry.hash,
        },
    }


def save(
    action_id: int,
    target: Path,
    pictures: Path,
    profile: Path,
    unseal: signatures.Seal | None,
    sign: signatures.Sign | None,
) -> Saved:
    """Write the receipt as one page; BadInput file_exists, file_unwritable."""
    entry, checkpoint = closing_entry(action_id), None
    if entry is not None and sign is not None:
        with suppress(VaultLocked):
            checkpoint = checkpoints.sign_entry(entry.sequence, sign)
    newest = {row.phase: row for row in pictures_of(action_id)}
    rows = [newest.get(Phase.BEFORE), newest.get(Phase.AFTER)]
    hidden = unseal is None and any(row is not None and row.sealed for row in rows)
    before, after = (None, None) if hidden else (_content(row, pictures, unseal) for row in rows)
    document = receipt(action_id, pictures)
    proof = receipt_page.Proof(entry, checkpoint, signatures.public_key(profile, unseal)[0])
    drawn = receipt_pictures.drawn(before, after, document["evidence"]["region"])
    with fresh_file(target) as file:
        file.write(receipt_page.page(document, drawn, hidden, proof))
    return Saved(checkpoint is not None, hidden)


def _content(row: EvidenceRow | None, pictures: Path, unseal: signatures.Seal | None) -> bytes | None:
    """The bytes of a picture, where it is there, is what its sum says, and opens."""
    if row is None:
        return None
    try:
        content = (pictures / row.path).read_bytes()
        if sha256(content).hexdigest() != row.sha256:
            return None
        return unseal(content, picture_place(row.path)) if row.sealed and unseal is not None else content
    except (OSError, StoreUnusable):
        return None


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
        "result": row.result,
        "fault": row.error,
    }


def _look(row: VerificationRow) -> dict[str, Any]:
    return {
        "id": ids.public("verifications", row.id),
        "answer": row.answer,
        "method": row.method,
        "confidence": row.confidence,
        "detail": row.detail,
        "looked_at": clock.to_iso(row.looked_at),
        "duration_ms": row.duration_ms,
        "seen": row.facts,
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
