"""What becomes of an action: house.md's table as one pure function."""

from __future__ import annotations

from dataclasses import dataclass

from automation.values import Action, Attempt, Decision, Verdict
from models.enums import TOGGLES, Answer, Outcome, State, Truth

MAX_TRIES = 3
BACK_OFF_MS = (30_000, 120_000)
# Stops that belong to a person: the action waits in its line and the account's health holds it.
STOPS = frozenset(
    {
        "challenged",
        "signed_out",
        "rate_limited",
        "suspended",
        "restricted",
        "banned",
        "identity_differs",
        "second_factor",
    }
)
# Faults that trying again cannot mend.
FINAL = frozenset({"not_found", "private", "wrong_page", "cannot", "wrong_language", "url_not_understood"})
# What a person mends, and what then goes on: the account's proxy cannot be used as it is.
MENDED_BY_HAND = frozenset({"proxy_off", "proxy_unsupported", "proxy_password_damaged", "proxy_refused"})


@dataclass(frozen=True, slots=True)
class Next:
    """The state an action moves to, why, and how long to wait before another try (ms)."""

    state: State
    code: str | None = None
    wait_ms: int = 0
    tried: bool = False


_WITHHELD = {
    Answer.REFUSE: State.REFUSED,
    Answer.HOLD: State.HELD,
    Answer.APPROVAL: State.AWAITING_APPROVAL,
    Answer.DELAY: State.QUEUED,
}


def withheld(decision: Decision) -> Next:
    """Where a decision other than allow sends an action."""
    return Next(_WITHHELD[decision.answer], decision.code)


def after(action: Action, attempt: Attempt, verdict: Verdict | None) -> Next:
    """Where an attempt, and the look after it, send an action."""
    if attempt.objection is not None:
        return withheld(attempt.objection)
    if attempt.outcome is Outcome.ALREADY:
        return Next(State.SKIPPED, "already_so")
    if attempt.outcome is Outcome.REHEARSED:
        return Next(State.SKIPPED, "rehearsed")
    if attempt.outcome is Outcome.FAILED:
        return _failed(action, attempt)
    if verdict is None or verdict.answer is Truth.UNCLEAR:
        return Next(State.NEEDS_REVIEW, "look_unclear")
    if verdict.answer is Truth.CONFIRMED:
        return Next(State.CONFIRMED)
    if action.kind in TOGGLES:
        return Next(State.NEEDS_REVIEW, "not_flipped")
    return Next(State.UNCONFIRMED, "not_found_afterwards")


def _failed(action: Action, attempt: Attempt) -> Next:
    if attempt.code in STOPS:
        return Next(State.QUEUED, attempt.code)
    if attempt.code in MENDED_BY_HAND:
        return Next(State.HELD, attempt.code)
    tries = action.tries + 1
    if attempt.code in FINAL or tries >= MAX_TRIES:
        return Next(State.FAILED, attempt.code, tried=True)
    return Next(State.QUEUED, attempt.code, BACK_OFF_MS[min(action.tries, 1)], tried=True)
