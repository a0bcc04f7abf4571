"""Opt-out: a person who asked to be left alone is left alone, by every account and for ever."""

from __future__ import annotations

from automation.policy.known import Facts
from automation.values import Action, RuleAnswer
from models.enums import Answer


def opt_out(action: Action, facts: Facts) -> RuleAnswer:
    """Refuse whatever concerns a person who opted out, reading included."""
    if facts.opted_out is not None:
        return RuleAnswer("opt_out", Answer.REFUSE, "opted_out", facts.opted_out, 0)
    return RuleAnswer("opt_out", Answer.ALLOW, "allowed", 0, 0)
