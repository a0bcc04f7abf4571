"""An import in a running engine: it tells how far it is, can be broken off between batches, and goes on from there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event as Flag
from typing import Any

import pytest

from automation import commands
from automation.events import Event, Progress
from automation.imports import run
from automation.runtime import Runtime
from models.database import one
from models.errors import BadInput
from models.paths import Profile
from tests.fakes.old_panel_files import large

ROWS, PATIENCE_S = 9000, 60


async def broken_off(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[Progress], dict[str, Any], dict[str, Any]]:
    """An import that a person ends at its first sign of life, and the same again to its end."""
    runtime = Runtime(Profile(folder / "profile"))
    await runtime.start()
    told: list[Progress] = []
    cancelled, real = Flag(), run._batches
    cancelling: list[asyncio.Future[Any]] = []
    want = commands.ImportStore("panel-dashboard", [str(large(folder / "old.db", ROWS))])

    def listen(event: Event, binary: bytes) -> None:
        if isinstance(event, Progress) and event.task == "import":
            told.append(event)
            if len(told) == 1:
                cancelling.append(asyncio.ensure_future(runtime.do(commands.CancelWork("import"))))
                cancelling[0].add_done_callback(lambda _: cancelled.set())

    def until_cancelled(rows: Iterable[Any]) -> Iterator[list[Any]]:
        for batch in real(rows):
            yield batch
            assert cancelled.wait(PATIENCE_S)  # the import is not over before anybody has heard of it

    monkeypatch.setattr(run, "_batches", until_cancelled)
    stop = runtime.listen(listen)
    try:
        first = await runtime.do(want)
        stop()
        with pytest.raises(BadInput, match="work_unknown"):
            await runtime.do(commands.CancelWork("import"))
        second = await runtime.do(want)
        assert isinstance(first, dict)
        assert isinstance(second, dict)
        return told, first, second
    finally:
        await runtime.stop()


def test_it_ends_between_batches_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told, first, second = asyncio.run(broken_off(tmp_path, monkeypatch))
    assert [event.ended for event in told][-1] is True
    assert all(0 < event.done <= event.total == ROWS for event in told[:-1])
    assert (first["cancelled"], second["cancelled"], second["resumed"]) == (True, False, True)
    assert first["import"] == second["import"]
    assert sum(counts["read"] for counts in first["tables"].values()) < ROWS
    both = [sum(counts["written"] for counts in report["tables"].values()) for report in (first, second)]
    assert sum(both) == ROWS


async def two_at_once(folder: Path) -> str:
    """The code that a second import gets while the first one runs, with the engine answering meanwhile."""
    runtime = Runtime(Profile(folder / "profile"))
    await runtime.start()
    try:
        want = commands.ImportStore("panel-dashboard", [str(large(folder / "old.db", ROWS))])
        running = asyncio.create_task(runtime.do(want))
        await asyncio.sleep(0)
        try:
            await runtime.do(want)
        except BadInput as error:
            assert not running.done()
            await runtime.do(commands.Status())
            await running
            assert one("SELECT count(*) FROM imports") == (1,)
            return error.code
        return ""
    finally:
        await runtime.stop()


def test_there_is_one_import_at_a_time(tmp_path: Path) -> None:
    assert asyncio.run(two_at_once(tmp_path)) == "work_running"
