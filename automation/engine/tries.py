"""The rows of tries: begun durably, with the target reserved and the cap counted, before the last click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from automation.values import Action, Attempt
from models import attempt as rows
from models import clock
from models.account import account
from models.action import LOOK_AGAIN
from models.attempt import AttemptTable
from models.base import add
from models.database import writing
from models.enums import CAP_CLASS, READING, CapClass, Outcome, Truth
from models.errors import StewardError
from models.fingerprint import most_alike


@dataclass(frozen=True, slots=True)
class Guard:
    """What is checked again under the lock that writes the row: target, limits, and texts of other accounts.

    `alike` is how many marks two texts share at least to be near-identical.
    """

    target_key: str
    reserve_ms: int
    per_hour: int
    per_day: int
    alike: int


def begin(action: Action, guard: Guard) -> int:
    """Reserve, count and write the try as started, all or nothing.

    Raises StewardError target_taken, text_repeated, cap_reached: another lane was quicker.
    """
    cap = CAP_CLASS[action.kind]
    with writing():
        _check_caps(action.account_id, cap, guard)
        if action.kind not in READING and guard.reserve_ms:
            until = clock.now() + guard.reserve_ms
            holder = rows.reserve(guard.target_key, action.account_id, action.id, until)
            if holder is not None:
                raise StewardError("target_taken", action.target_url, figure=account(holder).handle, limit=1)
        if action.sealed_text is not None and most_alike(action.id, guard.alike) is not None:
            raise StewardError("text_repeated", action.target_url)
        number = rows.start(action.id, action.account_id)
        rows.count_against_caps(action.account_id, cap, number)
    return number


def _check_caps(account_id: int, cap: CapClass, guard: Guard) -> None:
    for window, limit in ((clock.HOUR_MS, guard.per_hour), (clock.DAY_MS, guard.per_day)):
        if rows.counted_since(account_id, cap, clock.now() - window) >= limit:
            raise StewardError("cap_reached", cap)


def end(action: Action, attempt_id: int, outcome: Outcome, duration_ms: int, **values: Any) -> int:
    """Write how a try ended, column by column; one that never came to its click gets its row now. Returns its id."""
    with writing():
        if attempt_id:
            rows.finish(attempt_id, outcome, duration_ms, **values)
            return attempt_id
        started = clock.now() - duration_ms
        return add(
            AttemptTable,
            action_id=action.id,
            account_id=action.account_id,
            outcome=outcome,
            started_at=started,
            duration_ms=duration_ms,
            **values,
        )


def fault(code: str, facts: Mapping[str, object]) -> dict[str, Any]:
    """What is kept of an error: its code and the facts that its sentence is told with."""
    return {"code": code, "details": {name: _plain(value) for name, value in facts.items() if value is not None}}


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | float) else str(value)[:300]


def fail(action: Action, error: StewardError) -> Attempt:
    """A failed try for an act that never came to its click; raises the error where the click may have gone out."""
    if cut_off(action) is not None:
        raise error
    told = fault(error.code, error.facts)
    number = end(action, 0, Outcome.FAILED, 0, code=error.code, detail=error.subject, error=told)
    return Attempt(number, action.id, Outcome.FAILED, clock.now(), code=error.code, detail=error.subject)


def cut_off(action: Action) -> Attempt | None:
    """The last try of an action, if its click may have been made and nobody has looked since."""
    last = _last(action)
    if last is None or last.outcome not in {Outcome.STARTED, Outcome.PERFORMED}:
        return None
    return Attempt(last.id, action.id, Outcome.PERFORMED, last.started_at, last.duration_ms, last.code, clicked=True)


def left_open(action: Action) -> Attempt | None:
    """The cut-off try that only a look can settle; a reading left nothing to look for: it is ended, and made again."""
    attempt = cut_off(action)
    if attempt is None or action.kind not in READING:
        return attempt
    with writing():
        rows.finish(attempt.id, Outcome.ABANDONED, attempt.duration_ms, code="recovered")
    return None


def conclude(action: Action, attempt: Attempt, truth: Truth) -> bool:
    """End a cut-off try by what a look has shown; True where it certainly left nothing and may be made once more."""
    last = _last(action)
    # A click that went out and left nothing to be seen is made again only on a person's word.
    unsure = last is not None and last.outcome is Outcome.STARTED and not was_abandoned(action)
    again = truth is Truth.ABSENT and (unsure or action.code == LOOK_AGAIN)
    outcome = Outcome.ABANDONED if again else Outcome.PERFORMED
    with writing():
        rows.finish(attempt.id, outcome, attempt.duration_ms, code="recovered" if again else attempt.code)
    return again


def was_abandoned(action: Action) -> bool:
    """Whether a try of this action was cut off, and a look found nothing of it."""
    return any(row.outcome is Outcome.ABANDONED for row in rows.attempts_of(action.id))


def _last(action: Action) -> rows.AttemptRow | None:
    known = rows.attempts_of(action.id)
    return known[-1] if known else None
