from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.queue import backlog, recovery
from models.action import action, move
from models.database import db, sql
from models.enums import CLOSED, KEY_FREED, ActionKind, State
from models.errors import BadInput, StoreUnusable
from tests.fakes.house import hand, unseal

pytestmark = pytest.mark.usefixtures("store")

LIKE, UNLIKE, COMMENT = ActionKind.LIKE, ActionKind.UNLIKE, ActionKind.COMMENT


def test_the_same_wish_twice_is_one_action() -> None:
    alice = hand()
    first, again = alice.want(LIKE), alice.want(LIKE)
    assert (first.new, again.new) == (True, False)
    assert first.action.id == again.action.id


def test_another_account_post_or_text_is_another_action() -> None:
    alice, bob = hand(), hand("bob")
    wishes = [
        alice.want(LIKE),
        bob.want(LIKE),
        alice.want(LIKE, "2"),
        alice.want(COMMENT, text="a"),
        alice.want(COMMENT, text="b"),
    ]
    assert all(w.new for w in wishes)


@pytest.mark.parametrize("state", sorted(State))
def test_the_key_stays_taken_in_every_state_but_those_that_left_nothing(state: State) -> None:
    alice = hand()
    first = alice.want(LIKE).action
    move(first.id, state)
    assert alice.want(LIKE).new == (state in KEY_FREED)


def test_an_undo_opens_a_new_round_each_time() -> None:
    alice = hand()
    rounds = []
    for kind in (LIKE, UNLIKE, LIKE, UNLIKE):
        accepted = alice.want(kind)
        assert accepted.new
        assert not alice.want(kind).new
        move(accepted.action.id, State.CONFIRMED)
        assert not alice.want(kind).new
        rounds.append(accepted.action.idempotency_key)
    assert len(set(rounds)) == 4


def test_rehearsing_and_reading_are_new_each_time() -> None:
    alice = hand()
    assert alice.want(ActionKind.STATS).new
    assert alice.want(ActionKind.STATS).new
    assert alice.want(LIKE, rehearse=True).new
    assert alice.want(LIKE, rehearse=True).new
    assert alice.want(LIKE).new


def test_text_is_sealed_for_its_own_action() -> None:
    found = hand().want(COMMENT, text="“Grüße” مرحبا\n👋").action
    assert found.sealed_text is not None
    assert unseal(found.sealed_text, backlog.text_place(found.id)).decode() == "“Grüße” مرحبا\n👋"


def test_the_store_itself_refuses_a_second_holder_of_a_key() -> None:
    hand().want(LIKE)
    columns = (
        "account_id, kind, target_kind, target_url, target_id, content_hash, generation, idempotency_key, state,"
        " trigger, due_at, created_at, updated_at"
    )
    with pytest.raises(StoreUnusable):
        sql(f"INSERT INTO actions (id, {columns}) SELECT 99, {columns} FROM actions")


def test_a_lane_takes_by_priority_then_time_then_order(time: list[int]) -> None:
    alice = hand()
    late = alice.want(LIKE, "1", due_at=time[0] - 1).action
    early = alice.want(LIKE, "2", due_at=time[0] - 2).action
    urgent = alice.want(LIKE, "3", priority=5).action
    future = alice.want(LIKE, "4", due_at=time[0] + 1, priority=9).action
    taken = [backlog.claim(alice.account.id, "us") for _ in range(4)]
    assert [a.id if a else None for a in taken] == [urgent.id, early.id, late.id, None]
    time[0] += 1
    claimed = backlog.claim(alice.account.id, "us")
    assert claimed is not None
    assert claimed.id == future.id


def test_an_action_joins_the_run_that_takes_it_unless_it_is_of_another() -> None:
    alice = hand()
    for number in (3, 8):
        sql("INSERT INTO runs (id, kind, status, started_at) VALUES (?, 'engine', 'running', 1)", (number,))
    older, _, _ = (alice.want(LIKE, post).action.id for post in "123")
    sql("UPDATE actions SET run_id = 3 WHERE id = ?", (older,))
    for run in (8, 8, 4711):
        assert backlog.claim(alice.account.id, "us", run) is not None, "a run that is gone stops nobody"
    assert sql("SELECT run_id FROM actions ORDER BY id") == [(3,), (8,), (None,)]


def test_a_lease_is_renewed_only_by_its_holder(time: list[int]) -> None:
    alice = hand()
    alice.want(LIKE)
    claimed = backlog.claim(alice.account.id, "us")
    assert claimed is not None
    assert backlog.renew(claimed.id, "us")
    assert not backlog.renew(claimed.id, "them")


def test_an_expired_lease_leads_to_recovery_never_to_a_second_worker(time: list[int]) -> None:
    alice = hand()
    alice.want(LIKE)
    claimed = backlog.claim(alice.account.id, "us")
    assert claimed is not None
    time[0] += backlog.LEASE_MS + 1
    assert backlog.claim(alice.account.id, "them") is None
    assert recovery.interrupt_stale() == [(claimed.id, alice.account.id)]
    assert action(claimed.id).state is State.INTERRUPTED
    assert backlog.claim(alice.account.id, "them") is None


def test_a_yes_is_bound_to_the_content_and_a_no_cancels() -> None:
    alice = hand()
    yes, no = alice.want(LIKE, "1").action, alice.want(LIKE, "2").action
    for found in (yes, no):
        move(found.id, State.AWAITING_APPROVAL)
    assert backlog.answer(yes.id, True, "ann").state is State.QUEUED
    assert backlog.answer(no.id, False, "ann").state is State.CANCELLED
    [(kept,)] = sql("SELECT content_hash FROM approvals WHERE action_id = ?", (yes.id,))
    assert kept == yes.content_hash


@pytest.mark.parametrize("state", sorted(CLOSED | {State.RUNNING, State.INTERRUPTED}))
def test_what_may_have_been_clicked_is_neither_answered_nor_cancelled(state: State) -> None:
    found = hand().want(LIKE).action
    move(found.id, state)
    for ask in (lambda: backlog.answer(found.id, False, "ann"), lambda: backlog.cancel(found.id)):
        with pytest.raises(BadInput):
            ask()
    assert action(found.id).state is state


def test_what_is_past_its_end_expires_unclicked(time: list[int]) -> None:
    alice = hand()
    ended, open_ = alice.want(LIKE, "1", expires_at=time[0] + 1).action, alice.want(LIKE, "2").action
    time[0] += 1
    assert [(found.id, found.state) for found in backlog.expire()] == [(ended.id, State.EXPIRED)]
    assert backlog.expire() == []
    assert action(open_.id).state is State.QUEUED


def test_what_still_waits_is_not_walked_for_what_has_ended(time: list[int]) -> None:
    """It is asked at each tick, and a hundred thousand may wait."""
    alice = hand()
    asked = []
    for first in (0, 100):
        for number in range(first, first + 100):
            alice.want(LIKE, str(number), expires_at=time[0] + 1000 if number % 2 else None)
        asked.append(_steps_of(backlog.expire))
    assert asked[0] == asked[1]


def _steps_of(ask: Callable[[], object]) -> int:
    """How many steps SQLite takes to answer."""
    steps = 0

    def one_more() -> None:
        nonlocal steps
        steps += 1

    db.connection().set_progress_handler(one_more, 1)
    try:
        ask()
    finally:
        db.connection().set_progress_handler(None, 0)
    return steps


def test_what_is_past_its_end_is_handed_to_nobody_even_before_it_expires(time: list[int]) -> None:
    alice = hand()
    alice.want(LIKE, "1", expires_at=time[0] + 1)
    later = alice.want(LIKE, "2", expires_at=time[0] + 2).action
    time[0] += 1
    claimed = backlog.claim(alice.account.id, "us")
    assert claimed is not None
    assert claimed.id == later.id
    assert backlog.claim(alice.account.id, "us") is None
    assert backlog.accounts_with_work() == []


def test_what_is_asked_again_and_again_walks_no_thousand_acts() -> None:
    alice = hand()
    for number in range(1000):
        sql(
            "INSERT INTO actions (id, account_id, kind, target_kind, target_url, target_id, content_hash, generation,"
            " idempotency_key, state, trigger, due_at, created_at, updated_at)"
            " VALUES (?, ?, 'like', 'post', 'u', ?, 'h', 0, ?, 'queued', 'manual', 1, 1, 1)",
            (1_000_000 + number, alice.account.id, f"t{number}", f"k{number}"),
        )
    steps = [0]

    def count() -> None:
        steps[0] += 1

    db.connection().set_progress_handler(count, 100)
    backlog.next_due()
    alice.want(LIKE, "other")
    db.connection().set_progress_handler(None, 0)
    assert steps[0] < 50


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from([LIKE, UNLIKE, COMMENT]), st.sampled_from(sorted(State))), max_size=14))
def test_no_history_ever_lets_two_live_actions_share_a_key(
    tmp_path: Path, history: list[tuple[ActionKind, State]]
) -> None:
    sql("DELETE FROM actions")
    sql("DELETE FROM accounts")
    alice = hand()
    for kind, state in history:
        accepted = alice.want(kind, text="hello" if kind is COMMENT else None)
        move(accepted.action.id, state)
        live = sql(
            "SELECT idempotency_key, count(*) FROM actions WHERE state NOT IN"
            " ('refused', 'cancelled', 'expired', 'skipped', 'failed') GROUP BY 1 HAVING count(*) > 1"
        )
        assert live == []
