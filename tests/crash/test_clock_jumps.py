"""A clock that jumps, and the two nights a year that are an hour shorter or longer: no cap is passed, nothing twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.engine import tries
from automation.upkeep.due import DueList, Job
from models import clock
from models.clock import DAY_MS, HOUR_MS
from models.database import close, sql
from models.enums import ActionKind
from models.errors import StewardError
from models.migrations.runner import open_store
from tests.fakes.house import Hand, hand

PER_HOUR, PER_DAY = 3, 7
# An hour before Berlin's clocks go forward, and before they go back.
EDGES = [clock.from_iso("2027-03-28T00:00:00+00:00"), clock.from_iso("2027-10-31T00:00:00+00:00")]
moves = st.lists(
    st.one_of(
        st.sampled_from([HOUR_MS, -HOUR_MS, DAY_MS, -DAY_MS]),
        st.integers(0, HOUR_MS),
    ),
    min_size=8,
    max_size=24,
)


@pytest.fixture
def at() -> Iterator[list[int]]:
    hands = [EDGES[0]]
    before = clock.use(lambda: hands[0])
    yield hands
    clock.use(before)
    close()


def test_no_hour_and_no_day_ever_holds_more_tries_than_its_cap(at: list[int]) -> None:
    open_store(Path(":memory:"))
    accounts = count(1)

    @settings(max_examples=60)
    @given(start=st.sampled_from(EDGES), moves=moves)
    def holds(start: int, moves: list[int]) -> None:
        at[0], own = start, hand(f"account {next(accounts)}")
        for number, move in enumerate(moves):
            at[0] += move
            tried(own, number, PER_DAY)
        found = sql("SELECT counted_at FROM cap_counts WHERE account_id = ?", (own.account.id,))
        counted = [when for (when,) in found]
        for span, limit in ((HOUR_MS, PER_HOUR), (DAY_MS, PER_DAY)):
            assert all(sum(end - span < other <= end for other in counted) <= limit for end in counted)

    holds()


def tried(own: Hand, number: int, per_day: int) -> bool:
    """Whether the caps let an account try once more."""
    wanted = own.want(ActionKind.LIKE, str(number)).action
    try:
        tries.begin(wanted, tries.Guard(f"target {own.account.id} {number}", DAY_MS, PER_HOUR, per_day, 1000))
    except StewardError as error:
        return error.code != "cap_reached"
    return True


def test_a_clock_put_back_does_not_free_a_cap_early(at: list[int]) -> None:
    open_store(Path(":memory:"))
    alice = hand()
    assert [tried(alice, number, 1000) for number in range(4)] == [True, True, True, False]
    at[0] -= HOUR_MS
    for number in range(4, 15):
        at[0] += HOUR_MS // 6
        assert not tried(alice, number, 1000), "not two real hours after, where the clock says one"
    at[0] += HOUR_MS // 6
    assert tried(alice, 15, 1000)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoneInfo]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield ZoneInfo("Europe/Berlin")
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("hour", range(1, 5))
async def test_nightly_work_is_done_once_a_night_whatever_the_night_is_long(
    tmp_path: Path, at: list[int], berlin: ZoneInfo, edge: int, hour: int
) -> None:
    ran: list[datetime] = []

    async def run() -> str:
        ran.append(datetime.fromtimestamp(at[0] / 1000, berlin))
        return "done"

    at[0] = edge - 36 * HOUR_MS
    open_store(tmp_path / "steward.db")
    began = at[0]
    due = DueList((Job("nightly", 24 * 3600, run, hour),), lambda event: None, 0.0, lambda: (at[0] - began) / 1000)
    due.declare()
    for _ in range(6 * 72):
        at[0] += HOUR_MS // 6
        await due.tick()
        for _ in range(4):
            await asyncio.sleep(0)
    first = datetime.fromtimestamp(edge / 1000, berlin).date() - timedelta(days=1)
    assert [when.date() for when in ran] == [first + timedelta(days=n) for n in range(3)]
    assert {when.hour for when in ran} <= {hour, hour + 1}
