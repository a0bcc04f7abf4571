"""Backups in trouble: no room, a damaged store, a death in the middle, an engine that goes on meanwhile."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from automation.upkeep import backups, restore
from models import carrying, clock, copying, manifest
from models.errors import StoreUnusable
from models.paths import Profile
from tests.unit.cli.conftest import Steward
from tests.unit.cli.test_backups import add, back, entries, erased, usernames
from tests.unit.cli.test_store import add_picture, check

# Dies between the copy of the profile and its packing into one file.
KILLED = """
import os, sys
from automation.cli import root
from automation.upkeep import archive
archive.pack = lambda *_: os.kill(os.getpid(), 9)
root.run(sys.argv[1:])
"""


@pytest.fixture(autouse=True)
def _vault(open_vault: None) -> None:
    """Every profile here has an open vault."""


def test_a_damaged_store_is_set_aside_and_replaced(steward: Steward, folder: Path, alice: str) -> None:
    steward("store", "backup")
    [name] = backups.names(folder / "backups")
    for place in folder.glob("steward.db*"):
        place.unlink()
    (folder / "steward.db").write_bytes(b"this is a letter to my grandmother " * 300)
    assert steward("accounts", "list").code == 5
    assert back(steward, name)["before"] is None
    assert usernames(steward) == ["alice"]
    [kept] = folder.glob("damaged-*/steward.db")
    assert kept.read_bytes().startswith(b"this is a letter")
    assert steward("accounts", "show", alice).code == 0


def test_a_restore_that_was_cut_off_is_finished_by_the_next_command(
    steward: Steward, folder: Path, alice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steward("store", "backup", "--to", str(tmp_path / "b"))
    add(steward, "bob")
    moved: list[Path] = []
    real = Path.rename

    def cut_off(self: Path, target: Path) -> Path:
        if self.parent.name == restore.SCRATCH:
            moved.append(self)
        if len(moved) == 3:
            raise KeyboardInterrupt
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", cut_off)
        assert steward("store", "restore", str(tmp_path / "b")).code == 1
    assert (folder / restore.SCRATCH / restore.SWAP).exists()
    assert steward("accounts", "pause", alice).code == 0
    assert usernames(steward) == ["alice"]
    assert "restored" in entries(steward)
    assert not (folder / restore.SCRATCH).exists()
    assert not (folder / restore.ASIDE).exists()


def test_a_restore_whose_plan_cannot_be_read_is_left_as_it_is(
    steward: Steward, folder: Path, alice: str, tmp_path: Path
) -> None:
    scratch = folder / restore.SCRATCH
    scratch.mkdir()
    (scratch / restore.SWAP).write_bytes(b'{"names": ["steward.db"')
    (scratch / "steward.db").write_bytes(b"the half of the profile that was still to come")
    ran = steward("accounts", "pause", alice, "--json")
    assert (ran.code, ran.error["code"]) == (5, "store_error")
    assert (scratch / "steward.db").read_bytes().startswith(b"the half of the profile")


def test_an_opt_out_is_not_lost_by_a_restore_that_has_no_room(
    steward: Steward, folder: Path, alice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steward("store", "backup", "--to", str(tmp_path / "b"))
    add(steward, "bob")
    with monkeypatch.context() as patch:

        def full(_own_key: str | None) -> dict[str, int]:
            raise StoreUnusable("store_full", folder)

        patch.setattr(carrying, "carry_over", full)
        ran = steward("store", "restore", str(tmp_path / "b"), "--json")
    assert (ran.code, ran.error["code"]) == (5, "store_full")
    assert (sorted(usernames(steward)), "restored" in entries(steward)) == (["alice", "bob"], False)
    assert not (folder / restore.SCRATCH).exists()
    assert alice


@pytest.mark.parametrize("sections", [[], ["--sections", "settings"]], ids=["whole", "sections"])
@pytest.mark.parametrize("broken", [None, b'{"erased": [{"ma', b'{"erased": [{"mark": 7, "marks": []}]}', b"{}"])
def test_a_restore_waits_until_it_knows_who_was_erased(
    steward: Steward, folder: Path, alice: str, tmp_path: Path, broken: bytes | None, sections: list[str]
) -> None:
    steward("store", "backup", "--to", str(tmp_path / "b"))
    file = folder / "erasures.json"
    file.write_text(json.dumps({"erased": [erased("one")]}), encoding="utf-8")
    add(steward, "bob")
    whole = file.read_bytes()
    file.unlink() if broken is None else file.write_bytes(broken)
    ran = steward("store", "restore", str(tmp_path / "b"), *sections, "--json")
    assert (ran.code, ran.error["code"], ran.error["subject"]) == (1, "erasures_unreadable", str(file))
    assert sorted(usernames(steward)) == ["alice", "bob"]
    assert not list((folder / "backups").glob("*"))
    assert not (folder / restore.SCRATCH).exists()
    assert steward("status", "--json").document["paused"] is False
    file.write_bytes(whole)
    back(steward, tmp_path / "b", *sections)
    assert json.loads(file.read_bytes()) == json.loads(whole)


def test_a_backup_whose_list_of_erasures_cannot_be_read_is_damaged(
    steward: Steward, folder: Path, alice: str, tmp_path: Path
) -> None:
    (folder / "erasures.json").write_bytes(b"{")
    steward("store", "backup", "--to", str(tmp_path / "b"))
    (folder / "erasures.json").unlink()
    ran = steward("store", "restore", str(tmp_path / "b"), "--json")
    assert (ran.code, ran.error["code"]) == (2, "backup_damaged")
    assert "erasures" in ran.error["message"]
    assert usernames(steward) == ["alice"]


def test_a_backup_that_has_no_room_leaves_nothing(
    steward: Steward, folder: Path, alice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert steward("store", "backup").code == 0
    there = backups.names(folder / "backups")

    def full(*_: object) -> None:
        raise StoreUnusable("store_full", folder)

    monkeypatch.setattr(backups, "SPARE_BYTES", 1 << 60)
    ran = steward("store", "backup", "--json")
    assert (ran.code, ran.error["code"]) == (5, "store_full")
    monkeypatch.setattr(backups, "SPARE_BYTES", 0)
    monkeypatch.setattr(manifest, "copy_bytes", full)
    assert steward("store", "backup", "--json").code == 5
    assert [place.name for place in (folder / "backups").iterdir()] == there
    assert alice


def test_an_existing_place_is_never_written_over(steward: Steward, alice: str, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"mine")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "mine").touch()
    for name in ("b.zip", "b"):
        ran = steward("store", "backup", "--to", str(tmp_path / name), "--json")
        assert (ran.code, ran.error["code"]) == (2, "backup_in_the_way")
    assert (tmp_path / "b.zip").read_bytes() == b"mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "b.zip", "profile"]
    assert alice


def test_a_backup_that_was_killed_is_not_in_the_way_of_the_next(steward: Steward, folder: Path, tmp_path: Path) -> None:
    words = ["--profile", str(folder), "store", "backup", "--to", str(tmp_path / "b.zip")]
    assert subprocess.run([sys.executable, "-c", KILLED, *words], timeout=60).returncode == -9
    assert steward(*words[2:]).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "profile"]


def test_backups_share_pictures_with_each_other_and_never_with_the_profile(
    steward: Steward, folder: Path, alice: str
) -> None:
    picture = add_picture(folder)
    for _ in range(2):
        assert steward("store", "backup").code == 0
    one, two = (folder / "backups" / name / "evidence/act-1/before.jpg" for name in backups.names(folder / "backups"))
    assert one.stat().st_ino == two.stat().st_ino != picture.stat().st_ino
    assert alice


def test_all_of_a_profile_is_private(steward: Steward, folder: Path, alice: str, tmp_path: Path) -> None:
    add_picture(folder)
    steward("store", "backup")
    steward("store", "backup", "--to", str(tmp_path / "b.zip"))
    open_to_others = [
        path.name
        for path in [tmp_path / "b.zip", folder, *folder.rglob("*")]
        if stat.S_IMODE(path.stat().st_mode) & 0o077 and path.parent.name != "act-1" and path.name != "act-1"
    ]
    assert open_to_others == []
    assert alice


def test_a_rehearsal_proves_the_newest_backup(steward: Steward, folder: Path, alice: str) -> None:
    add_picture(folder)
    found = steward("store", "rehearse-restore", "--json").document
    assert found["ok"], found
    assert {"manifest", "integrity", "audit_chain", "sealed", "evidence"} <= {one["name"] for one in found["checks"]}
    assert steward("status", "--json").document["restore_proven_at"] == found["proven_at"]
    [row] = steward("store", "backups", "--json").document["items"]
    assert (row["proven_at"], row["kind"]) == (found["proven_at"], "manual")
    [copy] = folder.glob("backups/*/evidence/act-1/before.jpg")
    copy.write_bytes(b"A picture")
    ran = steward("store", "rehearse-restore", "--json")
    assert (ran.code, ran.document["ok"], ran.document["proven_at"]) == (1, False, None)
    assert "altered" in ran.document["checks"][0]["detail"]
    assert list(folder.glob(".rehearsal*")) == []
    assert alice


def test_a_backup_of_a_clock_that_ran_ahead_is_not_the_newest(steward: Steward, folder: Path, alice: str) -> None:
    real = clock.use(lambda: 0)
    clock.use(lambda: real() + 5 * 365 * clock.DAY_MS)
    assert steward("store", "backup").code == 0
    clock.use(real)
    add(steward, "bob")
    assert steward("store", "backup").code == 0
    last, ahead = backups.names(folder / "backups")
    assert last < copying.stamp(clock.now() + clock.DAY_MS) < ahead
    assert steward("store", "rehearse-restore", "--json").document["backup"] == last
    assert alice


def test_reset_wants_the_name_and_keeps_a_backup(
    steward: Steward, folder: Path, alice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_picture(folder)
    steward("people", "opt-out", "practice:bob")
    monkeypatch.setattr("sys.stdin", StringIO(""))
    unanswered = steward("store", "reset", "--json")
    assert (unanswered.code, unanswered.error["code"]) == (2, "not_answered")
    ran = steward("store", "reset", "--yes", "something", "--json")
    assert (ran.code, ran.error["code"]) == (2, "name_not_typed")
    assert usernames(steward) == ["alice"]
    done = steward("store", "reset", "--yes", "profile", "--json").document
    assert usernames(steward) == []
    assert not list((folder / "evidence").glob("*"))
    assert len(steward("blocklist", "list", "--json").document["items"]) == 1
    assert steward("audit", "verify", "--json").document["ok"]
    back(steward, done["before"])
    assert usernames(steward) == ["alice"]
    assert steward("accounts", "show", alice).code == 0


def test_a_running_engine_exchanges_its_store_and_goes_on(
    steward: Steward, folder: Path, engine: subprocess.Popen[str], tmp_path: Path
) -> None:
    add(steward, "alice")
    assert steward("store", "backup", "--to", str(tmp_path / "b.zip")).code == 0
    add(steward, "bob")
    done = back(steward, tmp_path / "b.zip")
    assert engine.poll() is None
    assert steward("status", "--json").document["engine"] == engine.pid
    assert steward("status", "--json").document["paused"] is True
    assert steward("vault", "status", "--json").document["locked"] is False
    assert usernames(steward) == ["alice"]
    add(steward, "carol")
    assert usernames(steward) == ["alice", "carol"]
    assert done["before"] in [
        Path(row["folder"]).name for row in steward("store", "backups", "--json").document["items"]
    ]
    made = steward("store", "backup", "--json").document
    add(steward, "dave")
    assert back(steward, made["path"], "--sections", "accounts,history")["paused"]
    assert usernames(steward) == ["alice", "carol", "dave"]
    assert steward("store", "rehearse-restore", "--json").document["ok"]
    assert steward("store", "reset", "--yes", "profile").code == 0
    assert usernames(steward) == []
    assert steward("audit", "verify", "--json").document["ok"]
    assert engine.poll() is None
    assert Profile(folder).store.exists()
    assert check(steward("store", "check", "--json"), "integrity")["ok"]
