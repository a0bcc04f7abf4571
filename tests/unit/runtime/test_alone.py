"""A restore is alone: what other long work wrote meanwhile would be in neither store."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from automation import commands
from automation.runtime import Runtime
from automation.upkeep import receiving
from models.errors import StewardError

PATIENCE_S = 30


@pytest.fixture
async def runtime(runtime: Runtime, tmp_path: Path) -> Runtime:
    """An engine with a backup outside its profile."""
    await runtime.do(commands.BackUp(str(tmp_path / "backup")))
    return runtime


@pytest.mark.parametrize("sections", [[], ["settings"]], ids=["whole", "sections"])
async def test_no_other_long_work_begins_while_it_runs(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sections: list[str]
) -> None:
    real, received, go_on = receiving.receive, threading.Event(), threading.Event()

    def slow(*given: Any) -> Any:
        what = real(*given)
        received.set()
        assert go_on.wait(PATIENCE_S)
        return what

    monkeypatch.setattr(receiving, "receive", slow)
    under_way = asyncio.ensure_future(runtime.do(commands.Restore(str(tmp_path / "backup"), sections)))
    await asyncio.to_thread(received.wait, PATIENCE_S)
    try:
        for other in (commands.BackUp(None), commands.RunRetention(), commands.ResetStore("profile")):
            with pytest.raises(StewardError, match="work_under_way"):
                await runtime.do(other)
    finally:
        go_on.set()
    await under_way
    assert (await runtime.do(commands.BackUp(str(tmp_path / "later"))))["path"]


async def test_it_does_not_begin_while_other_long_work_runs(runtime: Runtime, tmp_path: Path) -> None:
    with runtime.house.work.course("import"), pytest.raises(StewardError, match="work_under_way"):
        await runtime.do(commands.Restore(str(tmp_path / "backup")))
    await runtime.do(commands.Restore(str(tmp_path / "backup")))
