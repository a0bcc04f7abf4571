"""A store in memory, and a clock that a test sets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from models import clock, database
from models.account import Account
from tests.fakes.house import switched_on
from tests.fakes.new_store import new_store
from tests.unit.policy.given import NOON


@dataclass(slots=True)
class Clock:
    """The present, in ms UTC."""

    now: int = NOON


@contextmanager
def fresh_store(path: Path) -> Iterator[Clock]:
    """An empty store and a clock at noon, for a test or for one example of it."""
    dial = Clock()
    before = clock.use(lambda: dial.now)
    new_store(path)
    try:
        yield dial
    finally:
        database.close()
        clock.use(before)


@pytest.fixture
def dial(tmp_path: Path) -> Iterator[Clock]:
    with fresh_store(tmp_path / "s.db") as dial:
        yield dial


@pytest.fixture
def ann(dial: Clock) -> Account:
    return switched_on("site", "forum.example", "ann")


@pytest.fixture
def bea(dial: Clock) -> Account:
    return switched_on("site", "forum.example", "Bea")
