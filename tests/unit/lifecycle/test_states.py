"""The life of an account: allowed moves only, each recorded once with who made it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.lifecycle.states import ALLOWED, history, move
from models.account import account, add_account, change_account
from models.database import close, sql
from models.enums import Actor, Lifecycle
from models.errors import BadInput
from tests.fakes.new_store import new_store


@pytest.fixture
def alice(tmp_path: Path) -> Iterator[int]:
    new_store(tmp_path / "steward.db")
    yield add_account("practice", "", "alice", None).id
    close()


def test_every_state_can_be_reached_and_left() -> None:
    assert set(ALLOWED) == set(Lifecycle)
    assert set().union(*ALLOWED.values()) == set(Lifecycle)
    assert all(state not in ALLOWED[state] for state in Lifecycle)


def test_a_move_is_recorded_once_with_who_made_it(alice: int) -> None:
    assert move(alice, Lifecycle.ACTIVE, Actor.SCHEDULER, "first act", bot="lanes", detail={"acts": 1})
    assert not move(alice, Lifecycle.ACTIVE, Actor.SYSTEM, "again")
    [made] = history(alice)
    assert (made.from_state, made.to_state, made.actor, made.reason) == ("ready", "active", "scheduler", "first act")
    assert (made.bot, made.operator, made.detail) == ("lanes", None, {"acts": 1})
    assert account(alice).lifecycle_state == "active"


def test_a_move_past_this_room_is_still_seen(alice: int) -> None:
    change_account(alice, lifecycle_state="cleanup")
    [made] = history(alice)
    assert (made.from_state, made.to_state, made.actor, made.reason) == ("ready", "cleanup", "system", "unattended")


def test_what_waits_for_a_person_goes_on_by_a_person(alice: int) -> None:
    move(alice, Lifecycle.HUMAN_REVIEW, Actor.BOT, "a step failed")
    for actor in (Actor.BOT, Actor.SYSTEM, Actor.SCHEDULER):
        with pytest.raises(BadInput, match="state_needs_person"):
            move(alice, Lifecycle.READY, actor, "looks fine")
    assert move(alice, Lifecycle.READY, Actor.USER, "seen")


def test_a_refused_move_leaves_no_trace(alice: int) -> None:
    with pytest.raises(BadInput, match="state_not_next"):
        move(alice, Lifecycle.PROXY_ASSIGNED, Actor.USER, "")
    with pytest.raises(BadInput, match="unknown_account"):
        move(4711, Lifecycle.ACTIVE, Actor.USER, "")
    assert history(alice) == []


@settings(max_examples=25)
@given(wishes=st.lists(st.sampled_from(Lifecycle), max_size=8))
def test_whatever_is_wished_the_history_is_one_unbroken_walk(alice: int, wishes: list[Lifecycle]) -> None:
    for wish in wishes:
        with suppress(BadInput):
            move(alice, wish, Actor.USER, "")
    walked = history(alice)
    assert all(Lifecycle(made.to_state) in ALLOWED[Lifecycle(made.from_state or "")] for made in walked)
    assert all(first.to_state == then.from_state for first, then in pairwise(sorted(walked, key=lambda made: made.id)))
    assert not walked or account(alice).lifecycle_state == max(walked, key=lambda made: made.id).to_state
    assert sql("SELECT count(*) FROM account_states WHERE reason = 'unattended'") == [(0,)]
