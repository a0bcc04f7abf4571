"""All rules are asked, the strongest answer wins, and a rule that breaks refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.policy.decide import RULES, decide
from automation.policy.known import Facts, Window
from automation.values import Action, RuleAnswer
from models.enums import Answer, Health
from tests.unit.policy.given import NOON, an_action, at, facts

STRENGTH = [Answer.REFUSE, Answer.HOLD, Answer.APPROVAL, Answer.DELAY, Answer.ALLOW]
NAMES = [
    *("authority", "account_health", "blocklist", "opt_out", "sponsored", "duplicates"),
    *("collisions", "quiet_hours", "rate_limits", "spend", "approvals"),
]


def saying(answer: Any, frees_at: int | None = None) -> Callable[[Action, Facts], RuleAnswer]:
    return lambda action, known: RuleAnswer("said", answer, f"code_{answer}", frees_at=frees_at)


def breaking(action: Action, known: Facts) -> RuleAnswer:
    raise RuntimeError("a secret text")


def test_the_eleven_rules_are_there() -> None:
    assert list(RULES) == NAMES


def test_all_eleven_answer_when_all_is_well() -> None:
    decision = decide(an_action(), facts())
    assert (decision.answer, decision.code, decision.until) == (Answer.ALLOW, "allowed", None)
    assert [said.rule for said in decision.rules] == NAMES


def test_all_eleven_answer_when_everything_objects() -> None:
    decision = decide(
        an_action(),
        facts(
            authority_kind=None,
            enabled=False,
            blocked="x",
            opted_out="x",
            done=True,
            quiet_hours="11:00-14:00",
            windows=(Window("hour", 1, 1, NOON + 1),),
            approval=None,
        ),
    )
    assert [said.rule for said in decision.rules] == NAMES
    assert (decision.answer, decision.code, decision.until) == (Answer.REFUSE, "blocked", None)


@given(st.lists(st.sampled_from(list(Answer)), min_size=1, max_size=10))
def test_every_rule_is_asked_and_the_strongest_wins(answers: list[Answer]) -> None:
    asked = []
    rules = {
        str(n): lambda action, known, n=n, answer=answer: (
            asked.append(n) or RuleAnswer(str(n), answer, "c", frees_at=NOON + 1 + n)
        )
        for n, answer in enumerate(answers)
    }
    decision = decide(an_action(), facts(), rules)
    assert asked == list(range(len(answers)))
    assert [said.answer for said in decision.rules] == answers
    assert decision.answer is next(answer for answer in STRENGTH if answer in answers)


@pytest.mark.parametrize("name", NAMES)
def test_an_error_in_any_rule_refuses_and_names_it(name: str) -> None:
    decision = decide(an_action(), facts(), {**RULES, name: breaking})
    assert (decision.answer, decision.code) == (Answer.REFUSE, "rule_error")
    broken = next(said for said in decision.rules if said.rule == name)
    assert broken.figure == f"{name}: RuntimeError"
    assert len(decision.rules) == len(NAMES)
    assert "secret" not in repr(decision)


@pytest.mark.parametrize(
    "rule",
    [
        saying("yes"),
        saying(Answer.DELAY),
        saying(Answer.DELAY, NOON),
        lambda action, known: None,
        lambda action, known: Answer.ALLOW,
    ],
)
def test_what_is_no_answer_refuses(rule: Any) -> None:
    assert decide(an_action(), facts(), {**RULES, "odd": rule}).code == "rule_error"


@pytest.mark.parametrize(
    "broken", [{"windows": ()}, {"health": None}, {"approval": "yes"}, {"spend": None}, {"auto_approve": None}]
)
def test_facts_that_cannot_be_read_never_allow(broken: dict[str, Any]) -> None:
    known = facts(**({"approval": None} | broken))
    assert decide(an_action(), known).answer is Answer.REFUSE


def test_no_rules_allow_nothing() -> None:
    with pytest.raises(ValueError, match="empty"):
        decide(an_action(), facts(), {})


def test_a_delay_ends_with_its_last_rule() -> None:
    full = (Window("hour", 5, 5, NOON + 60_000), Window("day", 5, 50))
    decision = decide(an_action(), facts(quiet_hours="12:00-14:00", windows=full))
    assert (decision.answer, decision.until) == (Answer.DELAY, at("2026-11-21T14:00+01:00"))


@pytest.mark.parametrize(
    ("stronger", "answer", "code"),
    [
        ({"approval": None}, Answer.APPROVAL, "approval_needed"),
        ({"approval": None, "health": Health.SIGNED_OUT}, Answer.HOLD, "signed_out"),
        ({"approval": None, "health": Health.SIGNED_OUT, "opted_out": "bob"}, Answer.REFUSE, "opted_out"),
    ],
)
def test_approval_is_asked_for_at_any_hour(stronger: dict[str, Any], answer: Answer, code: str) -> None:
    decision = decide(an_action(), facts(quiet_hours="12:00-14:00", **stronger))
    assert (decision.answer, decision.code, decision.until) == (answer, code, None)
