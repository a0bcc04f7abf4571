from __future__ import annotations

from collections.abc import Iterator

import pytest

from automation.practice.server import PracticeServer
from tests.crash.nursery import Nursery
from tests.crash.stage import Stage


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with Nursery(tmp_path_factory.mktemp("nursery")) as found:
        yield found


@pytest.fixture(scope="module")
def stage(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("stage")
    with PracticeServer(folder / "site") as site:
        yield Stage(site, nursery, folder)
