"""What tests of the corridor share: a practice network, and a house with alice's account on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from automation.practice.server import PracticeServer
from tests.e2e.corridor import Corridor, corridor


@pytest.fixture(scope="module")
def network() -> Iterator[PracticeServer]:
    """A practice network of one file of tests."""
    with PracticeServer() as server:
        yield server


@pytest.fixture
async def house(tmp_path: Path, network: PracticeServer) -> AsyncIterator[Corridor]:
    """A house with alice's account, on a network as new."""
    network.control("reset", dialect="plain")
    async with corridor(tmp_path, network, "alice") as found:
        yield found
