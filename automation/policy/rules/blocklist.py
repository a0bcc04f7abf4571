"""Blocklist: people and posts that the operator said are never to be touched."""

from __future__ import annotations

from automation.policy.known import Facts
from automation.values import Action, RuleAnswer
from models.enums import Answer


def blocklist(action: Action, facts: Facts) -> RuleAnswer:
    """Refuse a target that is on the list by its id, its address or its author."""
    if facts.blocked is not None:
        return RuleAnswer("blocklist", Answer.REFUSE, "blocked", facts.blocked, 0)
    return RuleAnswer("blocklist", Answer.ALLOW, "allowed", 0, 0)
