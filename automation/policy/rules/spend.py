"""Spend: what an action costs must fit into the day's budget."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal

from automation.policy.known import Facts
from automation.policy.local_time import reached, wall
from automation.values import Action, RuleAnswer
from models.enums import Answer

_MICRO = 1_000_000


def spend(action: Action, facts: Facts) -> RuleAnswer:
    """Refuse what costs more than is left of the day's budget; figure and limit are decimal amounts."""
    cost, spent, budget = facts.spend.cost, facts.spend.spent, facts.spend.budget
    if cost < 0 or spent < 0:
        raise ValueError("an amount below nothing")
    if budget is None:
        if cost:
            return RuleAnswer("spend", Answer.REFUSE, "budget_unreadable", _amount(cost))
        return RuleAnswer("spend", Answer.ALLOW, "allowed", _amount(spent))
    total, most = _amount(spent + cost), _amount(budget)
    if cost and spent + cost > budget:
        return RuleAnswer("spend", Answer.REFUSE, "over_budget", total, most, _day_end(facts))
    return RuleAnswer("spend", Answer.ALLOW, "allowed", total, most)


def _amount(micro: int) -> str:
    exact = Decimal(micro) / _MICRO
    return f"{exact.normalize():f}" if exact != exact.to_integral() else f"{exact.to_integral():f}"


def _day_end(facts: Facts) -> int | None:
    if facts.zone is None:
        return None
    return reached(wall(facts.now, facts.zone).date() + timedelta(days=1), time(0), facts.zone)
