"""Work at a time: once each, in its rhythm, never in a burst, never lost to a locked vault."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.triggers import schedules
from automation.triggers.schedules import GRACE_MS, Late
from automation.upkeep import missed
from automation.values import Intent
from models.account import Account
from models.base import new_id
from models.database import sql
from models.enums import ActionKind, Trigger
from models.errors import BadInput, StoreUnusable
from models.ids import public
from models.schedule import Schedule, add_schedule, schedule
from tests.fakes.hands import Hands
from tests.unit.triggers.conftest import MORNING, StillClock

URL = "http://site.test/p/1"


def kept(alice: Account, **columns: Any) -> Schedule:
    sealed = columns.pop("sealed_text", None)
    values = {"kind": ActionKind.STATS, "url": URL, "next_at": MORNING, "every_s": None, **columns}
    return add_schedule(sealed=(new_id("schedules"), sealed), account_id=alice.id, **values)


def run(now: int, hands: Hands) -> int:
    return schedules.run_due(now, hands.submit, hands.unseal, hands.on_missed, hands.on_refused)


def test_what_is_due_is_wished_once_and_then_over(alice: Account) -> None:
    hands, made = Hands(), kept(alice)
    assert run(MORNING - 1, hands) == 0
    assert [run(MORNING, hands), run(MORNING, hands), run(MORNING + 9, hands)] == [1, 0, 0]
    origin = public("schedules", made.id)
    assert hands.intents == [Intent(alice.id, ActionKind.STATS, URL, None, Trigger.SCHEDULE, origin=origin)]
    assert schedule(made.id).next_at is None


def test_a_repeating_one_keeps_its_rhythm(alice: Account) -> None:
    hands, made = Hands(), kept(alice, every_s=3600)
    run(MORNING + 90_000, hands)  # a minute and a half late
    assert schedule(made.id).next_at == MORNING + 3_600_000


def test_after_a_long_sleep_it_waits_for_a_person(alice: Account) -> None:
    hands, made = Hands(), kept(alice, every_s=3600)
    week = 7 * 24 * 3_600_000
    assert run(MORNING + week + 5, hands) == 0
    assert run(MORNING + week + 6, hands) == 0
    assert hands.missed == [Late(made.id, alice.id, 7 * 24 + 1, MORNING, MORNING + week)]
    assert schedule(made.id).next_at == MORNING + week + 3_600_000
    assert run(MORNING + week + 3_600_000, hands) == 1, "it goes on in its rhythm"


def test_one_that_happens_once_is_not_lost_in_sleep(alice: Account) -> None:
    hands, made = Hands(), kept(alice)
    assert run(MORNING + GRACE_MS + 1, hands) == 0
    assert hands.missed == [Late(made.id, alice.id, 1, MORNING, MORNING)]
    assert schedule(made.id).next_at is None


@pytest.mark.parametrize(("late_ms", "started"), [(GRACE_MS, 1), (GRACE_MS + 1, 0)])
def test_a_short_nap_is_no_miss(alice: Account, late_ms: int, started: int) -> None:
    hands = Hands()
    kept(alice, every_s=60)
    assert run(MORNING + late_ms, hands) == started
    assert len(hands.missed) == 1 - started


def test_a_first_time_in_the_past_means_now(alice: Account, still: StillClock) -> None:
    hands = Hands()
    kept(alice, next_at=MORNING - 86_400_000)
    rhythm = kept(alice, next_at=MORNING - 86_400_000 - 1_800_000, every_s=3600)
    assert run(MORNING + 1, hands) == 2
    assert schedule(rhythm.id).next_at == MORNING + 1_800_000


@pytest.mark.parametrize("every_s", [60, 3600, 7 * 86_400])
@pytest.mark.parametrize("ahead_days", [1, 30, 5 * 365])
def test_a_clock_that_ran_ahead_puts_nothing_off(alice: Account, every_s: int, ahead_days: int) -> None:
    made, wished = kept(alice, every_s=every_s), kept(alice, every_s=every_s, next_at=MORNING + 10**13)
    hands, day, step = Hands(), 86_400_000, every_s * 1000
    note = lambda late: missed.note("schedule", late.schedule_id, alice.id, late.times, late.first_at, late.last_at)  # noqa: E731
    schedules.run_due(MORNING + ahead_days * day + 1, hands.submit, hands.unseal, note)
    schedules.bring_back(MORNING + 1)
    due = schedule(made.id).next_at
    assert due is not None
    assert MORNING + 1 < due <= MORNING + 1 + step
    assert (due - MORNING) % step == 0
    assert schedule(wished.id).next_at == MORNING + 10**13, "a first time that a person chose stays"


@pytest.mark.parametrize("jump_ms", [3_600_000, 86_400_000, -3_600_000, -86_400_000])
def test_a_clock_that_jumps_there_and_back_fires_nothing_twice(alice: Account, jump_ms: int) -> None:
    hands = Hands()
    for minute in (5, 20, 50):
        kept(alice, next_at=MORNING + minute * 60_000, url=f"http://site.test/p/{minute}")
    kept(alice, next_at=MORNING + 60_000, every_s=1800)
    for at in range(0, 7_200_000, 60_000):  # two hours, and the clock is wrong for ten minutes of them
        wrong = jump_ms if 900_000 <= at < 1_500_000 else 0
        before = len(hands.intents)
        run(MORNING + at + wrong, hands)
        assert len(hands.intents) - before <= 1
    once = [url for url in hands.urls if url != URL]
    assert len(once) == len(set(once))
    assert len(hands.urls) + sum(late.times for late in hands.missed) >= 5


@given(every_s=st.integers(60, 10**7), late=st.integers(GRACE_MS + 1, 10**11), kept_after=st.integers(-(10**9), 10**9))
def test_what_was_missed_and_what_follows_are_one_rhythm(every_s: int, late: int, kept_after: int) -> None:
    due = Schedule(1, 2, ActionKind.STATS, URL, None, every_s, MORNING, MORNING + kept_after)
    now = MORNING + max(0, kept_after) + late
    found, step = schedules.missed(due, now), every_s * 1000
    assert found is not None
    assert (found.first_at - MORNING) % step == (found.last_at - MORNING) % step == 0
    assert found.times == (found.last_at - found.first_at) // step + 1 >= 1
    assert found.last_at <= now < found.last_at + step == schedules.following(due, now)


@given(every_s=st.integers(60, 10**7), late=st.integers(0, 10**11))
def test_the_next_time_is_the_first_of_its_rhythm_after_now(every_s: int, late: int) -> None:
    due = Schedule(1, 1, ActionKind.STATS, URL, None, every_s, MORNING, MORNING)
    following = schedules.following(due, MORNING + late)
    assert following is not None
    assert MORNING + late < following <= MORNING + late + every_s * 1000
    assert (following - MORNING) % (every_s * 1000) == 0


def test_a_locked_vault_leaves_it_due(alice: Account) -> None:
    hands = Hands()
    hands.locked = True
    made = kept(alice, kind=ActionKind.COMMENT, sealed_text=b"hello")
    plain = kept(alice)
    assert run(MORNING, hands) == 1
    assert schedule(made.id).next_at == MORNING
    assert schedule(plain.id).next_at is None
    hands.locked = False
    assert run(MORNING + 60_000, hands) == 1
    assert hands.intents[-1].text == f"hello from schedules|{made.id}|text"
    assert not hands.refused


def test_a_wish_that_is_refused_is_told_and_holds_up_nothing(alice: Account) -> None:
    hands, wrong = Hands(), kept(alice, url="http://other.test/", every_s=60)
    kept(alice, next_at=MORNING + 1)
    hands.refuse["http://other.test/"] = BadInput("url_other_platform")
    assert run(MORNING + 1, hands) == 1
    assert hands.refused == [(public("schedules", wrong.id), "url_other_platform")]
    assert schedule(wrong.id).next_at == MORNING + 60_000


def test_a_damaged_text_is_told_too(alice: Account) -> None:
    hands, made = Hands(), kept(alice)
    hands.refuse[URL] = StoreUnusable("vault_damaged")
    assert run(MORNING, hands) == 0
    assert hands.refused == [(public("schedules", made.id), "vault_damaged")]


def test_a_full_disk_stops_everything_and_loses_nothing(alice: Account) -> None:
    hands, made = Hands(), kept(alice)
    hands.refuse[URL] = StoreUnusable("store_full")
    with pytest.raises(StoreUnusable):
        run(MORNING, hands)
    assert schedule(made.id).next_at == MORNING


def test_wish_and_next_time_stand_or_fall_together(alice: Account) -> None:
    hands, made = Hands(), kept(alice)
    sql(
        "CREATE TRIGGER broken BEFORE UPDATE ON schedules WHEN new.next_at IS NULL BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    with pytest.raises(StoreUnusable):
        run(MORNING, hands)
    assert hands.wishes == []
    sql("DROP TRIGGER broken")
    run(MORNING, hands)
    assert hands.urls == [URL]
    assert schedule(made.id).next_at is None


@pytest.mark.parametrize(
    ("kind", "url", "text", "every_s", "code"),
    [
        ("lik", URL, None, None, "unknown_kind"),
        ("like", " ", None, None, "target_missing"),
        ("comment", URL, None, None, "text_missing"),
        ("like", URL, "x", None, "text_unwanted"),
        ("like", URL, None, 59, "schedule_too_often"),
    ],
)
def test_what_cannot_be_kept_is_refused(kind: str, url: str, text: str | None, every_s: int | None, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        schedules.check(kind, url, text, every_s)


def test_what_can_be_kept_has_its_kind() -> None:
    assert schedules.check("stats", URL, None, 60) is ActionKind.STATS
