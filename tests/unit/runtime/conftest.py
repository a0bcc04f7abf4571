"""An engine of each test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from automation.runtime import Runtime
from models.paths import Profile


@pytest.fixture
async def runtime(tmp_path: Path) -> AsyncIterator[Runtime]:
    """An engine; its ticks are the test's."""
    found = Runtime(Profile(tmp_path / "profile"))
    await found.start()
    try:
        yield found
    finally:
        await found.stop()
