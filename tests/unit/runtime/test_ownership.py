"""One engine owns a profile, also while its folder is moved away and another is made in its place."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from automation.runtime.ownership import owner, owning
from models.errors import StoreUnusable

PATIENCE_S = 30


def test_who_waited_for_a_folder_that_moved_owns_the_new_one_or_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    waited, own, may_end = threading.Event(), threading.Event(), threading.Event()

    def wait() -> None:
        waited.set()
        with owning(home / "engine.lock", PATIENCE_S):
            own.set()
            may_end.wait(PATIENCE_S)

    other = threading.Thread(target=wait)
    with owning(home / "engine.lock"):
        other.start()
        waited.wait(PATIENCE_S)
        home.rename(tmp_path / "trash")
        home.mkdir()
    assert own.wait(PATIENCE_S)
    with pytest.raises(StoreUnusable, match="profile_in_use"), owning(home / "engine.lock"):
        pass
    may_end.set()
    other.join()


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="profile_unreadable"), owning(tmp_path / "gone" / "engine.lock"):
        pass


def test_a_disk_too_full_to_say_who_owns_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_file: int, _content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.write", full)
        with pytest.raises(StoreUnusable, match="store_full"), owning(tmp_path / "engine.lock"):
            pass
    with owning(tmp_path / "engine.lock"):
        assert owner(tmp_path / "engine.lock") == os.getpid()
