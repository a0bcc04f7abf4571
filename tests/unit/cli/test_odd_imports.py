"""Old files that nobody would wish for: hostile rows, other kinds, damage, a program that still writes, a kill."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.old_panel import old_panel
from tests.fakes.old_panel_files import hostile, large, ordinary
from tests.test_house_rules import ROOT
from tests.unit.cli.conftest import Steward
from tests.unit.cli.test_store_import import KIND, asked, figures

# The command line; killed when it has written entries and reads on.
DYING = """
import os, signal, sys
from automation.cli import root
from automation.imports import run
from models.database import one

real = run._batches

def batches(rows):
    for batch in real(rows):
        if one("SELECT count(*) FROM legacy_refs WHERE source = 'processed_posts'") != (0,):
            os.kill(os.getpid(), signal.SIGKILL)
        yield batch

run._batches = batches
root.run(sys.argv[1:])
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An old file in ordinary use."""
    return ordinary(tmp_path / "old.db")


def test_hostile_rows_are_refused_and_the_rest_arrives(steward: Steward, tmp_path: Path, folder: Path) -> None:
    ran = steward("store", "import", KIND, str(hostile(tmp_path / "odd.db", 48 << 20)), "--json")
    assert ran.code == 0, ran
    assert figures(ran, "refused") == {
        **dict.fromkeys(figures(ran, "read"), 0),
        "settings": 1,
        "accounts": 4,
        "tags": 1,
        "account_tags": 1,
        "actions": 1,
        "execution_history": 5,
        "screenshots": 5,
    }
    assert ran.document["unknown_columns"] == {"accounts": ["password_hash"]}
    assert ran.document["unknown_tables"] == ["plugins"]
    assert ran.document["missing_tables"] == ["triggers"]
    names = asked(folder, "SELECT username, display_name FROM accounts ORDER BY id")
    assert [name for name, _ in names] == ["Ünï 🌵", "same"]
    assert names[1][1] == "Shouted"  # two spellings of one name are one account
    assert asked(folder, "SELECT estimated_micros, account_id FROM orders") == [(1_005_000, None)]
    rejects = Path(ran.document["rejects"])
    text = rejects.read_text(encoding="utf-8")
    assert "$2b$12$" not in text
    assert len(text) < 60_000  # a huge picture is told of, not repeated
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    assert steward("store", "check", "--json").document["ok"]


def test_a_file_of_another_kind_changes_nothing(steward: Steward, tmp_path: Path, folder: Path) -> None:
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE accounts (id TEXT, platform TEXT)")
    other.close()
    (tmp_path / "words.db").write_text("no database at all")
    for name, code in (
        ("other.db", "import_not_that"),
        ("words.db", "import_not_that"),
        ("gone.db", "file_unreadable"),
    ):
        ran = steward("store", "import", KIND, str(tmp_path / name), "--json")
        assert (ran.code, ran.error["code"]) == (2, code), name
    ran = steward("store", "import", "something-else", str(tmp_path / "other.db"), "--json")
    assert (ran.code, ran.error["code"]) == (2, "import_kind_unknown")
    assert not (folder / "imports").exists()


def test_a_damaged_file_is_told_with_its_cause(steward: Steward, old: Path, open_vault: None, folder: Path) -> None:
    content = bytearray(old.read_bytes())
    content[8192:40960] = os.urandom(32768)
    old.write_bytes(content)
    ran = steward("store", "import", KIND, str(old), "--json")
    assert (ran.code, ran.error["code"]) == (2, "import_damaged")
    assert ran.error["facts"]["reason"]
    if (folder / "steward.db").exists():
        assert asked(folder, "SELECT count(*) FROM accounts") == [(0,)]


def test_a_file_that_its_program_still_writes_is_read_with_its_log(steward: Steward, tmp_path: Path) -> None:
    with old_panel(tmp_path / "busy.db") as panel:
        panel.add("accounts", platform="x", username="late")  # in the log, not yet in the file
        ran = steward("store", "import", KIND, str(tmp_path / "busy.db"), "--json")
    assert (ran.code, figures(ran, "written")["accounts"]) == (0, 1)


def test_killed_in_the_middle_it_goes_on_without_doubles(steward: Steward, tmp_path: Path, folder: Path) -> None:
    rows = 10_000
    old = large(tmp_path / "large.db", rows)
    assert steward("settings", "list").code == 0
    command = [sys.executable, "-c", DYING, "--profile", str(folder), "store", "import", KIND, str(old)]
    died = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    [(cut,)] = asked(folder, "SELECT count(*) FROM feed_entries")
    ran = steward("store", "import", KIND, str(old), "--json")
    assert ran.code == 0, ran
    assert ran.document["resumed"]
    with sqlite3.connect(old) as source:
        for theirs, ours in (("processed_posts", "feed_entries"), ("rss_poll_log", "feed_polls"), ("accounts",) * 2):
            [(count,)] = source.execute(f"SELECT count(*) FROM {theirs}")
            assert asked(folder, f"SELECT count(*) FROM {ours}") == [(count,)], theirs
    assert 0 < cut < figures(ran, "read")["processed_posts"]
    assert figures(ran, "written")["processed_posts"] == figures(ran, "read")["processed_posts"] - cut
    items = steward("imports", "list", "--json").document["items"]
    assert [item["state"] for item in items] == ["completed"]
