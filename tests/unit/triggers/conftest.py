"""A store of its own for each test, with a clock that stands still until it is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models import clock
from models.account import Account, add_account
from models.database import close
from tests.fakes.new_store import new_store

MORNING = 1_782_900_000_000  # 2026-07-01T10:00:00Z


class StillClock:
    """The present, moved by hand."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> int:
        return self.now

    def pass_s(self, seconds: float) -> int:
        """Let time pass; returns the present."""
        self.now += int(seconds * 1000)
        return self.now


@pytest.fixture
def still() -> Iterator[StillClock]:
    """The clock of the test."""
    standing = StillClock()
    before = clock.use(standing)
    yield standing
    clock.use(before)


@pytest.fixture
def store(tmp_path: Path, still: StillClock) -> Iterator[Path]:
    """An open store."""
    path = tmp_path / "store.db"
    new_store(path)
    yield path
    close()


@pytest.fixture
def alice(store: Path) -> Account:
    """An account on a site of its own."""
    return add_account("practice", "site.test", "alice", "http://site.test")
