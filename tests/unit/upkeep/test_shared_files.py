"""Files that backups share: one that went bad in a backup is not handed on to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation.upkeep import backups
from tests.unit.cli.conftest import Steward, folder, open_vault, steward
from tests.unit.cli.test_store import add_picture

__all__ = ["folder", "open_vault", "steward"]


@pytest.mark.usefixtures("open_vault")
def test_after_a_rehearsal_that_failed_the_next_backup_is_sound(steward: Steward, folder: Path) -> None:
    assert steward("accounts", "add", "practice", "alice", "--base-url", "http://127.0.0.1:9").code == 0
    picture = add_picture(folder)
    assert steward("store", "backup").code == 0
    [first] = backups.names(folder / "backups")
    kept = folder / "backups" / first / picture.relative_to(folder)
    kept.write_bytes(b"x" * kept.stat().st_size)
    assert steward("due", "run", "rehearsal", "--json").document["ok"] is False
    assert steward("store", "backup").code == 0
    proven = steward("due", "run", "rehearsal", "--json").document
    assert proven["ok"], proven
    later = backups.names(folder / "backups")[-1]
    assert (folder / "backups" / later / picture.relative_to(folder)).read_bytes() == picture.read_bytes()
    steward("settings", "set", "theme", "dark")
    assert steward("store", "backup").code == 0
    shared = folder / "backups" / backups.names(folder / "backups")[-1] / picture.relative_to(folder)
    assert shared.stat().st_nlink == 2
