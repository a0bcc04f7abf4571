"""While the store is written anew the engine's loop writes nothing, waits for nothing, and can be stopped."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from automation import commands
from automation.audit import erasure
from automation.runtime import Runtime, accounts, stillness
from automation.upkeep import sections
from models import database, erasing, owed, settings
from models.account import add_account
from models.audit import entries
from models.database import writing
from models.errors import BadInput, StewardError
from models.paths import Profile
from models.person import see_person
from models.session import keep_session

BLINK_S, STANDING_S = 30.0, 60  # what a busy machine may take; who stands still here does so for as long as this
NAME = "zephyrina_quill"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that waits for whoever has it."""
    monkeypatch.setitem(database.PRAGMAS, "busy_timeout", STANDING_S * 1000)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Writing the store anew, begun and ended by the test: as long as a large store takes."""
    begun, end = threading.Event(), threading.Event()
    real = erasing.rewrite_file

    def long(stopped: Callable[[], bool]) -> None:
        erasing.sql("BEGIN EXCLUSIVE")
        begun.set()
        assert end.wait(STANDING_S)
        erasing.sql("COMMIT")
        real(stopped)

    monkeypatch.setattr(erasing, "rewrite_file", long)
    yield begun, end
    end.set()


@contextmanager
def reader(store: Path) -> Iterator[None]:
    """Somebody who reads from one moment of the store, as a backup does."""
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM accounts").fetchall()
        yield


async def until(said: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not said():
            await asyncio.sleep(0.01)


async def longest_stop(work: Awaitable[object]) -> float:
    """How long the loop stood still at most while something was done, in seconds."""
    worst, task = 0.0, asyncio.ensure_future(work)
    while not task.done():
        before = time.monotonic()
        await asyncio.sleep(0.01)
        worst = max(worst, time.monotonic() - before)
    await task
    return worst


async def test_the_engine_is_away_but_for_the_stop_and_how_things_stand(
    runtime: Runtime, taken: tuple[threading.Event, threading.Event]
) -> None:
    begun, end = taken
    await runtime.work()
    work = asyncio.ensure_future(runtime.do(commands.CompactStore()))
    await until(begun.is_set)
    before = time.monotonic()
    with pytest.raises(StewardError, match="engine_away"):
        await runtime.do(commands.SetSetting("auto_lock_minutes", "5"))
    with pytest.raises(StewardError, match="engine_away"):
        await runtime.do(commands.Lanes(True))
    assert await runtime.do(commands.Lanes(False)) == {"in_flight": []}
    status = await runtime.do(commands.Status())
    assert isinstance(status, dict)
    assert status["paused"]
    assert not runtime.house.lanes.open
    await asyncio.sleep(0)
    assert time.monotonic() - before < BLINK_S
    assert not settings.get("stopped")
    end.set()
    await work
    assert settings.get("stopped")
    assert len(entries(kind="lanes_off")) == 1
    await runtime.do(commands.Lanes(True))
    assert runtime.house.lanes.open


async def test_ticks_are_left_out_meanwhile(runtime: Runtime, taken: tuple[threading.Event, threading.Event]) -> None:
    begun, end = taken
    ticked: list[bool] = []

    async def tick() -> None:
        ticked.append(begun.is_set())

    spared = runtime.house.stillness.spared(tick)
    await spared()
    work = asyncio.ensure_future(runtime.do(commands.CompactStore()))
    await until(begun.is_set)
    await spared()
    assert ticked == [False]
    end.set()
    await work
    await spared()
    assert len(ticked) == 2


async def test_who_is_in_the_middle_of_something_is_waited_for(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stillness, "PATIENCE_S", 0.05)
    ended = asyncio.Event()

    async def slow() -> None:
        await ended.wait()

    tick = asyncio.ensure_future(runtime.house.stillness.spared(slow)())
    await asyncio.sleep(0)
    with pytest.raises(BadInput, match="work_under_way"):
        await runtime.do(commands.CompactStore())
    assert not runtime.house.stillness.begun
    ended.set()
    await tick
    await runtime.do(commands.CompactStore())


async def test_a_rewriting_ends_with_the_engine_and_stays_owed(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, over, ended = threading.Event(), threading.Event(), list[str]()
    folder, real = runtime.profile.folder, erasing.rewrite_file
    erasing.sql("CREATE TABLE filler AS SELECT value FROM json_each(?)", (f"[0{',0' * 20_000}]",))

    def long(stopped: Callable[[], bool]) -> None:
        def asked() -> bool:
            begun.set()
            while not stopped() and not over.wait(0.01):
                pass  # as long as a large store takes
            return stopped()

        try:
            real(asked)
        except StewardError as error:
            ended.append(error.code)
            raise

    monkeypatch.setattr(erasing, "rewrite_file", long)
    owed.owe(folder, owed.PAGES)
    work = asyncio.ensure_future(runtime.house.due.run("leftovers"))
    await until(begun.is_set)
    await runtime.house.due.stop()
    try:
        await until(lambda: ended == ["work_cancelled"])
    finally:
        over.set()
    await asyncio.wait([work])
    assert owed.is_owed(folder, owed.PAGES)
    monkeypatch.setattr(erasing, "rewrite_file", real)
    assert (await runtime.house.due.run("leftovers")).detail == "store written anew"
    assert not owed.is_owed(folder, owed.PAGES)


async def test_a_stop_that_waits_for_its_lanes_is_waited_for(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, taken: tuple[threading.Event, threading.Event]
) -> None:
    begun, end = taken
    end.set()
    rested = asyncio.Event()

    async def slow() -> list[int]:
        await rested.wait()
        return []

    monkeypatch.setattr(runtime.house.lanes, "stop", slow)
    stop = asyncio.ensure_future(runtime.do(commands.Lanes(False)))
    await asyncio.sleep(0)
    work = asyncio.ensure_future(runtime.do(commands.CompactStore()))
    await asyncio.sleep(0.05)
    assert not begun.is_set()
    rested.set()
    await stop
    await work
    assert begun.is_set()


async def test_sections_of_a_backup_hold_nothing_up(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, begun, end = sections.bring_back, threading.Event(), threading.Event()

    def long(*given: Any) -> Any:
        with writing():  # for as long as a large history takes
            begun.set()
            assert end.wait(STANDING_S)
        return real(*given)

    monkeypatch.setattr(sections, "bring_back", long)
    await runtime.do(commands.BackUp(str(tmp_path / "backup")))
    work = asyncio.ensure_future(runtime.do(commands.Restore(str(tmp_path / "backup"), ["settings"])))
    await until(begun.is_set)
    with pytest.raises(StewardError, match="engine_away"):
        await runtime.do(commands.SetSetting("auto_lock_minutes", "5"))
    assert (await runtime.do(commands.Status()))["paused"]
    end.set()
    await work
    await runtime.do(commands.SetSetting("auto_lock_minutes", "5"))


async def test_a_stop_that_was_not_written_holds_at_the_next_start(tmp_path: Path) -> None:
    first = Runtime(Profile(tmp_path))
    await first.start()
    first.house.stillness.begun = True  # it dies while the store is being written anew
    await first.do(commands.Lanes(False))
    await first.stop()
    second = Runtime(Profile(tmp_path))
    await second.start()
    try:
        await second.work()
        assert not second.house.lanes.open
        assert settings.get("stopped")
        await second.do(commands.Lanes(True))
        assert second.house.lanes.open
    finally:
        await second.stop()


@pytest.mark.parametrize("ends", [commands.SignOut, commands.RemoveAccount])
async def test_the_end_of_a_session_beside_a_reader_holds_nobody_up_and_empties_the_log_later(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, ends: Callable[[int], Any]
) -> None:
    monkeypatch.setattr(accounts, "LOG_PATIENCE_S", 0.1)
    house, store = runtime.house, runtime.profile.store
    mine, log = add_account("x", "", "mine", None), store.with_name(f"{store.name}-wal")
    keep_session(mine.id, b"a sealed session")
    with reader(store):
        assert await longest_stop(runtime.do(ends(mine.id))) < BLINK_S
        assert b"a sealed session" in log.read_bytes()
        assert (await house.due.run("leftovers")).ok
        assert owed.is_owed(runtime.profile.folder, owed.LOG)
    assert (await house.due.run("leftovers")).detail == "log emptied"
    assert not owed.is_owed(runtime.profile.folder, owed.LOG)
    assert b"a sealed session" not in log.read_bytes() + store.read_bytes()


async def test_an_erasure_beside_a_reader_keeps_a_flag_until_no_byte_is_left(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "PATIENCE_S", 0.5)
    folder, store = runtime.profile.folder, runtime.profile.store
    see_person("x", "", NAME)
    worst = 0.0

    async def lanes_write() -> None:
        nonlocal worst
        while True:
            before = time.monotonic()
            runtime.house.journal.note("lanes_on", None)
            worst = max(worst, time.monotonic() - before)
            await asyncio.sleep(0.02)

    with reader(store):
        writes = asyncio.ensure_future(lanes_write())
        reply = await runtime.do(commands.ErasePerson(f"x:{NAME}"))
        writes.cancel()
        assert isinstance(reply, dict)
        assert reply["receipt"]["rewriting_owed"]
        assert worst < BLINK_S
    assert (await runtime.house.due.run("leftovers")).detail == "log emptied, store written anew"
    assert not any(NAME.encode() in path.read_bytes() for path in folder.glob("steward.db*"))
    assert list(folder.glob(".owed*")) == []
