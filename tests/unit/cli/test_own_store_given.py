"""The profile's own store, given to a command as somebody else's: who has it open keeps it."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Steward


@pytest.mark.parametrize(
    ("words", "code"),
    [(["store", "import", "linkedin-store"], "import_not_that"), (["store", "restore"], "backup_damaged")],
    ids=["import", "restore"],
)
@pytest.mark.usefixtures("open_vault", "alice")
def test_it_is_refused_and_stays_the_engines(
    steward: Steward, folder: Path, request: pytest.FixtureRequest, words: list[str], code: str
) -> None:
    engine: subprocess.Popen[str] = request.getfixturevalue("engine")
    log = folder / "steward.db-wal"
    written_to = log.stat().st_ino
    refused = steward(*words, str(folder / "steward.db"), "--json")
    assert (refused.code, refused.error["code"]) == (2, code)
    with closing(sqlite3.connect(folder / "steward.db")) as another:
        assert another.execute("SELECT count(*) FROM accounts").fetchone() == (1,)
    assert log.stat().st_ino == written_to, "who closes last takes the log away, and this one thought it was the last"
    assert engine.poll() is None
