"""What is recorded beside the closing entry of an act: the look, what was read, the fault, the limit that was met."""

from __future__ import annotations

from typing import Any

from automation.audit.chain import Line
from automation.values import Action, Attempt, Decision, Verdict
from models import ids
from models.enums import READING, UNDOES, Answer, Outcome, Truth

LIMITED = "rate_limited"
_LIMITS = "rate_limits"


def of_attempt(action: Action, attempt: Attempt, verdict: Verdict | None) -> list[Line]:
    """The entries of an attempt, in the order in which it happened; ids and figures, no content."""
    known: dict[str, Any] = {"attempt": ids.public("attempts", attempt.id) if attempt.id else None}
    found: list[tuple[str, dict[str, Any]]] = []
    if action.kind in READING and attempt.outcome is Outcome.PERFORMED and attempt.observation is not None:
        found.append(("extract", {"figures": sorted(attempt.observation.counts)}))
    if attempt.code == LIMITED or (verdict is not None and verdict.detail == LIMITED):
        found.append(("rate_limit", {"by": "site"}))
    elif attempt.objection is None and attempt.code is not None and attempt.outcome is Outcome.FAILED:
        found.append(("error", {"code": attempt.code, "ms": attempt.duration_ms}))
    if verdict is not None:
        said = {"answer": verdict.answer, "method": verdict.method, "confidence": verdict.confidence}
        found.append(("verification", {**said, "ms": verdict.duration_ms}))
        if action.kind in UNDOES and verdict.answer is Truth.CONFIRMED:
            found.append(("undone", {"act": UNDOES[action.kind]}))
    told: list[Line] = [(kind, action.account_id, action.id, {**known, **body}) for kind, body in found]
    return told if attempt.objection is None else [*of_decision(action, attempt.objection), *told]


def of_decision(action: Action, decision: Decision) -> list[Line]:
    """The limit that policy met, where it was one."""
    return [
        ("rate_limit", action.account_id, action.id, {"by": "policy", "figure": r.figure, "limit": r.limit})
        for r in decision.rules
        if r.rule == _LIMITS and r.answer is decision.answer and r.answer is not Answer.ALLOW
    ]
