"""The due list: once for each due time, one after another, slower on trouble, whatever the clock does."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from automation.events import DueRan, Event
from automation.upkeep import due as due_list
from automation.upkeep.due import CUT_OFF, DueList, Job, following
from models.database import db
from models.due import claim, due
from models.due import due_list as kept
from models.errors import BadInput, StewardError, VaultLocked
from tests.unit.upkeep.conftest import NOON, Clocks

HOUR_S, DAY_S = 3600, 24 * 3600


class Line:
    """A due list whose jobs write down that they ran."""

    def __init__(self, clocks: Clocks, *every_s: int, hour: int | None = None) -> None:
        self.clocks, self.ran, self.said = clocks, list[str](), list[Event]()
        self.trouble: BaseException | None = None
        self.gate: asyncio.Event | None = None
        self.jobs = tuple(Job(f"job{i}", every, self._running(f"job{i}"), hour) for i, every in enumerate(every_s))
        self.list = self.engine()

    def engine(self) -> DueList:
        """A due list as a new engine makes it."""
        self.list = DueList(self.jobs, self.said.append, 10.0, self.clocks.steady)
        self.list.declare()
        return self.list

    def _running(self, name: str):
        async def run() -> str:
            self.ran.append(name)
            if self.gate is not None:
                await self.gate.wait()
            if self.trouble is not None:
                raise self.trouble
            return "done"

        return run

    async def tick(self, times: int = 1, each_s: float = 1) -> list[str]:
        """Let time pass tick by tick; returns what has run since the last call."""
        before = len(self.ran)
        for _ in range(times):
            self.clocks.pass_s(each_s)
            await self.list.tick()
            for _ in range(4):
                await asyncio.sleep(0)
        return self.ran[before:]


@pytest.fixture
def line(store: Path, clocks: Clocks) -> Line:
    return Line(clocks, HOUR_S)


async def test_a_job_runs_once_each_time_it_is_due(line: Line) -> None:
    assert await line.tick(20) == []
    assert await line.tick(3, each_s=HOUR_S) == ["job0"] * 3
    found = due("job0")
    assert (found.ok, found.detail, found.failures) == (True, "done", 0)
    assert line.said == [DueRan("job0", True)] * 3


async def test_after_a_week_of_sleep_it_runs_once(line: Line) -> None:
    assert await line.tick(each_s=7 * DAY_S) == ["job0"]
    assert await line.tick(60) == []


async def test_what_is_overdue_comes_one_by_one_with_rests(store: Path, clocks: Clocks) -> None:
    line = Line(clocks, *[HOUR_S] * 5)
    assert len(await line.tick(each_s=DAY_S)) == 1
    assert await line.tick(9) == []
    assert len(await line.tick(40)) == 4
    assert sorted(line.ran) == [f"job{i}" for i in range(5)]


async def test_a_job_never_runs_beside_itself_and_quick_work_passes_slow(store: Path, clocks: Clocks) -> None:
    line = Line(clocks, HOUR_S, HOUR_S, 60)
    line.gate = asyncio.Event()
    await line.tick(each_s=DAY_S)
    await line.tick(60)
    assert sorted(line.ran) == ["job0", "job2"] or sorted(line.ran) == ["job1", "job2"]
    with pytest.raises(BadInput, match="due_running"):
        await line.list.run(line.ran[0])
    line.gate.set()
    await line.tick(30)
    assert {"job0", "job1"} <= set(line.ran)


async def test_after_a_death_in_the_middle_it_does_not_run_at_once_again(line: Line, clocks: Clocks) -> None:
    clocks.pass_s(HOUR_S)
    found = due("job0")
    assert claim(found, clocks.now + 60_000)
    assert not claim(found, clocks.now + 60_000), "one due time is taken once"
    line.engine()  # the engine died; another one comes up
    assert (due("job0").ok, due("job0").detail, due("job0").failures) == (False, CUT_OFF, 1)
    assert await line.tick(59) == []
    assert await line.tick(2) == ["job0"]


async def test_a_failure_is_tried_again_slower_and_slower(line: Line) -> None:
    line.trouble = StewardError("disk_on_fire")
    await line.tick(each_s=HOUR_S)
    assert (due("job0").ok, due("job0").detail, due("job0").failures) == (False, "disk_on_fire", 1)
    waits = []
    for _ in range(8):
        waits.append((due("job0").due_at - line.clocks.now) // 1000)
        assert await line.tick(each_s=waits[-1] - 1) == []
        assert await line.tick() == ["job0"]
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    line.trouble = None
    await line.tick(each_s=HOUR_S)
    assert (due("job0").ok, due("job0").failures) == (True, 0)


async def test_an_unforeseen_fault_is_written_down_by_name_alone(line: Line) -> None:
    line.trouble = ValueError("a password perhaps")
    await line.tick(each_s=HOUR_S)
    assert due("job0").detail == "internal_fault: ValueError"


async def test_a_locked_vault_is_no_failure(line: Line) -> None:
    line.trouble = VaultLocked("vault_locked")
    await line.tick(each_s=HOUR_S)
    assert (due("job0").failures, due("job0").detail) == (0, "vault_locked")
    assert due("job0").due_at == line.clocks.now + 300_000


async def test_what_is_stopped_is_not_taken_for_done(line: Line) -> None:
    line.gate = asyncio.Event()
    await line.tick(each_s=HOUR_S)
    await line.list.stop()
    assert (due("job0").ok, due("job0").detail) == (False, CUT_OFF)
    assert line.list.running == []


@pytest.mark.parametrize("jump_s", [HOUR_S, DAY_S, -HOUR_S, -DAY_S, 400 * DAY_S, -400 * DAY_S])
async def test_a_clock_that_jumps_brings_no_burst_and_no_standstill(store: Path, clocks: Clocks, jump_s: int) -> None:
    line = Line(clocks, *[6 * HOUR_S] * 4)
    await line.tick(70, each_s=60)
    before = len(line.ran)
    clocks.jump_s(jump_s)
    assert len(await line.tick(9)) <= 1, "not at once"
    clocks.jump_s(-jump_s)
    assert len(await line.tick(9)) <= 1
    await line.tick(60)
    assert len(line.ran) - before <= 4, "each at most once"
    assert len(set(await line.tick(7 * 60, each_s=60))) == 4, "and each goes on"


async def test_a_job_is_done_at_once_when_a_person_asks(line: Line) -> None:
    ended = await line.list.run("job0")
    assert (ended.ok, ended.detail, ended.due_at) == (True, "done", NOON + HOUR_S * 1000)
    with pytest.raises(BadInput, match="unknown_due"):
        await line.list.run("dishes")


def test_a_job_that_is_gone_is_forgotten_and_a_new_rhythm_holds(line: Line, clocks: Clocks) -> None:
    line.jobs = (Job("job0", 60, line.jobs[0].run), Job("other", 60, line.jobs[0].run))
    line.engine()
    assert [(d.name, d.every_s, d.due_at) for d in kept()] == [
        ("job0", 60, NOON + 60_000),
        ("other", 60, NOON + 60_000),
    ]
    line.jobs = line.jobs[1:]
    line.engine()
    assert [d.name for d in kept()] == ["other"]


async def _never() -> str:
    return ""


@given(at=st.integers(NOON, NOON + 400 * DAY_S * 1000), hour=st.integers(0, 23))
def test_daily_work_is_due_at_its_hour(at: int, hour: int) -> None:
    planned = following(Job("nightly", DAY_S, _never, hour), at)
    assert 0 < planned - at <= (DAY_S + HOUR_S) * 1000
    assert datetime.fromtimestamp(planned / 1000).hour in {
        hour,
        (hour + 1) % 24,
    }  # an hour that a clock change leaves out


@given(failures=st.integers(0, 1000))
def test_waits_grow_and_have_an_end(failures: int) -> None:
    assert due_list.wait_s(failures) <= due_list.wait_s(failures + 1) <= HOUR_S


async def test_a_disk_that_fails_is_told_once_and_the_work_begins_when_it_is_back(store: Path, clocks: Clocks) -> None:
    line = Line(clocks, 60)
    with capture_logs() as said:
        for _ in range(2):
            db.connection().execute("PRAGMA query_only = 1")
            assert await line.tick(5, each_s=61) == []
            db.connection().execute("PRAGMA query_only = 0")
            assert await line.tick() == ["job0"]
    assert [(entry["event"], entry["job"]) for entry in said] == [("due_not_kept", "job0")] * 2
