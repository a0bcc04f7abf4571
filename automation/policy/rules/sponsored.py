"""Sponsored: what somebody paid for is left alone, unless a person asked for just this act."""

from __future__ import annotations

from automation.policy.known import Facts
from automation.values import Action, RuleAnswer
from models.enums import READING, UNDOES, Answer, Trigger


def sponsored(action: Action, facts: Facts) -> RuleAnswer:
    """Refuse a sponsored post to an act that came by itself; reading it and taking something back go on."""
    marked = "sponsored" if facts.sponsored else None
    if action.kind in READING or action.kind in UNDOES or action.trigger is Trigger.MANUAL:
        return RuleAnswer("sponsored", Answer.ALLOW, "allowed", marked)
    if facts.sponsored and facts.skip_sponsored:
        return RuleAnswer("sponsored", Answer.REFUSE, "sponsored", marked)
    return RuleAnswer("sponsored", Answer.ALLOW, "allowed", marked)
