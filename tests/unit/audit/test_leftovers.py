"""Looking through the files of a profile leaves the store to who has it open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from automation.audit import leftovers
from models import settings

NEEDLES = [b"zephyrina_quill"]
DESCRIPTORS = Path("/proc/self/fd")
OTHER = """
import sqlite3, sys
store = sqlite3.connect(sys.argv[1])
print(store.execute("SELECT value FROM settings WHERE key = 'auto_lock_minutes'").fetchone()[0])
store.close()
"""


def another_program_finds(store: Path) -> str:
    """What a program that opens the store and ends finds there."""
    ran = subprocess.run([sys.executable, "-c", OTHER, store], check=True, capture_output=True, text=True, timeout=120)
    return ran.stdout.strip()


@pytest.mark.usefixtures("store")
def test_another_program_takes_no_log_away_that_is_written_to(tmp_path: Path) -> None:
    store, log = tmp_path / "steward.db", tmp_path / "steward.db-wal"
    settings.put("auto_lock_minutes", 5)
    written_to = log.stat().st_ino
    for _ in range(2):
        assert leftovers.look(tmp_path, NEEDLES).files
        assert another_program_finds(store) == "5"
    assert log.stat().st_ino == written_to
    settings.put("auto_lock_minutes", 30)
    assert another_program_finds(store) == "30"


@pytest.mark.skipif(not DESCRIPTORS.exists(), reason="this system does not list what a process has open")
def test_what_was_opened_of_a_store_is_let_go_when_the_store_is_gone(tmp_path: Path) -> None:
    before = len([*DESCRIPTORS.iterdir()])
    for number in range(5):
        store = tmp_path / str(number) / "steward.db"
        store.parent.mkdir()
        store.write_bytes(NEEDLES[0])
        assert leftovers.look(store.parent, NEEDLES).found == (store.name,)
        store.unlink()
    assert len([*DESCRIPTORS.iterdir()]) <= before + 1
