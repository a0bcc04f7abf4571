"""Caps are never exceeded, whatever the clock does, and a delay ends exactly when it says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from automation.policy import facts as store
from automation.policy.known import DAY_MS, HOUR_MS, SPANS, Window, limits, strictest, window
from automation.policy.rules.rate_limits import rate_limits
from models import account, attempt
from models.brand import add_brand
from models.enums import CAP_CLASS, ActionKind, Answer, CapClass
from tests.fakes.new_store import MEMORY
from tests.unit.policy.conftest import fresh_store
from tests.unit.policy.given import an_action, at, facts

SUMMER_TIME_EDGES = [at("2026-03-29T01:00"), at("2026-10-25T01:00"), at("2026-11-01T06:00")]
# What a clock may do between two acts: run on, stand still, or be set by an hour, by a day, forward or back.
moves = st.lists(
    st.integers(0, 40 * 60_000)
    | st.sampled_from([0, 1, HOUR_MS - 1, HOUR_MS, DAY_MS - 1, DAY_MS, -1, -HOUR_MS, -DAY_MS]),
    max_size=60,
)
starts = st.builds(lambda edge, ms: edge + ms, st.sampled_from(SUMMER_TIME_EDGES), st.integers(-DAY_MS, DAY_MS))
caps = st.fixed_dictionaries({"hour": st.integers(1, 6), "day": st.integers(1, 12)})


def windows(times: list[int], caps: dict[str, int], now: int) -> tuple[Window, ...]:
    return tuple(window(span, caps[span], sorted(times), now) for span in SPANS)


def assert_never_exceeded(times: list[int], caps: dict[str, int]) -> None:
    for span, limit in caps.items():
        for end in times:
            assert sum(end - SPANS[span] < other <= end for other in times) <= limit


@given(starts, moves, caps)
def test_caps_are_never_exceeded(start: int, moves: list[int], caps: dict[str, int]) -> None:
    times: list[int] = []
    now = start
    for move in moves:
        now += move
        said = rate_limits(an_action(), facts(now=now, windows=windows(times, caps, now)))
        if said.answer is Answer.ALLOW:
            times.append(now)
    assert_never_exceeded(times, caps)


@given(starts, moves, caps)
def test_a_delay_ends_exactly_then(start: int, moves: list[int], caps: dict[str, int]) -> None:
    times: list[int] = []
    now = start
    for move in moves:
        now += move
        said = rate_limits(an_action(), facts(now=now, windows=windows(times, caps, now)))
        if said.answer is Answer.ALLOW:
            times.append(now)
            continue
        assert said.frees_at is not None
        assert said.frees_at > now
        for then, answer in ((said.frees_at - 1, Answer.DELAY), (said.frees_at, Answer.ALLOW)):
            assert rate_limits(an_action(), facts(now=then, windows=windows(times, caps, then))).answer is answer


@settings(max_examples=25)
@given(starts, moves, caps)
def test_the_store_counts_as_the_rule_does(start: int, moves: list[int], caps: dict[str, int]) -> None:
    with fresh_store(MEMORY) as dial:
        own = account.add_account("site", "", "ann", None)
        account.change_account(own.id, caps={f"like/{span}": limit for span, limit in caps.items()})
        times: list[int] = []
        dial.now = start
        for number, move in enumerate(moves):
            dial.now += move
            known = store.read(an_action(account_id=own.id), {})
            assert known.windows == windows(times, caps, dial.now)
            if rate_limits(an_action(), known).answer is Answer.ALLOW:
                attempt.count_against_caps(own.id, CapClass.LIKE, number + 1)
                times.append(dial.now)
        assert_never_exceeded(times, caps)


numbers = st.none() | st.integers(-5, 500)


@given(st.integers(0, 500), numbers, numbers)
def test_the_strictest_limit_holds(setting: int, own: int | None, ceiling: int | None) -> None:
    limit = strictest(setting, own, ceiling)
    assert 0 <= limit <= setting
    assert all(limit <= max(0, other) for other in (own, ceiling) if other is not None)
    assert limit in {max(0, other) for other in (setting, own, ceiling) if other is not None}


def test_a_limit_that_is_no_whole_number_is_nothing() -> None:
    assert [strictest(20, odd) for odd in (True, "30", 2.5, [5])] == [0, 0, 0, 0]


def test_limits_are_lowered_and_never_raised() -> None:
    settings_ = {"like/hour": 20, "like/day": 120}
    assert limits(CapClass.LIKE, settings_, {}, {"like/hour": 30, "like/day": 60}) == {"hour": 20, "day": 60}
    assert limits(CapClass.LIKE, settings_, {"like/hour": 5, "comment/day": 1}, {}) == {"hour": 5, "day": 120}


KINDS = st.sampled_from([ActionKind.FOLLOW, ActionKind.UNFOLLOW, ActionKind.LIKE])
up_to_90 = st.integers(0, 90)


@settings(max_examples=25)
@given(up_to_90, up_to_90, st.integers(1, 90), st.integers(0, 100), KINDS)
def test_a_brand_lowers_the_follows_of_a_day_and_nothing_else(
    own: int, ceiling: int, most: int, percent: int, kind: ActionKind
) -> None:
    cap = CAP_CLASS[kind]
    with fresh_store(MEMORY):
        made = account.add_account("site", "", "ann", None)
        caps = {f"{cap}/{span}": own for span in ("hour", "day")}
        bare = store.caps(account.change_account(made.id, caps=caps), kind, {f"{cap}/day": ceiling})
        bakery = add_brand("Bakery", daily_follow_limit=most, unfollow_ratio=percent)
        branded = account.change_account(made.id, brand_id=bakery)
        share = {ActionKind.FOLLOW: most, ActionKind.UNFOLLOW: most * percent // 100, ActionKind.LIKE: 90}[kind]
        assert store.caps(branded, kind, {f"{cap}/day": ceiling}) == {**bare, "day": min(bare["day"], share)}


def test_undoing_counts_as_doing() -> None:
    with fresh_store(MEMORY):
        own = account.add_account("site", "", "ann", None)
        attempt.count_against_caps(own.id, CapClass.FOLLOW, 1)
        known = store.read(an_action(ActionKind.UNFOLLOW, account_id=own.id), {})
        assert [w.count for w in known.windows] == [1, 1]
        assert [w.count for w in store.read(an_action(account_id=own.id), {}).windows] == [0, 0]
