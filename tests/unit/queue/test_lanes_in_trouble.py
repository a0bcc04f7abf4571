"""Lanes on a store that cannot be written for a while: told once, asked again slower and slower, and well by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType

import pytest
from structlog.testing import capture_logs

from automation.queue import backlog, lanes, recovery, rests
from automation.queue.lanes import Handle, Lanes
from automation.queue.rests import Rests
from automation.values import Action
from models.action import action
from models.database import close, db, sql
from models.enums import ActionKind, State
from models.errors import StoreUnusable
from tests.fakes.house import hand
from tests.fakes.new_store import new_store

LIKE = ActionKind.LIKE


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(rests, "REST_S", 0.01)
    monkeypatch.setattr(rests, "MOST_REST_S", 0.02)
    monkeypatch.setattr(lanes, "IDLE_S", 0.01)
    monkeypatch.setattr(lanes, "HEARTBEAT_S", 0.01)
    new_store(tmp_path / "steward.db")
    yield
    close()


def break_disk(broken: bool = True) -> None:
    """Let no write reach the store, or all of them again."""
    db.connection().execute(f"PRAGMA query_only = {int(broken)}")


def close_action(found: Action) -> None:
    sql("UPDATE actions SET state = 'confirmed' WHERE id = ?", (found.id,))


@asynccontextmanager
async def serving(handle: Handle) -> AsyncIterator[Lanes]:
    """Lanes at work, whose every word is caught."""
    made = Lanes(handle, handle, lambda _: 0, lambda _: None, "us")
    made.open = True
    task = asyncio.create_task(made.run())
    try:
        yield made
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0.005)


def counted(monkeypatch: pytest.MonkeyPatch, room: ModuleType, name: str) -> list[int]:
    """How often a room is asked for something."""
    asked, real = [0], getattr(room, name)

    def count(*args: object) -> object:
        asked[0] += 1
        return real(*args)

    monkeypatch.setattr(room, name, count)
    return asked


async def test_a_disk_that_fails_is_told_once_and_work_goes_on_when_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async def handle(found: Action) -> None:
        close_action(found)

    number = hand().want(LIKE).action.id
    asked = counted(monkeypatch, recovery, "interrupt_ours")
    break_disk()
    with capture_logs() as said:
        async with serving(handle):
            await until(lambda: asked[0] >= 5)
            break_disk(False)
            await until(lambda: action(number).state is State.CONFIRMED)
            await until(lambda: any(line["event"] == "lane_goes_on" for line in said))
    assert [line["event"] for line in said] == ["lane_broke", "lane_goes_on"]
    assert said[0]["code"] == "store_error"
    assert said[1]["after"] >= 5


async def test_what_could_not_be_marked_as_cut_off_is_recovered_before_anything_else_and_before_its_lease_ends() -> (
    None
):
    done: list[int] = []

    async def handle(found: Action) -> None:
        if not broke:
            broke.append(found.id)
            break_disk()
        close_action(found)
        done.append(found.id)

    broke: list[int] = []
    who = hand()
    first, second = (who.want(LIKE, post).action.id for post in "ab")
    with capture_logs() as said:
        async with serving(handle):
            await until(lambda: bool(broke) and any(line["event"] == "lane_broke" for line in said))
            assert action(first).state is State.RUNNING, "nothing could be written"
            break_disk(False)
            await until(lambda: len(done) == 2)
    assert done == [first, second]
    assert [line["event"] for line in said] == ["lane_broke", "lane_goes_on"]


async def test_a_lease_outlives_a_beat_that_could_not_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    beats = counted(monkeypatch, backlog, "renew")
    may_end = asyncio.Event()

    async def handle(found: Action) -> None:
        break_disk()
        await may_end.wait()
        break_disk(False)
        before = beats[0]
        await until(lambda: beats[0] > before)
        close_action(found)

    number = hand().want(LIKE).action.id
    async with serving(handle):
        await until(lambda: beats[0] >= 2)
        may_end.set()
        await until(lambda: action(number).state is State.CONFIRMED)


async def test_a_store_that_cannot_be_read_does_not_end_the_lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    async def handle(found: Action) -> None:
        close_action(found)

    failures = [0]
    real = backlog.accounts_with_work

    def unreadable() -> list[int]:
        failures[0] += 1
        if failures[0] <= 3:
            raise StoreUnusable("store_error", "steward.db", reason="disk I/O error")
        return real()

    monkeypatch.setattr(backlog, "accounts_with_work", unreadable)
    number = hand().want(LIKE).action.id
    with capture_logs() as said:
        async with serving(handle):
            await until(lambda: action(number).state is State.CONFIRMED)
    assert [line["event"] for line in said] == ["lane_broke", "lane_goes_on"]


def test_a_rest_grows_to_its_longest_and_begins_anew_after_work_that_ended_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rests, "REST_S", 2.0)
    monkeypatch.setattr(rests, "MOST_REST_S", 30.0)
    time = [0.0]
    found = Rests(lambda: time[0])
    waits = []
    for _ in range(7):
        assert found.begin(7) is (waits == [])
        began = time[0]
        while not found.is_over(7):
            time[0] += 1.0
        waits.append(time[0] - began)
    assert waits == [2, 4, 8, 16, 30, 30, 30]
    assert found.is_over(8)
    assert (found.end(7), found.end(7), found.troubled) == (7, 0, [])
    for _ in range(5000):
        found.begin(7)  # hours of it
    found.end(7)
    assert found.begin(7)
