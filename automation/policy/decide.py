"""Asks every rule, always all of them; the strongest answer wins, and a rule that breaks refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from automation.policy.known import Facts
from automation.policy.rules.account_health import account_health
from automation.policy.rules.approvals import approvals
from automation.policy.rules.authority import authority
from automation.policy.rules.blocklist import blocklist
from automation.policy.rules.collisions import collisions
from automation.policy.rules.duplicates import duplicates
from automation.policy.rules.opt_out import opt_out
from automation.policy.rules.quiet_hours import quiet_hours
from automation.policy.rules.rate_limits import rate_limits
from automation.policy.rules.spend import spend
from automation.policy.rules.sponsored import sponsored
from automation.values import Action, Decision, RuleAnswer
from models.enums import Answer

Rule = Callable[[Action, Facts], RuleAnswer]
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "authority": authority,
        "account_health": account_health,
        "blocklist": blocklist,
        "opt_out": opt_out,
        "sponsored": sponsored,
        "duplicates": duplicates,
        "collisions": collisions,
        "quiet_hours": quiet_hours,
        "rate_limits": rate_limits,
        "spend": spend,
        "approvals": approvals,
    }
)
_STRENGTH = tuple(Answer)


def decide(action: Action, facts: Facts, rules: Mapping[str, Rule] = RULES) -> Decision:
    """What the rules say of an action; `until` is when the last of the delays ends (ms UTC)."""
    answers = tuple(_ask(name, rule, action, facts) for name, rule in rules.items())
    strongest = min((answer.answer for answer in answers), key=_STRENGTH.index)
    delays = [a.frees_at for a in answers if a.answer is Answer.DELAY and a.frees_at is not None]
    return Decision(strongest, answers, max(delays) if strongest is Answer.DELAY else None)


def _ask(name: str, rule: Rule, action: Action, facts: Facts) -> RuleAnswer:
    try:
        answer = rule(action, facts)
        _check(answer, facts.now)
    except Exception as error:
        return RuleAnswer(name, Answer.REFUSE, "rule_error", f"{name}: {type(error).__name__}")
    return answer


def _check(answer: RuleAnswer, now: int) -> None:
    if answer.answer not in _STRENGTH:
        raise ValueError("not an answer")
    # A delay without an end in the future would bring the action back at once, for ever.
    if answer.answer is Answer.DELAY and (answer.frees_at is None or answer.frees_at <= now):
        raise ValueError("a delay must say when it ends")
