"""A profile with a fresh store, for the tests of what goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import close
from models.paths import Profile
from tests.fakes.new_store import new_store


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    profile = Profile(tmp_path / "profile").prepare()
    new_store(profile.store)
    yield profile
    close()
