"""`steward profiles`: folders that can be chosen, named anew, moved and thrown away, with everything in them."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from automation.cli import profiles as group
from models import clock, paths, profiles
from tests.unit.cli.conftest import Ran, Steward
from tests.unit.cli.test_store import add_picture


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of this test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "steward" / "profiles"


def failed(ran: Ran, code: str) -> None:
    assert (ran.code, ran.error["code"]) == (2, code), ran


def test_profiles_are_made_listed_renamed_and_removed(steward: Steward, places: Path) -> None:
    assert steward("profiles", "list", "--json").document["items"] == []
    made = steward("profiles", "create", "Work 2", "--json").document
    assert made["folder"] == str(places / "Work 2")
    assert (places / "Work 2").stat().st_mode & 0o777 == 0o700
    failed(steward("profiles", "create", "work 2", "--json"), "profile_exists")
    assert steward("profiles", "rename", "Work 2", "WORK 2", "--json").document["name"] == "WORK 2"
    assert steward("profiles", "rename", "WORK 2", "home").code == 0
    failed(steward("profiles", "rename", "nobody", "x", "--json"), "unknown_profile")
    failed(steward("profiles", "remove", "home", "--yes", "Home", "--json"), "name_not_typed")
    gone = steward("profiles", "remove", "home", "--yes", "home", "--json").document
    assert Path(gone["trash"]).is_dir()
    assert steward("profiles", "list", "--json").document["items"] == []


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "a\\b", ".hidden", "con", "LPT1.txt", "a" * 65, "ends.", "a\nb", "ä"]
)
def test_a_name_that_some_system_cannot_have_is_refused(steward: Steward, places: Path, name: str) -> None:
    failed(steward("profiles", "create", "--json", "--", name), "profile_name")
    assert not places.exists()


def test_the_last_used_comes_first(steward: Steward) -> None:
    for name in ("a", "b", "c"):
        assert steward("profiles", "create", name).code == 0
    assert steward("--profile", "b", "settings", "set", "theme", "dark").code == 0
    found = steward("profiles", "list", "--json").document["items"]
    assert [row["name"] for row in found] == ["b", "a", "c"]
    assert found[0]["used_at"] is not None
    assert found[1]["used_at"] is None


def test_a_slip_of_the_hand_makes_no_profile(
    steward: Steward, places: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed(steward("--profile", "wrok", "queue", "list", "--json"), "unknown_profile")
    failed(steward("--profile", "wrok", "settings", "set", "theme", "dark", "--json"), "unknown_profile")
    window = [sys.executable, "-m", "desktop", "--profile", "wrok"]
    refused = subprocess.run(window, capture_output=True, text=True, timeout=60, check=False)
    assert (refused.returncode, "There is no profile wrok." in refused.stderr) == (2, True)
    monkeypatch.setenv("STEWARD_PROFILE", "wrok")
    failed(steward("--profile", "", "status", "--json"), "unknown_profile")
    assert not places.exists()
    assert steward("--profile", str(tmp_path / "a" / "new one"), "queue", "list").code == 0
    assert steward("--profile", "default", "queue", "list").code == 0


def test_a_profile_at_work_is_not_moved(steward: Steward, places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group, "PATIENCE_S", 0.0)
    steward("profiles", "create", "home")
    with (places / "home" / "engine.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for words in (["rename", "home", "away"], ["remove", "home", "--yes", "home"]):
            ran = steward("profiles", *words, "--json")
            assert (ran.code, ran.error["code"]) == (5, "profile_in_use")
    assert (places / "home").is_dir()


def test_the_trash_is_emptied_after_thirty_days(steward: Steward) -> None:
    for name in ("old", "young"):
        steward("profiles", "create", name)
        steward("profiles", "remove", name, "--yes", name)
    [old] = profiles.trash_folder().glob("old~*")
    old = old.rename(old.with_name(f"old~{clock.now() - 31 * clock.DAY_MS}"))
    steward("profiles", "list")
    assert old.is_dir(), "a list removes nothing"
    assert steward("--profile", "default", "store", "retention").code == 0
    assert [place.name.partition("~")[0] for place in profiles.trash_folder().iterdir()] == ["young"]


@pytest.mark.usefixtures("open_vault")
def test_moving_the_folder_moves_everything(steward: Steward, folder: Path, alice: str, tmp_path: Path) -> None:
    add_picture(folder)
    assert steward("store", "backup").code == 0
    assert steward("store", "rehearse-restore").code == 0
    here = str(folder).encode()
    for file in folder.rglob("*"):
        if file.is_file() and file.parent.name != "logs":
            assert here not in file.read_bytes(), f"{file.name} knows where it lies"
    with closing(sqlite3.connect(folder / "steward.db")) as rows:
        rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    moved = tmp_path / "elsewhere" / "else"
    moved.parent.mkdir()
    folder.rename(moved)
    there = ("--profile", str(moved))
    assert steward(*there, "accounts", "show", alice, "--json").document["username"] == "alice"
    assert steward(*there, "store", "check", "--json").document["ok"]
    assert steward(*there, "store", "rehearse-restore", "--json").document["ok"]
    assert steward(*there, "audit", "verify", "--json").document["head"] == "sealed"


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program lies, as far as it can tell."""
    monkeypatch.setattr(paths, "program_folder", lambda: tmp_path / "stick")
    monkeypatch.setenv(paths.PORTABLE, "")
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def test_a_portable_program_keeps_its_data_beside_it(
    steward: Steward, beside: Path, places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert paths.profiles_folder() == places
    for name in ("portable", "steward-portable.toml"):
        (beside / name).touch()
        assert paths.profile("x").folder == beside / "steward-data" / "profiles" / "x"
        monkeypatch.setenv(paths.PORTABLE, "0")
        assert paths.profiles_folder() == places, "the environment has the last word"
        monkeypatch.setenv(paths.PORTABLE, "")
        (beside / name).unlink()
    made = steward("profiles", "create", "x", "--portable", "--json").document
    assert (made["folder"], made["portable"]) == (str(beside / "steward-data" / "profiles" / "x"), True)
    assert not places.exists()


def test_every_file_of_a_process_is_private(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "automation", "--profile", str(tmp_path / "p"), "settings", "set", "theme", "dark"]
    subprocess.run(command, check=True, capture_output=True, timeout=60, umask=0)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in [tmp_path / "p", *(tmp_path / "p").rglob("*")]}
    assert set(modes.values()) == {"0o700", "0o600"}, modes


@pytest.fixture
def shut(places: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of profiles that its user may not read, nor what is in it; for root there is no such folder."""
    (places / "work").mkdir(parents=True)

    def shut_too(real: Callable[..., Any]) -> Callable[..., Any]:
        def asked(path: Any, *more: Any, **named: Any) -> Any:
            if not isinstance(path, int) and Path(path).is_relative_to(places):
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return real(path, *more, **named)

        return asked

    for name in ("listdir", "scandir", "stat", "lstat", "mkdir", "open"):
        monkeypatch.setattr(os, name, shut_too(getattr(os, name)))
    return places


@pytest.mark.parametrize("words", ["list", "create home", "rename work home", "remove work --yes work"])
def test_a_folder_of_profiles_that_cannot_be_read_is_named(steward: Steward, shut: Path, words: str) -> None:
    ran = steward("profiles", *words.split(), "--json")
    assert (ran.code, ran.error["code"], ran.error["subject"]) == (5, "profile_unreadable", str(shut))
    assert "Permission denied" in ran.error["message"]
    said = steward("profiles", *words.split())
    assert (said.code, said.out) == (5, "")
    assert "--profile DIR" in said.err


@pytest.mark.parametrize("words", ["status", "vault status", "platforms list", "archive list", "stop", "accounts list"])
def test_a_profile_that_cannot_be_read_is_named(steward: Steward, shut: Path, words: str) -> None:
    ran = steward("--profile", "work", *words.split(), "--json")
    assert (ran.code, ran.error["code"], ran.error["subject"]) == (5, "profile_unreadable", str(shut / "work"))
