"""Room that what was deleted took is told, and given back to the disk: when asked, and at night where it is much."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

import pytest

from automation import commands
from automation.events import Progress
from automation.runtime import Runtime
from automation.upkeep import compaction
from models import erasing, room
from models.database import close, connect, sql
from models.errors import BadInput, StewardError
from models.paths import Profile
from models.post import see_post
from tests.unit.cli.conftest import Steward, stored

MB = 1 << 20


class Disk(NamedTuple):
    """What a disk says of itself."""

    total: int
    used: int
    free: int


@pytest.fixture
def roomy(folder: Path, alice: str) -> Path:
    """A store's file of several MB, most of which was deleted; one post is left."""
    connect(folder / "steward.db")
    for number in range(40):
        see_post("x", "", str(number), f"https://x.test/{number}", "bob", "words " * 20_000)
    sql("DELETE FROM posts WHERE external_id <> '7'")
    sql("UPDATE posts SET text = 'words'")
    sql("PRAGMA wal_checkpoint(TRUNCATE)")
    close()
    return folder / "steward.db"


def empty(steward: Steward) -> int:
    """How much of the store is told to stand empty."""
    return int(steward("store", "stats", "--json").document["empty_bytes"])


def test_a_person_gets_the_room_back(steward: Steward, roomy: Path, folder: Path) -> None:
    before, posts = roomy.stat().st_size, stored(folder, "SELECT * FROM posts")
    assert empty(steward) > 4 * MB
    ran = steward("store", "compact", "--json")
    assert ran.code == 0, ran
    assert ran.document["freed"] > 4 * MB
    assert before - roomy.stat().st_size > 4 * MB
    assert empty(steward) < MB
    assert stored(folder, "SELECT * FROM posts") == posts
    assert steward("store", "check", "--json").document["ok"]
    assert "0.0 MB were given back" in steward("store", "compact").out


def test_at_night_much_room_is_given_back_and_little_is_not(
    steward: Steward, roomy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def night() -> str:
        ran = steward("due", "run", "compaction", "--json")
        assert ran.document["ok"], ran
        return str(ran.document["detail"])

    assert night() == "little room to give back"
    monkeypatch.setattr(compaction, "LEAST_BYTES", MB)
    monkeypatch.setattr(compaction, "LEAST_SHARE", 0.99)
    assert night() == "little room to give back"
    assert empty(steward) > 4 * MB
    monkeypatch.setattr(compaction, "LEAST_SHARE", 0.25)
    assert night().endswith("bytes given back")
    assert empty(steward) < MB


def test_a_disk_without_room_is_told_and_the_store_stays(
    steward: Steward, roomy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = roomy.stat().st_size
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Disk(10 * MB, 10 * MB, 100))
    ran = steward("store", "compact", "--json")
    assert (ran.code, ran.error["code"]) == (5, "no_room_to_compact")
    assert "0 MB are free" in ran.error["message"]
    assert roomy.stat().st_size == before


async def _in_engine(folder: Path, work: Callable[[Runtime], Any]) -> Any:
    runtime = Runtime(Profile(folder))
    await runtime.start()
    try:
        return await work(runtime)
    finally:
        await runtime.stop()


def test_no_account_begins_anything_meanwhile(roomy: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    real = compaction.compact

    async def work(runtime: Runtime) -> Any:
        lanes = runtime.house.lanes
        lanes.open = True
        monkeypatch.setattr(lanes, "_able", lambda: True)
        monkeypatch.setattr(compaction, "compact", lambda *given: seen.append(lanes._may_serve()) or real(*given))
        await runtime.do(commands.CompactStore())
        seen.append(lanes._may_serve())

    asyncio.run(_in_engine(folder, work))
    assert seen == [False, True]


def test_other_long_work_is_not_made_to_wait(roomy: Path, folder: Path) -> None:
    async def work(runtime: Runtime) -> str:
        with runtime.house.work.course("import"), pytest.raises(BadInput) as refused:
            await runtime.do(commands.CompactStore())
        assert room.room().empty > 4 * MB
        return refused.value.code

    assert asyncio.run(_in_engine(folder, work)) == "work_under_way"


def test_who_looks_on_is_told_of_it_and_can_break_it_off(
    roomy: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancelled, real = Event(), erasing.rewrite_file

    def held(stopped: Callable[[], bool]) -> None:
        assert cancelled.wait(60)
        real(stopped)

    async def work(runtime: Runtime) -> str:
        def hear(event: object, _frame: bytes) -> None:
            if isinstance(event, Progress) and event.task == "compaction" and not event.ended:
                runtime.house.work.cancel(event.task)
                cancelled.set()

        runtime.listen(hear)
        with pytest.raises(StewardError) as broken_off:
            await runtime.do(commands.CompactStore())
        return broken_off.value.code

    monkeypatch.setattr(erasing, "rewrite_file", held)
    before = roomy.stat().st_size
    assert asyncio.run(_in_engine(folder, work)) == "work_cancelled"
    assert roomy.stat().st_size == before
