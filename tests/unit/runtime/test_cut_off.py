"""Long work that is cut off keeps its name until its thread has ended; and what the socket carries arrives whole."""

from __future__ import annotations

import asyncio
import threading

import pytest

from automation import protocol
from automation.runtime import long_work
from automation.runtime.long_work import Course, LongWork
from models.errors import BadInput

PATIENCE_S = 30


async def test_work_that_is_cut_off_keeps_its_name_until_its_thread_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_work, "PATIENCE_S", PATIENCE_S)
    begun, ended = threading.Event(), threading.Event()
    running: list[list[str]] = []
    house = LongWork(lambda _: None)

    def work(course: Course) -> None:
        begun.set()
        for _ in range(PATIENCE_S * 100):
            if course.stopped() or ended.wait(0.01):
                break
        running.append(house.names)

    task = asyncio.ensure_future(house.run("backup", work))
    assert await asyncio.to_thread(begun.wait, PATIENCE_S)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert running == [["backup"]]
    assert house.names == []


async def test_a_name_that_is_no_utf8_comes_through_the_socket_whole() -> None:
    reader = asyncio.StreamReader()
    reader.feed_data(protocol.encode(protocol.failure(1, BadInput("unknown_file", "old\udce9.csv"))))
    header, _ = await protocol.read(reader)
    assert protocol.raised(header["error"]).subject == "old\udce9.csv"
