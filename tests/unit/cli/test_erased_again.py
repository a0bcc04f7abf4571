"""Who was erased stays erased: over a second erasure, a backup in between, an import that breaks off, and errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from automation.audit import erasure, leftovers
from automation.imports.sources import SqliteSource
from models.database import close, connect
from models.errors import BadInput, StoreUnusable
from models.paths import Profile
from models.person import see_person
from tests.fakes import old_engagement
from tests.unit.cli.conftest import Ran, Steward, stored

NAME = "found1"


class Killed(BaseException):
    """What nobody catches."""


def see(folder: Path) -> None:
    """A page names the person again."""
    connect(folder / "steward.db")
    see_person("instagram", "", NAME, bio="seen again")
    close()


def names(folder: Path) -> list[str]:
    return [name for (name,) in stored(folder, "SELECT username_norm FROM people") if name == NAME]


def flags(folder: Path) -> list[str]:
    return [path.name for path in folder.glob(".owed-*")]


def bring(steward: Steward, folder: Path) -> Ran:
    """The old store, under a file name that no import has seen."""
    number = len(stored(folder, "SELECT 1 FROM imports")) if (folder / "steward.db").exists() else 0
    old = old_engagement.store(folder.parent / f"old{number}.db")
    return steward("store", "import", "engagement-store", str(old), "--json")


@pytest.fixture
def erased(steward: Steward, folder: Path, open_vault: None) -> None:
    """Somebody who came with an old store was erased."""
    assert bring(steward, folder).code == 0
    assert steward("people", "erase", f"@{NAME}", "--yes", "--json").code == 0
    assert (names(folder), flags(folder)) == ([], [])


def test_a_backup_from_between_two_erasures_brings_nobody_back(
    steward: Steward, folder: Path, tmp_path: Path, erased: None
) -> None:
    see(folder)
    steward("store", "backup", "--to", str(tmp_path / "b"))
    assert steward("people", "erase", f"@{NAME}", "--yes").code == 0
    assert stored(folder, "SELECT count(*) FROM erasures") == [(1,)], "both times the same mark"
    assert steward("store", "restore", str(tmp_path / "b"), "--json").code == 0
    assert (names(folder), flags(folder)) == ([], [])


def test_where_no_engine_works_the_command_writes_the_store_anew(
    steward: Steward, folder: Path, open_vault: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody reads until the erasure has looked, so that the log keeps what was deleted."""
    bring(steward, folder)
    reader = sqlite3.connect(folder / "steward.db", isolation_level=None, check_same_thread=False)
    reader.execute("BEGIN").execute("SELECT count(*) FROM people").fetchone()
    look = leftovers.look

    def read_until_then(*given: Any) -> leftovers.Looked:
        found = look(*given)
        reader.close()
        return found

    monkeypatch.setattr(erasure, "PATIENCE_S", 0.1)
    monkeypatch.setattr(leftovers, "look", read_until_then)
    done = steward("people", "erase", f"@{NAME}", "--yes", "--json").document
    assert (done["receipt"]["rewriting_owed"], done["written_anew"], flags(folder)) == (True, True, [])
    assert not any(NAME.encode() in path.read_bytes() for path in folder.glob("steward.db*"))


@pytest.fixture
def breaks_off(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What was read before the posts is written, and then the source is gone."""
    real = SqliteSource.rows

    def rows(self: SqliteSource, table: str) -> Any:
        if table == "posts":
            raise BadInput("import_damaged", "old.db", reason="connection lost")
        return real(self, table)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteSource, "rows", rows)
        yield


def test_half_an_import_brings_nobody_back(steward: Steward, folder: Path, erased: None, breaks_off: None) -> None:
    assert bring(steward, folder).error["code"] == "import_damaged"
    assert (names(folder), flags(folder)) == ([], [])
    assert stored(folder, "SELECT count(*) > 0 FROM people") == [(1,)]


def test_who_came_back_and_could_not_be_erased_at_once_is_erased_at_the_next_start(
    steward: Steward, folder: Path, erased: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreUnusable("store_full", folder)

    with monkeypatch.context() as patch:
        patch.setattr(erasure, "replay", full)
        assert bring(steward, folder).error["code"] == "store_full"
    assert (names(folder), flags(folder)) == ([NAME], [".owed-import"])
    assert (folder / ".owed-import").stat().st_mode & 0o777 == 0o600
    assert steward("settings", "set", "cap_like_hour", "7").code == 0
    assert (names(folder), flags(folder)) == ([], [])


def test_a_second_erasure_that_is_cut_off_is_ended_at_the_next_start(
    steward: Steward, folder: Path, erased: None
) -> None:
    def tell(done: int, _total: int, _text: str) -> None:
        if done == 1:
            raise Killed

    see(folder)
    connect(folder / "steward.db")
    with pytest.raises(Killed):
        erasure.erase(Profile(folder), see_person("instagram", "", NAME), tell)
    close()
    assert names(folder) == [NAME]
    assert steward("settings", "set", "cap_like_hour", "7").code == 0
    assert (names(folder), flags(folder)) == ([], [])
