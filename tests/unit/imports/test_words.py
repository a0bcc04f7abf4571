"""Old words and ours: times, amounts, flags and states in the forms that old stores have them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from automation.imports import words
from automation.imports.plan import Refused
from models.enums import ActionKind, State

WORDS = (
    *(words.when, words.money, words.flag, words.text, words.platform),
    *(words.act, words.state, words.order_state, words.color, words.document),
)
NOON = 1_717_243_200_000  # 2024-06-01 12:00 UTC


@pytest.mark.parametrize(
    "written",
    [
        *("2024-06-01 12:00:00", "2024-06-01T12:00:00Z", "2024-06-01T14:00:00+02:00", "2024-06-01 12:00:00.000"),
        *(1_717_243_200, "1717243200", 1_717_243_200_000, 1_717_243_200.0, datetime(2024, 6, 1, 12, tzinfo=UTC)),
        *("2024-06-01 12:00:00 UTC", " 2024-06-01 12:00 ", Decimal(1_717_243_200)),
    ],
)
def test_one_moment_in_many_forms(written: Any) -> None:
    assert words.when(written) == NOON


@pytest.mark.parametrize("written", ["yesterday", "2024-13-01", 12, -1, True, "1e99", [], "NaN", 10**30])
def test_what_is_no_time_is_refused(written: Any) -> None:
    with pytest.raises(Refused):
        words.when(written, "at")


@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2099, 1, 1)))
def test_every_moment_survives(moment: datetime) -> None:
    exact = int(moment.replace(tzinfo=UTC).timestamp() * 1000)
    assert abs((words.when(moment.isoformat(" ")) or 0) - exact) <= 1


@given(st.integers(631_152_000_000, 4_102_444_800_000))
@example(1_604_012_542_020)  # its figures also read as 20:20 on a day of 1604
def test_a_count_of_milliseconds_or_seconds_is_no_date_in_figures(at: int) -> None:
    assert words.when(str(at)) == at
    assert words.when(str(at // 1000)) == at // 1000 * 1000


def test_a_day_may_be_written_in_figures_alone() -> None:
    assert words.when("20240601") == NOON - 12 * 3_600_000


@given(st.decimals(min_value=0, max_value=10**9, places=6))
def test_an_amount_loses_nothing(amount: Decimal) -> None:
    assert words.money(str(amount)) == int(amount * 1_000_000)


@pytest.mark.parametrize(
    ("written", "micros"), [(0.1, 100_000), ("$1,234.50", 1_234_500_000), (None, None), ("", None)]
)
def test_amounts(written: Any, micros: int | None) -> None:
    assert words.money(written) == micros


@pytest.mark.parametrize("written", ["free", "NaN", "Infinity", "1e40", [1]])
def test_what_is_no_amount_is_refused(written: Any) -> None:
    with pytest.raises(Refused):
        words.money(written)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.binary(), st.none(), st.booleans()))
def test_whatever_stands_in_a_cell_is_taken_or_refused(cell: Any) -> None:
    for word in WORDS:
        with suppress(Refused):
            word(cell)


def test_platforms_acts_and_states_are_ours() -> None:
    assert words.platform(" Twitter ") == "x"
    assert words.act("dm_send") is words.act("message") is ActionKind.DM
    assert words.act("delete_comment") is ActionKind.DELETE_COMMENT
    assert words.state("success") is State.UNCONFIRMED
    assert words.state("completed", verified=True) is State.CONFIRMED
    assert words.state("in_progress") is State.NEEDS_REVIEW
    assert words.state("pending") is State.AWAITING_APPROVAL
    assert words.state("canceled") is State.CANCELLED
    assert words.order_state("Canceled") == "cancelled"
    assert words.order_state("In progress") == "in_progress"
    assert words.order_state("who knows") == "unknown"


def test_a_hash_is_no_password() -> None:
    assert words.is_bcrypt("$2b$12$" + "a" * 53)
    assert not words.is_bcrypt("hunter2")
    assert not words.is_bcrypt(None)


def test_colours_become_six_digits() -> None:
    assert words.color("cyan") == "#06B6D4"
    assert words.color("#abc") == "#AABBCC"
    assert words.color("ff8800") == "#FF8800"
    assert words.color(None) == "#6B7280"
