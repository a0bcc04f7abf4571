"""Account health: an account that is switched off, rests, or was stopped by its site waits for a person."""

from __future__ import annotations

from automation.policy.known import Facts
from automation.values import Action, RuleAnswer
from models.enums import Answer, Health


def account_health(action: Action, facts: Facts) -> RuleAnswer:
    """Hold while the account is off or paused, or with the word of its health where that is not ok."""
    if not facts.enabled:
        return RuleAnswer("account_health", Answer.HOLD, "account_disabled", "disabled", Health.OK)
    if facts.paused:
        return RuleAnswer("account_health", Answer.HOLD, "account_paused", "paused", Health.OK)
    if facts.health is not Health.OK:
        seen = facts.health_code or facts.health
        return RuleAnswer("account_health", Answer.HOLD, facts.health.value, seen, Health.OK)
    return RuleAnswer("account_health", Answer.ALLOW, "allowed", Health.OK, Health.OK)
