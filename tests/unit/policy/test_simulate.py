"""The week ahead: the same rules, stepped through time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.policy import facts as store
from automation.policy.known import SPANS, Taken, Window, Word
from automation.policy.local_time import wall
from automation.policy.simulate import ACT_MS, Hour, Lane, Planned, Step, by_hour, simulate
from automation.values import Target
from models import attempt
from models.account import Account, change_account
from models.action import Action, ActionTable
from models.enums import ActionKind, Answer, CapClass, State, TargetKind, Trigger
from models.schedule import ScheduleTable
from tests.fakes.house import switched_on
from tests.unit.policy.conftest import Clock
from tests.unit.policy.given import BERLIN, DAY_MS, HOUR_MS, NOON, an_action, at, facts

LIKE, STATS = ActionKind.LIKE, ActionKind.STATS
CAPPED = (Window("hour", 0, 2), Window("day", 0, 3))


def plan(number: int, kind: ActionKind = LIKE, known: dict[str, Any] | None = None, **changes: Any) -> Planned:
    action = an_action(kind, **{"id": number, "idempotency_key": f"key {number}"} | changes)
    return Planned(action, facts(**({"target_key": f"post {number}"} | (known or {}))))


def lane(*planned: Planned, account: int = 1, counted: Iterable[int] = ()) -> Lane:
    return Lane(account, f"site:{account}", planned, {CapClass.LIKE: tuple(counted)})


def drawn(steps: Iterable[Step]) -> list[tuple[int, int, str]]:
    """Which action, when after noon, and what comes of it."""
    return [(step.action_id, step.at - NOON, step.code) for step in steps]


def test_a_lane_does_one_after_the_other() -> None:
    steps = simulate([lane(plan(1), plan(2), plan(3, STATS))], NOON)
    assert drawn(steps) == [(1, 0, "allowed"), (2, ACT_MS, "allowed"), (3, 2 * ACT_MS, "allowed")]


def test_a_sponsored_post_is_left_out_of_the_week() -> None:
    paid = {"sponsored": True}
    steps = simulate([lane(plan(1, known=paid, trigger=Trigger.FEED), plan(2, known=paid))], NOON)
    assert drawn(steps) == [(1, 0, "sponsored"), (2, 0, "allowed")]


def test_lanes_do_not_wait_for_each_other() -> None:
    steps = simulate([lane(plan(1)), lane(plan(2, account_id=2), account=2)], NOON)
    assert drawn(steps) == [(1, 0, "allowed"), (2, 0, "allowed")]


def test_the_important_comes_first_and_nothing_before_its_time() -> None:
    steps = simulate([lane(plan(1), plan(2, priority=5), plan(3, priority=9, due_at=NOON + HOUR_MS))], NOON)
    assert [step.action_id for step in steps] == [2, 1, 3]
    assert steps[-1].at == NOON + HOUR_MS


def test_the_important_overtakes_what_waits() -> None:
    known = {"quiet_hours": "12:00-14:00"}
    plans = [plan(1, known=known), plan(2, known=known), plan(3, known=known, priority=5, due_at=NOON + 60_000)]
    assert [step.action_id for step in simulate([lane(*plans)], NOON)] == [3, 1, 2]


def test_caps_spread_the_work() -> None:
    plans = [plan(n, known={"windows": CAPPED}) for n in range(1, 8)]
    steps = simulate([lane(*plans)], NOON, days=2)
    assert drawn(steps) == [
        (1, 0, "allowed"),
        (7, 0, "cap_day"),
        (2, ACT_MS, "allowed"),
        (3, HOUR_MS, "allowed"),
        (4, DAY_MS, "allowed"),
        (5, DAY_MS + ACT_MS, "allowed"),
        (6, DAY_MS + HOUR_MS, "allowed"),
    ]


def test_a_kind_whose_share_is_used_up_lets_the_others_of_its_class_go_on() -> None:
    half, whole = ({"windows": (Window("hour", 0, 9), Window("day", 0, limit))} for limit in (1, 2))
    unfollows = [plan(n, ActionKind.UNFOLLOW, known=half) for n in (1, 2)]
    steps = simulate([lane(*unfollows, plan(3, ActionKind.FOLLOW, known=whole))], NOON, days=1)
    assert drawn(steps) == [(1, 0, "allowed"), (2, 0, "cap_day"), (3, ACT_MS, "allowed")]


def test_what_is_left_over_says_why_and_until_when() -> None:
    plans = [plan(n, known={"windows": CAPPED}) for n in range(1, 6)]
    steps = {step.action_id: step for step in simulate([lane(*plans)], NOON, days=1)}
    assert [steps[n].answer for n in (1, 2, 3, 4, 5)] == [Answer.ALLOW] * 3 + [Answer.DELAY] * 2
    assert (steps[4].code, steps[5].code, steps[4].until) == ("cap_day", "cap_day", NOON + DAY_MS)


def test_attempts_before_today_count() -> None:
    steps = simulate([lane(plan(1, known={"windows": CAPPED}), counted=[NOON - 60_000, NOON - 30_000])], NOON)
    assert drawn(steps) == [(1, HOUR_MS - 60_000, "allowed")]


def test_nothing_is_done_in_quiet_hours_but_reading() -> None:
    known = {"quiet_hours": "13:00-18:30"}
    steps = simulate([lane(plan(1, known=known), plan(2, STATS, known=known))], NOON)
    assert drawn(steps) == [(2, 0, "allowed"), (1, at("2026-11-21T18:30+01:00") - NOON, "allowed")]


@pytest.mark.parametrize(
    ("known", "changes", "code"),
    [
        ({"authority_kind": None}, {}, "authority_missing"),
        ({"approval": None}, {}, "approval_needed"),
        ({"opted_out": "bob", "quiet_hours": "12:00-14:00"}, {}, "opted_out"),
        ({}, {"expires_at": NOON}, "expired"),
        ({"quiet_hours": "12:00-14:00"}, {"expires_at": NOON + 60_000}, "expired"),
    ],
)
def test_what_is_stopped_holds_up_nobody(known: dict[str, Any], changes: dict[str, Any], code: str) -> None:
    free = plan(2, STATS)
    steps = {step.action_id: step for step in simulate([lane(plan(1, known=known, **changes), free)], NOON)}
    assert (steps[1].code, steps[2].code) == (code, "allowed")


def test_authority_that_ends_ends_the_work() -> None:
    known = {"authority_until": NOON + HOUR_MS}
    steps = simulate([lane(plan(1, known=known), plan(2, due_at=NOON + HOUR_MS, known=known))], NOON)
    assert drawn(steps) == [(1, 0, "allowed"), (2, HOUR_MS, "authority_expired")]


def test_the_first_own_account_takes_the_target() -> None:
    same = {"target_key": "post"}
    first, second = plan(1, known=same), plan(2, account_id=2, due_at=NOON + 5, known=same)
    assert drawn(simulate([lane(first), lane(second, account=2)], NOON)) == [(1, 0, "allowed"), (2, 5, "target_taken")]
    after = plan(2, account_id=2, due_at=NOON + 31 * DAY_MS, known=same)
    assert simulate([lane(first), lane(after, account=2)], NOON, days=40)[-1].code == "allowed"


def test_a_reservation_of_today_ends_some_day() -> None:
    known = {"taken": Taken("site:bea", NOON + DAY_MS)}
    steps = simulate([lane(plan(1, known=known), plan(2, due_at=NOON + DAY_MS, known=known))], NOON)
    assert drawn(steps) == [(1, 0, "target_taken"), (2, DAY_MS, "allowed")]


def test_the_same_act_is_done_once_and_read_again_and_again() -> None:
    same = {"idempotency_key": "same"}
    steps = simulate([lane(plan(1, **same), plan(2, **same), plan(3, STATS, **same), plan(4, STATS, **same))], NOON)
    assert Counter(step.code for step in steps) == {"allowed": 3, "already_done": 1}


@pytest.mark.parametrize(
    ("word", "code"),
    [(None, "allowed"), (Word(True, "ann", "another text"), "allowed"), (Word(False, "ann", "content"), "declined")],
)
def test_a_yes_may_be_supposed_but_no_stays_no(word: Word | None, code: str) -> None:
    plans = lane(plan(1, known={"approval": word}))
    assert simulate([plans], NOON, approve_all=True)[0].code == code
    assert simulate([plans], NOON)[0].answer is not Answer.ALLOW


def test_a_lane_that_has_no_time_left_says_so() -> None:
    steps = simulate([lane(plan(1), plan(2), plan(3))], NOON, days=1, act_ms=DAY_MS)
    assert [(step.action_id, step.code) for step in steps if step.answer is Answer.DELAY] == [
        (2, "lane_busy"),
        (3, "lane_busy"),
    ]


def test_a_delay_that_is_over_is_not_told() -> None:
    known = {"quiet_hours": "12:00-14:00"}
    steps = simulate([lane(plan(1, known=known), plan(2, known=known))], NOON, days=1, act_ms=DAY_MS)
    assert [(step.action_id, step.code, step.until) for step in steps] == [(2, "lane_busy", None), (1, "allowed", None)]


def test_what_comes_after_the_week_is_not_told() -> None:
    assert simulate([lane(plan(1, due_at=NOON + 7 * DAY_MS))], NOON) == ()


due_times = st.lists(st.integers(0, 3 * DAY_MS), max_size=40)


@given(due_times, st.integers(1, 3), st.integers(1, 5), st.lists(st.integers(1, DAY_MS), max_size=5))
def test_a_simulated_week_keeps_every_limit(dues: list[int], hour: int, day: int, ago: list[int]) -> None:
    known = {"windows": (Window("hour", 0, hour), Window("day", 0, day)), "quiet_hours": "22:00-07:00"}
    plans = [plan(n, known=known, due_at=NOON + due) for n, due in enumerate(dues, 1)]
    counted = sorted(NOON - ms for ms in ago)
    steps = simulate([lane(*plans, counted=counted)], NOON)
    acts = [step.at for step in steps if step.answer is Answer.ALLOW]
    assert sorted(step.action_id for step in steps) == [p.action.id for p in plans]
    assert all(later - earlier >= ACT_MS for earlier, later in pairwise(acts))
    for moment in acts:
        assert 7 <= wall(moment, BERLIN).hour < 22
        for span, limit in (("hour", hour), ("day", day)):
            assert sum(moment - SPANS[span] < other <= moment for other in [*acts, *counted]) <= limit


def test_ten_thousand_actions_are_walked_without_going_round_in_circles() -> None:
    windows = (Window("hour", 0, 20), Window("day", 0, 120))
    steps = simulate([lane(*(plan(n, known={"windows": windows}) for n in range(1, 10_001)))], NOON)
    assert Counter(step.code for step in steps)["allowed"] == 7 * 120
    assert len(steps) == 10_000


def test_hours_are_those_of_the_accounts_own_clocks() -> None:
    kathmandu = ZoneInfo("Asia/Kathmandu")
    moments = [("2026-11-21T12:10", "allowed"), ("2026-11-21T12:14:59", "allowed"), ("2026-11-21T12:15", "cap_day")]
    steps = [
        Step(1, n, LIKE, NOON, at(text), Answer.ALLOW if code == "allowed" else Answer.DELAY, code)
        for n, (text, code) in enumerate(moments)
    ]
    assert by_hour(steps, {1: kathmandu}) == (
        Hour(1, at("2026-11-21T11:15"), {"like": 2}, {}),
        Hour(1, at("2026-11-21T12:15"), {}, {"cap_day": 1}),
    )


def aim(own: Account, kind: ActionKind, url: str) -> Target:
    return Target(TargetKind.POST, url, url.rpartition("/")[2])


def schedule(number: int, own: Account, kind: ActionKind, next_at: int | None, every_s: int | None = None) -> None:
    url = "http://site.example/t/9"
    columns = {"id": number, "account_id": own.id, "kind": kind, "url": url, "next_at": next_at, "every_s": every_s}
    ScheduleTable.insert(**columns, created_at=NOON).execute()


def test_a_week_is_read_from_the_store(dial: Clock) -> None:
    ann = switched_on("site", "", "ann")
    change_account(ann.id, authority_kind="own", auto_approve=["like", "comment"], zone="UTC")
    attempt.count_against_caps(ann.id, CapClass.LIKE, 1)
    attempt.count_against_caps(ann.id, CapClass.LIKE, 2)
    for state in (State.QUEUED, State.AWAITING_APPROVAL, State.HELD, State.CONFIRMED):
        row = an_action(id=len(state), account_id=ann.id, idempotency_key=state, state=state, target_id=state)
        ActionTable.insert(**{name: getattr(row, name) for name in Action.__dataclass_fields__}).execute()
    schedule(1, ann, STATS, NOON, every_s=86_400)
    schedule(2, ann, ActionKind.COMMENT, NOON + HOUR_MS, every_s=86_400)
    schedule(3, ann, STATS, NOON + 9 * DAY_MS)
    schedule(4, ann, STATS, None)
    steps = simulate(store.lanes(lambda own: {"like/hour": 4}, lambda own, url: None, aim), NOON)
    assert Counter((step.kind.value, step.code) for step in steps) == {
        ("like", "allowed"): 3,
        ("stats", "allowed"): 7,
        ("comment", "allowed"): 1,
    }
    likes = [step.at for step in steps if step.kind is LIKE]
    assert likes[1] - likes[0] == ACT_MS
    assert likes[2] == NOON + HOUR_MS
