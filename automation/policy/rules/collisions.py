"""Collisions: one own account per post or person, so that accounts never act in concert."""

from __future__ import annotations

from automation.policy.known import Facts
from automation.values import Action, RuleAnswer
from models.enums import READING, Answer


def collisions(action: Action, facts: Facts) -> RuleAnswer:
    """Refuse a target that another own account holds; the limit is how many days it is held."""
    if action.kind in READING:
        return RuleAnswer("collisions", Answer.ALLOW, "allowed", "reading", facts.collision_days)
    taken = facts.taken
    if taken is not None and facts.collision_days > 0:
        return RuleAnswer("collisions", Answer.REFUSE, "target_taken", taken.handle, facts.collision_days, taken.until)
    return RuleAnswer("collisions", Answer.ALLOW, "allowed", 0, facts.collision_days)
