"""Account health: an account that cannot work there, is off, rests alone or with its brand, or was stopped, waits."""

from __future__ import annotations

from automation.policy.known import Facts
from automation.values import Action, RuleAnswer
from models.enums import SIGNED_OUT_HERE, Answer, Health

_ACTIVE = "active"


def account_health(action: Action, facts: Facts) -> RuleAnswer:
    """Hold where the account can do nothing at all, while it or its brand rests, and while its health is not ok."""
    if facts.hindrance is not None:
        return RuleAnswer("account_health", Answer.HOLD, facts.hindrance, action.target_url, None)
    if facts.awaits_session:
        return RuleAnswer("account_health", Answer.HOLD, "never_signed_in", "disabled", Health.OK)
    if not facts.enabled:
        return RuleAnswer("account_health", Answer.HOLD, "account_disabled", "disabled", Health.OK)
    if facts.paused:
        return RuleAnswer("account_health", Answer.HOLD, "account_paused", "paused", Health.OK)
    if facts.health is not Health.OK:
        seen = facts.health_code or facts.health
        code = seen if seen == SIGNED_OUT_HERE else facts.health.value
        return RuleAnswer("account_health", Answer.HOLD, code, seen, Health.OK)
    if facts.brand not in {None, _ACTIVE}:
        return RuleAnswer("account_health", Answer.HOLD, "brand_paused", facts.brand, _ACTIVE)
    return RuleAnswer("account_health", Answer.ALLOW, "allowed", Health.OK, Health.OK)
