"""A profile with a fresh store, for the tests of what goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import close
from models.migrations.runner import open_store
from models.paths import Profile


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    profile = Profile(tmp_path / "profile").prepare()
    open_store(profile.store)
    yield profile
    close()
