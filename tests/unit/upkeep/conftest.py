"""A store of its own for each test, with a clock and a stopwatch that stand still until they are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models import clock
from models.account import Account
from models.database import close
from tests.fakes.house import switched_on
from tests.fakes.new_store import new_store

NOON = clock.from_iso("2026-11-02T12:00:00")  # local time


class Clocks:
    """The wall clock in ms and the stopwatch in seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = NOON
        self.steady_s = 0.0

    def __call__(self) -> int:
        return self.now

    def steady(self) -> float:
        """The stopwatch."""
        return self.steady_s

    def pass_s(self, seconds: float) -> None:
        """Let time pass."""
        self.now += int(seconds * 1000)
        self.steady_s += seconds

    def jump_s(self, seconds: float) -> None:
        """Put the wall clock forward or back."""
        self.now += int(seconds * 1000)


@pytest.fixture
def clocks() -> Iterator[Clocks]:
    """The clocks of the test."""
    standing = Clocks()
    before = clock.use(standing)
    yield standing
    clock.use(before)


@pytest.fixture
def store(tmp_path: Path, clocks: Clocks) -> Iterator[Path]:
    """An open store."""
    path = tmp_path / "store.db"
    new_store(path)
    yield path
    close()


@pytest.fixture
def alice(store: Path) -> Account:
    """An account on a site of its own."""
    return switched_on("practice", "site.test", "alice", "http://site.test")
