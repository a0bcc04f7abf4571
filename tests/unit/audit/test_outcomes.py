"""house.md's table "what becomes of an action", drawn once more."""

from __future__ import annotations

from typing import Any

import pytest

from automation.audit.outcomes import MAX_TRIES, after, withheld
from automation.values import Action, Attempt, Decision, RuleAnswer, Verdict
from models.enums import ActionKind, Answer, Outcome, State, TargetKind, Trigger, Truth

LIKE, COMMENT, DM = ActionKind.LIKE, ActionKind.COMMENT, ActionKind.DM


def action(kind: ActionKind = LIKE, **more: Any) -> Action:
    values: dict[str, Any] = {
        "id": 1, "account_id": 1, "kind": kind, "target_kind": TargetKind.POST, "target_url": "u", "target_id": "1",
        "content_hash": "h", "generation": 0, "idempotency_key": "k", "state": State.RUNNING,
        "trigger": Trigger.MANUAL, "origin": "", "priority": 0, "due_at": 0, "tries": 0, "rehearse": False,
        "created_at": 0, "updated_at": 0,
    }  # fmt: skip
    return Action(**{**values, **more})


def attempt(outcome: Outcome, code: str | None = None) -> Attempt:
    return Attempt(1, 1, outcome, 0, code=code)


def verdict(answer: Truth) -> Verdict:
    return Verdict(answer, "reload_verify", 1.0)


@pytest.mark.parametrize(
    ("kind", "outcome", "code", "truth", "state"),
    [
        (LIKE, Outcome.PERFORMED, None, Truth.CONFIRMED, State.CONFIRMED),
        (LIKE, Outcome.PERFORMED, None, Truth.ABSENT, State.NEEDS_REVIEW),
        (LIKE, Outcome.PERFORMED, None, Truth.UNCLEAR, State.NEEDS_REVIEW),
        (LIKE, Outcome.PERFORMED, "challenged", Truth.UNCLEAR, State.NEEDS_REVIEW),
        (COMMENT, Outcome.PERFORMED, None, Truth.ABSENT, State.UNCONFIRMED),
        (DM, Outcome.PERFORMED, None, Truth.ABSENT, State.UNCONFIRMED),
        (DM, Outcome.PERFORMED, None, Truth.UNCLEAR, State.NEEDS_REVIEW),
        (LIKE, Outcome.PERFORMED, None, None, State.NEEDS_REVIEW),
        (LIKE, Outcome.ALREADY, None, None, State.SKIPPED),
        (LIKE, Outcome.REHEARSED, None, None, State.SKIPPED),
        (LIKE, Outcome.FAILED, "locator_missing", None, State.QUEUED),
        (LIKE, Outcome.FAILED, "site_refused", None, State.QUEUED),
        (LIKE, Outcome.FAILED, "not_found", None, State.FAILED),
        (LIKE, Outcome.FAILED, "challenged", None, State.QUEUED),
    ],
)
def test_where_an_attempt_sends_an_action(
    kind: ActionKind, outcome: Outcome, code: str | None, truth: Truth | None, state: State
) -> None:
    assert after(action(kind), attempt(outcome, code), verdict(truth) if truth else None).state is state


def test_a_fault_before_the_click_is_tried_again_with_growing_waits_at_most_twice() -> None:
    steps = [after(action(tries=n), attempt(Outcome.FAILED, "locator_missing"), None) for n in range(MAX_TRIES)]
    assert [s.state for s in steps] == [State.QUEUED, State.QUEUED, State.FAILED]
    assert 0 < steps[0].wait_ms < steps[1].wait_ms


def test_a_stop_does_not_use_up_a_try() -> None:
    assert not after(action(tries=2), attempt(Outcome.FAILED, "signed_out"), None).tried


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer.REFUSE, State.REFUSED),
        (Answer.HOLD, State.HELD),
        (Answer.APPROVAL, State.AWAITING_APPROVAL),
        (Answer.DELAY, State.QUEUED),
    ],
)
def test_where_a_decision_sends_an_action(answer: Answer, state: State) -> None:
    """At the claim, or when the page was open already, which uses up no try."""
    decision = Decision(answer, (RuleAnswer("a", Answer.ALLOW, "fine"), RuleAnswer("b", answer, "because")))
    late = Attempt(1, 1, Outcome.FAILED, 0, code="because", objection=decision)
    for step in (withheld(decision), after(action(tries=2), late, None)):
        assert (step.state, step.code, step.tried) == (state, "because", False)
