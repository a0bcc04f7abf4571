"""Rate limits: so many attempts in any hour and in any day, per account and class."""

from __future__ import annotations

from automation.policy.known import Facts, Window
from automation.values import Action, RuleAnswer
from models.enums import Answer

_FULL = {"hour": "cap_hour", "day": "cap_day"}


def rate_limits(action: Action, facts: Facts) -> RuleAnswer:
    """Delay until every full window frees; a limit of 0 never frees, so it holds. The tightest window is shown."""
    shut = next((window for window in facts.windows if window.limit <= 0), None)
    if shut is not None:
        return RuleAnswer("rate_limits", Answer.HOLD, "cap_zero", shut.count, 0)
    full = [window for window in facts.windows if _room(window) <= 0]
    if not full:
        tightest = min(facts.windows, key=_room)
        return RuleAnswer("rate_limits", Answer.ALLOW, "allowed", tightest.count, tightest.limit)
    last = max(full, key=_frees_at)
    return RuleAnswer("rate_limits", Answer.DELAY, _FULL[last.span], last.count, last.limit, _frees_at(last))


def _room(window: Window) -> int:
    return window.limit - window.count


def _frees_at(window: Window) -> int:
    if window.frees_at is None:
        raise ValueError("a full window must say when it frees")
    return window.frees_at
