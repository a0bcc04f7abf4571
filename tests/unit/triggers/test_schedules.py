"""Work at a time: once each, in its rhythm, never in a burst, never lost to a locked vault."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.triggers import schedules
from automation.values import Intent
from models.account import Account
from models.base import new_id
from models.database import sql
from models.enums import ActionKind, Trigger
from models.errors import BadInput, StoreUnusable
from models.ids import public
from models.schedule import Schedule, add_schedule, schedule
from tests.fakes.hands import Hands
from tests.unit.triggers.conftest import MORNING

URL = "http://site.test/p/1"


def kept(alice: Account, **columns: Any) -> Schedule:
    sealed = columns.pop("sealed_text", None)
    values = {"kind": ActionKind.STATS, "url": URL, "next_at": MORNING, "every_s": None, **columns}
    return add_schedule(sealed=(new_id("schedules"), sealed), account_id=alice.id, **values)


def run(now: int, hands: Hands) -> int:
    return schedules.run_due(now, hands.submit, hands.unseal, hands.on_refused)


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


def test_after_a_long_sleep_it_runs_once(alice: Account) -> None:
    hands, made = Hands(), kept(alice, every_s=3600)
    week = 7 * 24 * 3_600_000
    assert run(MORNING + week + 5, hands) == 1
    assert run(MORNING + week + 6, hands) == 0
    assert schedule(made.id).next_at == MORNING + week + 3_600_000


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
