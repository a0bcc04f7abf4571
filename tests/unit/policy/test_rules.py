"""Each rule by a table: what is known → what it says, with figure, limit and when it frees."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.policy.decide import RULES, decide
from automation.policy.known import Repeat, Spend, Taken, Window, Word
from models.enums import READING, UNDOES, ActionKind, Answer, Health, Trigger
from tests.unit.policy.given import DAY_MS, HOUR_MS, NOON, an_action, at, facts

ALLOW, REFUSE, HOLD, DELAY, APPROVAL = Answer.ALLOW, Answer.REFUSE, Answer.HOLD, Answer.DELAY, Answer.APPROVAL
LIKE, DM, STATS, COMMENT = ActionKind.LIKE, ActionKind.DM, ActionKind.STATS, ActionKind.COMMENT
NO, YES, OTHER = Word(False, "ann", "content"), Word(True, "ann", "content"), Word(True, "ann", "what it said before")
TAKEN, REPEAT = Taken("site:bea", NOON + DAY_MS), Repeat("site:bea", 93, 70)
NIGHT = at("2026-11-21T23:30+01:00")

Case = tuple[str, ActionKind, dict[str, Any], Answer, str, Any, Any, int | None]
CASES: list[Case] = [
    ("authority", LIKE, {}, ALLOW, "allowed", "own", None, None),
    ("authority", LIKE, {"authority_kind": None}, HOLD, "authority_missing", None, None, None),
    ("authority", LIKE, {"authority_kind": "borrowed"}, HOLD, "authority_missing", None, None, None),
    ("authority", STATS, {"authority_kind": None}, ALLOW, "allowed", "reading", None, None),
    (
        *("authority", LIKE, {"authority_kind": "client", "authority_until": NOON + 1}),
        *(ALLOW, "allowed", "client", "2026-11-21T13:00+01:00", None),
    ),
    (
        *("authority", LIKE, {"authority_kind": "client", "authority_until": NOON}),
        *(HOLD, "authority_expired", "client", "2026-11-21T13:00+01:00", None),
    ),
    ("account_health", LIKE, {}, ALLOW, "allowed", "ok", "ok", None),
    ("account_health", LIKE, {"enabled": False}, HOLD, "account_disabled", "disabled", "ok", None),
    (
        *("account_health", LIKE, {"enabled": False, "awaits_session": True}),
        *(HOLD, "never_signed_in", "disabled", "ok", None),
    ),
    (
        *("account_health", LIKE, {"health": Health.SIGNED_OUT, "health_code": "signed_out_here"}),
        *(HOLD, "signed_out_here", "signed_out_here", "ok", None),
    ),
    ("account_health", LIKE, {"brand": "active"}, ALLOW, "allowed", "ok", "ok", None),
    ("account_health", LIKE, {"brand": "paused"}, HOLD, "brand_paused", "paused", "active", None),
    ("account_health", STATS, {"brand": "inactive"}, HOLD, "brand_paused", "inactive", "active", None),
    ("account_health", STATS, {"paused": True}, HOLD, "account_paused", "paused", "ok", None),
    ("account_health", LIKE, {"health": Health.BANNED}, HOLD, "banned", "banned", "ok", None),
    (
        *("account_health", STATS, {"health": Health.CHALLENGED, "health_code": "second_factor"}),
        *(HOLD, "challenged", "second_factor", "ok", None),
    ),
    ("blocklist", LIKE, {}, ALLOW, "allowed", 0, 0, None),
    ("blocklist", STATS, {"blocked": "bob"}, REFUSE, "blocked", "bob", 0, None),
    ("opt_out", LIKE, {}, ALLOW, "allowed", 0, 0, None),
    ("opt_out", STATS, {"opted_out": "bob"}, REFUSE, "opted_out", "bob", 0, None),
    ("opt_out", ActionKind.UNLIKE, {"opted_out": "bob"}, REFUSE, "opted_out", "bob", 0, None),
    ("sponsored", LIKE, {}, ALLOW, "allowed", None, None, None),
    ("sponsored", LIKE, {"sponsored": True}, ALLOW, "allowed", "sponsored", None, None),
    ("duplicates", LIKE, {}, ALLOW, "allowed", 0, 0, None),
    ("duplicates", LIKE, {"done": True}, REFUSE, "already_done", 1, 0, None),
    ("duplicates", STATS, {"done": True}, ALLOW, "allowed", "reading", None, None),
    ("duplicates", LIKE, {"compared": False}, ALLOW, "allowed", 0, 0, None),
    ("duplicates", COMMENT, {}, ALLOW, "allowed", 0, 0, None),
    ("duplicates", COMMENT, {"compared": False}, HOLD, "text_not_compared", None, None, None),
    ("duplicates", COMMENT, {"repeat": REPEAT}, REFUSE, "text_repeated", "93 % (site:bea)", "70 %", None),
    ("duplicates", DM, {"repeat": REPEAT}, REFUSE, "text_repeated", "93 % (site:bea)", "70 %", None),
    ("duplicates", ActionKind.DELETE_COMMENT, {"compared": False, "repeat": REPEAT}, ALLOW, "allowed", 0, 0, None),
    ("collisions", LIKE, {}, ALLOW, "allowed", 0, 30, None),
    ("collisions", LIKE, {"taken": TAKEN}, REFUSE, "target_taken", "site:bea", 30, NOON + DAY_MS),
    ("collisions", LIKE, {"taken": TAKEN, "collision_days": 0}, ALLOW, "allowed", 0, 0, None),
    ("collisions", STATS, {"taken": TAKEN}, ALLOW, "allowed", "reading", 30, None),
    ("quiet_hours", LIKE, {}, ALLOW, "allowed", None, None, None),
    ("quiet_hours", LIKE, {"quiet_hours": "22:00-07:00"}, ALLOW, "allowed", "13:00", "22:00-07:00", None),
    (
        *("quiet_hours", LIKE, {"quiet_hours": "22:00-07:00", "now": NIGHT}),
        *(DELAY, "quiet_hours", "23:30", "22:00-07:00", at("2026-11-22T07:00+01:00")),
    ),
    (
        *("quiet_hours", STATS, {"quiet_hours": "22:00-07:00", "now": NIGHT}),
        *(ALLOW, "allowed", "reading", "22:00-07:00", None),
    ),
    ("quiet_hours", LIKE, {"quiet_hours": "at night"}, HOLD, "quiet_hours_unreadable", "at night", None, None),
    ("quiet_hours", LIKE, {"quiet_hours": "25:00-07:00"}, HOLD, "quiet_hours_unreadable", "25:00-07:00", None, None),
    ("quiet_hours", LIKE, {"quiet_hours": "07:00-07:00"}, HOLD, "quiet_hours_unreadable", "07:00-07:00", None, None),
    (
        *("quiet_hours", LIKE, {"quiet_hours": "22:00-07:00", "zone": None}),
        *(HOLD, "zone_unknown", None, "22:00-07:00", None),
    ),
    ("rate_limits", LIKE, {}, ALLOW, "allowed", 0, 20, None),
    (
        *("rate_limits", LIKE, {"windows": (Window("hour", 3, 20), Window("day", 110, 120))}),
        *(ALLOW, "allowed", 110, 120, None),
    ),
    (
        *("rate_limits", LIKE, {"windows": (Window("hour", 20, 20, NOON + 5), Window("day", 30, 120))}),
        *(DELAY, "cap_hour", 20, 20, NOON + 5),
    ),
    (
        *("rate_limits", LIKE, {"windows": (Window("hour", 20, 20, NOON + 5), Window("day", 121, 120, NOON + 9))}),
        *(DELAY, "cap_day", 121, 120, NOON + 9),
    ),
    (
        *("rate_limits", STATS, {"windows": (Window("hour", 9, 5, NOON + HOUR_MS), Window("day", 9, 0))}),
        *(HOLD, "cap_zero", 9, 0, None),
    ),
    ("spend", LIKE, {}, ALLOW, "allowed", "0", "0", None),
    ("spend", LIKE, {"spend": Spend(0, 7_000_000, 5_000_000)}, ALLOW, "allowed", "7", "5", None),
    ("spend", LIKE, {"spend": Spend(250_000, 0, 1_000_000)}, ALLOW, "allowed", "0.25", "1", None),
    ("spend", LIKE, {"spend": Spend(100, 999_900, 1_000_000)}, ALLOW, "allowed", "1", "1", None),
    (
        *("spend", LIKE, {"spend": Spend(101, 999_900, 1_000_000)}),
        *(REFUSE, "over_budget", "1.000001", "1", at("2026-11-22T00:00+01:00")),
    ),
    ("spend", LIKE, {"spend": Spend(1, 0, 0), "zone": None}, REFUSE, "over_budget", "0.000001", "0", None),
    ("spend", LIKE, {"spend": Spend(1, 0, None)}, REFUSE, "budget_unreadable", "0.000001", None, None),
    ("spend", LIKE, {"spend": Spend(0, 0, None)}, ALLOW, "allowed", "0", None, None),
    ("approvals", LIKE, {"approval": YES}, ALLOW, "allowed", "ann", None, None),
    ("approvals", LIKE, {"approval": None}, APPROVAL, "approval_needed", None, None, None),
    ("approvals", DM, {"approval": OTHER}, APPROVAL, "approval_outdated", None, None, None),
    ("approvals", LIKE, {"approval": NO}, REFUSE, "declined", "ann", None, None),
    ("approvals", LIKE, {"approval": NO, "auto_approve": frozenset({"like"})}, REFUSE, "declined", "ann", None, None),
    (
        *("approvals", LIKE, {"approval": None, "auto_approve": frozenset({"like"})}),
        *(ALLOW, "allowed", "automatic", None, None),
    ),
    (
        *("approvals", DM, {"approval": None, "auto_approve": frozenset({"like"})}),
        *(APPROVAL, "approval_needed", None, None, None),
    ),
    ("approvals", STATS, {"approval": None}, ALLOW, "allowed", "reading", None, None),
]


@pytest.mark.parametrize(("rule", "kind", "known", "answer", "code", "figure", "limit", "frees_at"), CASES)
def test_a_rule_says(
    rule: str,
    kind: ActionKind,
    known: dict[str, Any],
    answer: Answer,
    code: str,
    figure: Any,
    limit: Any,
    frees_at: int | None,
) -> None:
    said = RULES[rule](an_action(kind), facts(**known))
    assert (said.rule, said.answer, said.code, said.figure, said.limit, said.frees_at) == (
        *(rule, answer, code, figure, limit, frees_at),
    )


def test_every_rule_has_its_table() -> None:
    assert {case[0] for case in CASES} == set(RULES)


@pytest.mark.parametrize("health", [h for h in Health if h is not Health.OK])
@pytest.mark.parametrize("kind", list(ActionKind))
def test_a_stopped_account_rests_whatever_is_asked(kind: ActionKind, health: Health) -> None:
    said = RULES["account_health"](an_action(kind), facts(health=health))
    assert (said.answer, said.code) == (HOLD, health.value)


@pytest.mark.parametrize("kind", [kind for kind in ActionKind if kind not in READING])
def test_nothing_is_clicked_without_authority_or_approval(kind: ActionKind) -> None:
    alone = facts(authority_kind=None, approval=None)
    assert RULES["authority"](an_action(kind), alone).answer is HOLD
    assert RULES["approvals"](an_action(kind), alone).answer is APPROVAL


@given(st.sampled_from(list(ActionKind)), st.sampled_from(list(Trigger)), st.booleans(), st.booleans(), st.booleans())
def test_a_sponsored_post_is_for_a_persons_own_wish(
    kind: ActionKind, trigger: Trigger, marked: bool, skips: bool, approved: bool
) -> None:
    known = facts(sponsored=marked, skip_sponsored=skips, approval=YES if approved else None)
    action, acts = an_action(kind, trigger=trigger), kind not in READING and kind not in UNDOES
    refused = acts and marked and skips and trigger is not Trigger.MANUAL
    said = RULES["sponsored"](action, known)
    assert (said.answer, said.code) == ((REFUSE, "sponsored") if refused else (ALLOW, "allowed"))
    assert said.figure == ("sponsored" if marked else None)
    assert (decide(action, known).code == "sponsored") is refused


@pytest.mark.parametrize("amount", [Spend(-1, 0, 5), Spend(0, -1, 5)])
def test_an_amount_below_nothing_is_an_error(amount: Spend) -> None:
    with pytest.raises(ValueError, match="below nothing"):
        RULES["spend"](an_action(), facts(spend=amount))


def test_a_full_window_that_never_frees_is_an_error() -> None:
    with pytest.raises(ValueError, match="when it frees"):
        RULES["rate_limits"](an_action(), facts(windows=(Window("hour", 5, 5), Window("day", 5, 50))))
