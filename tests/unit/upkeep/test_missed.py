"""Answers to missed work: once now, not at all, or with gaps over the coming hours; and the clock that is watched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.upkeep import missed
from automation.upkeep.clock_watch import ClockWatch
from models.account import Account
from models.due import missed_open
from models.errors import BadInput
from tests.unit.upkeep.conftest import NOON, Clocks

HOUR_MS = 3_600_000


def test_one_subject_is_listed_once_until_it_is_answered(alice: Account) -> None:
    first = missed.note("schedule", 7, alice.id, 3, NOON - 9, NOON - 5)
    assert missed.note("schedule", 7, alice.id, 2, NOON - 4, NOON - 2) == first
    [row] = missed_open()
    assert (row.times, row.first_due_at, row.last_due_at) == (5, NOON - 9, NOON - 2)
    missed.keep_answer(row, missed.SKIP)
    assert missed.note("schedule", 7, alice.id, 1, NOON, NOON) != first
    assert missed.open_count() == 1


def test_only_what_waits_is_answered(alice: Account) -> None:
    number = missed.note("schedule", 7, alice.id, 3, NOON, NOON)
    assert [row.id for row in missed.waiting([number, number], "run")] == [number]
    for ids, word, code in (([number], "later", "bad_answer"), ([number, 99], "run", "unknown_missed")):
        with pytest.raises(BadInput, match=code):
            missed.waiting(ids, word)
    missed.keep_answer(missed.waiting([number], "run")[0], "run")
    with pytest.raises(BadInput, match="missed_answered"):
        missed.waiting([number], "skip")


@given(worth=st.lists(st.integers(0, 4), max_size=300))
def test_spread_work_has_gaps_and_all_its_times(worth: list[int]) -> None:
    plan = missed.times("spread", worth, NOON)
    assert [len(times) for times in plan] == worth
    begins = sorted(at for times in plan for at in times)
    gaps = {b - a for a, b in zip([NOON, *begins], begins, strict=False)}
    assert len(gaps) <= 1, "even gaps, the first of them before the first"
    assert all(missed.SHORTEST_GAP_MS <= gap <= missed.LONGEST_GAP_MS for gap in gaps)
    if 8 <= len(begins) <= 120:
        assert 2 * HOUR_MS <= begins[-1] - NOON <= 4 * HOUR_MS


@given(worth=st.lists(st.integers(0, 4), max_size=50))
def test_run_is_once_each_and_skip_is_nothing(worth: list[int]) -> None:
    assert [len(times) for times in missed.times("run", worth, NOON)] == [min(1, some) for some in worth]
    assert not any(missed.times("skip", worth, NOON))


def test_the_clock_is_watched(store: Path, clocks: Clocks) -> None:
    watch = ClockWatch(clocks.steady)
    clocks.pass_s(3600)
    assert watch.look() == 0
    clocks.jump_s(5)
    assert watch.look() == 0, "a nudge"
    for jump in (3600, -3600, 86_400, -86_400):
        clocks.jump_s(jump)
        clocks.pass_s(1)
        assert watch.look() == jump * 1000
        assert watch.look() == 0
