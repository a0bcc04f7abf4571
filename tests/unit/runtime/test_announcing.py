"""What a house announces: nothing of what was undone, and of what was removed from which table."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation import commands
from automation.events import ConfigurationChanged, Event
from automation.runtime import Runtime
from automation.runtime.house import House
from models.paths import Profile


def undone(house: House) -> None:
    with house.together():
        house.announce(ConfigurationChanged("undone"))
        raise RuntimeError


async def test_nothing_is_told_of_what_was_undone(tmp_path: Path) -> None:
    runtime = Runtime(Profile(tmp_path / "profile"))
    await runtime.start()
    told: list[Event] = []
    runtime.listen(lambda event, _binary: told.append(event))
    house = runtime.house
    try:
        with pytest.raises(RuntimeError):
            undone(house)
        with house.together():
            house.announce(ConfigurationChanged("done"))
        assert told == [ConfigurationChanged("done")]
    finally:
        await runtime.stop()


async def test_what_was_removed_is_told_by_its_table(runtime: Runtime) -> None:
    told: list[Event] = []
    kept = await runtime.do(commands.Keep("tags", {"name": "Friends"}))
    assert isinstance(kept, dict)
    runtime.listen(lambda event, _binary: told.append(event))
    await runtime.do(commands.Remove("tags", kept["row"]))
    assert told == [ConfigurationChanged("tags")]
