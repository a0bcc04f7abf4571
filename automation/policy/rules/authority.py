"""Authority: nothing is clicked with an account that nobody has the right to run."""

from __future__ import annotations

from automation.policy.known import Facts
from automation.policy.local_time import written
from automation.values import Action, RuleAnswer
from models.enums import READING, Answer

KINDS = frozenset({"own", "client"})


def authority(action: Action, facts: Facts) -> RuleAnswer:
    """Hold without a valid authorisation record; an account without one may still be looked at."""
    kind, until = facts.authority_kind, facts.authority_until
    ends = None if until is None else written(until, facts.zone)
    if action.kind in READING:
        return RuleAnswer("authority", Answer.ALLOW, "allowed", "reading", ends)
    if kind not in KINDS:
        return RuleAnswer("authority", Answer.HOLD, "authority_missing")
    if until is not None and facts.now >= until:
        return RuleAnswer("authority", Answer.HOLD, "authority_expired", kind, ends)
    return RuleAnswer("authority", Answer.ALLOW, "allowed", kind, ends)
