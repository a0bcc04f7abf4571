"""What a page has shown is kept: the post, whose it was, and who was met."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.engine import collect
from automation.values import Attempt, Observation
from models import clock
from models.database import close, sql
from models.enums import ActionKind, Outcome
from models.person import find_person
from models.post import post_by_external
from tests.fakes.house import Hand, hand
from tests.fakes.new_store import new_store

HOUR_MS = 3_600_000


@pytest.fixture
def alice(tmp_path: Path) -> Iterator[Hand]:
    new_store(tmp_path / "steward.db")
    before = clock.use(lambda: HOUR_MS)
    yield hand("alice")
    clock.use(before)
    close()


def keep(owner: Hand, kind: ActionKind, seen: Observation | None, outcome: Outcome = Outcome.PERFORMED) -> None:
    action = owner.want(kind, text="Hello" if kind is ActionKind.DM else None).action
    collect.keep(action, owner.account, Attempt(1, action.id, outcome, 0, observation=seen))


def people() -> list[str]:
    return [name for (name,) in sql("SELECT username FROM people ORDER BY id")]


def test_whose_post_it_was_becomes_a_person(alice: Hand) -> None:
    keep(alice, ActionKind.LIKE, Observation(author="bob", text="Tulips"))
    keep(alice, ActionKind.STATS, Observation(author="bob", counts={"likes": 3}))
    found = post_by_external("practice", "", "1")
    assert found is not None
    assert (found.author, found.author_id) == ("bob", find_person("practice:bob").id)
    assert people() == ["bob"]


def test_a_reading_brings_the_posts_own_figures_up_to_date(alice: Hand) -> None:
    for hour, counts in enumerate(({"likes": 3, "views": 50}, {"likes": 4, "comments": 2}), start=1):
        clock.use(lambda at=hour * HOUR_MS: at)
        keep(alice, ActionKind.STATS, Observation(counts=counts))
        found = sql("SELECT likes, comments, views, counted_at FROM posts")
        assert found == sql("SELECT likes, comments, views, taken_at FROM snapshots ORDER BY id DESC LIMIT 1")
    assert found == [(4, 2, None, 2 * HOUR_MS)]
    keep(alice, ActionKind.LIKE, Observation(counts={"likes": 9}))
    assert sql("SELECT likes FROM posts") == [(4,)], "only a reading counts"


def test_a_reading_is_the_check_that_a_followed_post_waits_for(alice: Hand) -> None:
    keep(alice, ActionKind.LIKE, Observation())
    [(post,)] = sql("SELECT id FROM posts")
    sql("INSERT INTO check_plans (id, post_id, started_at, next_at) VALUES (1, ?, 0, ?)", (post, HOUR_MS))
    for position, hour in enumerate((1, 4)):
        sql("INSERT INTO check_steps (plan_id, position, due_at) VALUES (1, ?, ?)", (position, hour * HOUR_MS))
    steps, seen = "SELECT done_at, snapshot_id FROM check_steps ORDER BY position", Observation(counts={"likes": 3})
    keep(alice, ActionKind.LIKE, seen)
    keep(alice, ActionKind.STATS, Observation())
    keep(alice, ActionKind.STATS, seen, Outcome.FAILED)
    assert sql(steps) == [(None, None)] * 2, "nothing of this is a reading"
    keep(alice, ActionKind.STATS, seen)
    [(first,)] = sql("SELECT id FROM snapshots")
    assert sql(steps) == [(HOUR_MS, first), (None, None)]
    assert sql("SELECT next_at, done, complete FROM check_plans") == [(4 * HOUR_MS, 1, 0)]
    for _ in range(2):  # a plan that is over asks for nothing
        keep(alice, ActionKind.STATS, seen)
    assert sql("SELECT next_at, done, complete FROM check_plans") == [(None, 2, 1)]


def test_who_is_followed_or_written_to_becomes_a_person(alice: Hand) -> None:
    keep(alice, ActionKind.FOLLOW, Observation())
    keep(alice, ActionKind.DM, Observation())
    assert people() == ["1"]


@pytest.mark.parametrize(("outcome", "kept"), [(Outcome.PERFORMED, 1), (Outcome.ALREADY, 1), (Outcome.FAILED, 0)])
def test_the_figures_of_whose_page_was_open_are_a_reading_of_them(alice: Hand, outcome: Outcome, kept: int) -> None:
    action = alice.want(ActionKind.FOLLOW).action
    figures = {"followers": 312, "posts": 7}
    collect.keep(action, alice.account, Attempt(1, action.id, outcome, 0, observation=Observation(), figures=figures))
    told = "SELECT followers, following, posts FROM"
    assert sql(f"{told} snapshots WHERE person_id = (SELECT id FROM people)") == [(312, None, 7)] * kept
    assert sql(f"{told} people") == [(312, None, 7) if kept else (None, None, None)]


def test_an_account_of_ours_is_nobody_else(alice: Hand) -> None:
    keep(alice, ActionKind.LIKE, Observation(author="@Alice"))
    found = post_by_external("practice", "", "1")
    assert found is not None
    assert (found.author, found.author_id, people()) == ("@Alice", None, [])


def test_what_no_page_has_shown_is_not_kept(alice: Hand) -> None:
    keep(alice, ActionKind.LIKE, None)
    keep(alice, ActionKind.FOLLOW, None)
    keep(alice, ActionKind.LIKE, Observation(author=" "))
    assert people() == []
