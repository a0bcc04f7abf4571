"""Backups made to do harm, or gone bad: each is refused with its reason, and the profile is as it was."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import sqlite3
import stat
import warnings
import zipfile
from collections.abc import Callable
from contextlib import chdir, closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from automation.upkeep import archive, backups
from models import manifest
from models.manifest import Kept, Manifest
from models.migrations.runner import NEWEST
from models.paths import Profile
from tests.unit.cli.conftest import Steward, alice, folder, open_vault, steward

__all__ = ["alice", "folder", "open_vault", "steward"]


@pytest.fixture
def backup(steward: Steward, folder: Path, open_vault: None, alice: str, tmp_path: Path) -> Path:
    """A good backup folder of a profile with an account, a picture and a pack."""
    picture = folder / "evidence" / "act-1" / "before.jpg"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"a picture" * 1000)
    assert steward("store", "backup", "--to", str(tmp_path / "good")).code == 0
    return tmp_path / "good"


def state_of(folder: Path) -> dict[str, str]:
    """Every file of a profile that a restore could change, with its sum."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "engine.lock" and path.parent.name != "logs"
    }


def refused(steward: Steward, folder: Path, source: Path, code: str, exit_: int = 2) -> str:
    """Bringing it back is refused, says why, and leaves everything as it was; returns the reason."""
    before = state_of(folder)
    ran = steward("store", "restore", str(source), "--json")
    assert (ran.code, ran.error["code"]) == (exit_, code), ran
    assert state_of(folder) == before
    assert [place.name for place in folder.iterdir() if place.name.startswith(".")] == []
    return str(ran.error["message"])


def rewritten(folder: Path, change: Callable[[Manifest], Manifest]) -> None:
    """The manifest as somebody writes it who knows how."""
    path = folder / manifest.NAME
    document = change(manifest.parse(path.read_bytes(), folder))
    path.write_bytes(manifest.render(document))


def with_file(folder: Path, name: str, content: bytes) -> None:
    """One more file, with its sum in the manifest."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    kept = Kept(len(content), sha256(content).hexdigest())
    rewritten(folder, lambda what: replace(what, files={**what.files, name: kept}))


def zipped(folder: Path, target: Path, entries: list[tuple[zipfile.ZipInfo, bytes]]) -> Path:
    """An archive with a sum at its end that agrees, of a folder's files and of what is smuggled in."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                made.write(path, path.relative_to(folder).as_posix())
        for info, content in entries:
            made.writestr(info, content)
        made.comment = b"0" * archive.SUM_BYTES
    content = target.read_bytes()[: -archive.SUM_BYTES]
    target.write_bytes(content + sha256(content).hexdigest().encode())
    return target


ELSEWHERE = (
    *("../escaped", "evidence/../../escaped", "/tmp/escaped", "C:/escaped", "..\\escaped", "evidence\\..\\escaped"),
    *("engine.lock", "steward.db-wal", "STEWARD.DB-WAL", "backups/2026-01-01/steward.db", ".restoring/swap.json"),
    *("restored.json", "evidence/a\nb", "evidence/.hidden", "evidence/" + "a/" * 40 + "deep", "x" * 5000),
)


def test_a_name_that_leads_elsewhere_is_refused(steward: Steward, folder: Path, backup: Path, tmp_path: Path) -> None:
    good = (backup / manifest.NAME).read_bytes()
    kept = Kept(4, sha256(b"harm").hexdigest())
    for number, name in enumerate(ELSEWHERE):
        (backup / manifest.NAME).write_bytes(good)
        rewritten(backup, lambda what, name=name: replace(what, files={**what.files, name: kept}))  # type: ignore[misc]
        refused(steward, folder, backup, "backup_refused")
        there = zipped(backup, tmp_path / f"{number}.zip", [(zipfile.ZipInfo(name), b"harm")])
        refused(steward, folder, there, "backup_refused")
    assert not (tmp_path / "escaped").exists()
    assert not Path("/tmp/escaped").exists()


@pytest.mark.parametrize("kind", ["link", "device", "pipe", "encrypted", "twice", "folder"])
def test_an_archive_entry_that_is_no_plain_file_is_refused(
    steward: Steward, folder: Path, backup: Path, tmp_path: Path, kind: str
) -> None:
    entry = zipfile.ZipInfo("evidence/strange" + ("/" if kind == "folder" else ""))
    modes = {"link": stat.S_IFLNK, "device": stat.S_IFBLK, "pipe": stat.S_IFIFO}
    entry.external_attr = (modes.get(kind, stat.S_IFREG) | 0o777) << 16
    if kind == "twice":
        entry.filename = entry.orig_filename = "steward.db"
    with_file(backup, "evidence/strange", b"/etc/passwd")
    (backup / "evidence" / "strange").unlink()
    with warnings.catch_warnings(action="ignore"):  # zipfile's own, of a name that is there twice
        there = zipped(backup, tmp_path / "b.zip", [(entry, b"/etc/passwd")])
    if kind == "encrypted":
        content = bytearray(there.read_bytes()[: -archive.SUM_BYTES])
        place = content.rfind(b"PK\x01\x02", 0, content.rfind(b"evidence/strange"))
        content[place + 8] |= 1
        there.write_bytes(bytes(content) + sha256(content).hexdigest().encode())
    refused(steward, folder, there, "backup_refused")


@pytest.mark.parametrize("kind", ["link", "linked folder", "pipe", "socket"])
def test_a_folder_with_more_than_plain_files_is_refused(
    steward: Steward, folder: Path, backup: Path, tmp_path: Path, kind: str
) -> None:
    strange = backup / "evidence" / "strange"
    with_file(backup, "evidence/strange", b"harm")
    strange.unlink()
    if kind == "link":
        strange.symlink_to(tmp_path / "secret")
        (tmp_path / "secret").write_bytes(b"harm")
    elif kind == "linked folder":
        shutil.move(backup / "evidence", tmp_path / "elsewhere")
        (tmp_path / "elsewhere" / "strange").write_bytes(b"harm")
        (backup / "evidence").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    elif kind == "pipe":
        os.mkfifo(strange)
    else:
        with closing(socket.socket(socket.AF_UNIX)) as server, chdir(strange.parent):
            server.bind("strange")  # by its short name: such addresses hold a hundred bytes
    refused(steward, folder, backup, "backup_refused")


def test_a_bomb_is_refused_by_what_it_declares(steward: Steward, folder: Path, backup: Path, tmp_path: Path) -> None:
    size = 3 << 30
    kept = Kept(size, "0" * 64)
    rewritten(backup, lambda what: replace(what, files={**what.files, "evidence/bomb": kept}))
    there = zipped(backup, tmp_path / "b.zip", [(zipfile.ZipInfo("evidence/bomb"), b"small")])
    content = bytearray(there.read_bytes()[: -archive.SUM_BYTES])
    place = content.rfind(b"PK\x01\x02", 0, content.rfind(b"evidence/bomb"))
    content[place + 24 : place + 28] = size.to_bytes(4, "little")
    there.write_bytes(bytes(content) + sha256(content).hexdigest().encode())
    assert "measure" in refused(steward, folder, there, "backup_refused")


def test_a_file_that_is_larger_than_it_says_is_stopped(tmp_path: Path) -> None:
    with (tmp_path / "long").open("w+b") as stream:
        stream.write(b"x" * 100_000)
        stream.seek(0)
        with pytest.raises(manifest.BadInput, match="backup_refused"):
            manifest.copy_bytes(stream, tmp_path / "copy", lambda size: None, most=10)
    assert (tmp_path / "copy").stat().st_size == 0


@pytest.mark.parametrize("what", ["an extra file", "a missing file", "an altered file", "no manifest", "no folder"])
def test_a_folder_that_its_manifest_does_not_describe_is_refused(
    steward: Steward, folder: Path, backup: Path, what: str
) -> None:
    picture = backup / "evidence" / "act-1" / "before.jpg"
    if what == "an extra file":
        (backup / "evidence" / "more").write_bytes(b"more")
    elif what == "a missing file":
        picture.unlink()
    elif what == "an altered file":
        picture.write_bytes(b"A" + picture.read_bytes()[1:])
    elif what == "no manifest":
        (backup / manifest.NAME).unlink()
    else:
        shutil.rmtree(backup)
    refused(steward, folder, backup, "backup_missing" if what.startswith("no ") else "backup_damaged")


def test_every_flipped_bit_in_a_backup_is_found(steward: Steward, folder: Path, backup: Path, tmp_path: Path) -> None:
    chance = random.Random(3)
    archive.pack(backup, backups.read(backup), tmp_path / "b.zip", backups.Gauge())
    places = [path for path in backup.rglob("*") if path.is_file()]
    for place in [*places, tmp_path / "b.zip", backup / manifest.NAME, backup / manifest.NAME]:
        content = place.read_bytes()
        bit = chance.randrange(len(content) * 8)
        altered = bytearray(content)
        altered[bit // 8] ^= 1 << bit % 8
        place.write_bytes(altered)
        source = place if place.suffix == ".zip" else backup
        ran = steward("store", "check", "--backup", str(source), "--json")
        assert ran.code != 0, f"bit {bit} of {place.name}"
        place.write_bytes(content)
    assert steward("store", "check", "--backup", str(backup)).code == 0
    assert steward("store", "check", "--backup", str(tmp_path / "b.zip")).code == 0


def test_a_newer_backup_is_exit_5(steward: Steward, folder: Path, backup: Path) -> None:
    rewritten(backup, lambda what: replace(what, schema=NEWEST + 1))
    refused(steward, folder, backup, "store_newer", 5)


def test_a_store_that_claims_less_than_it_is_is_exit_5_too(steward: Steward, folder: Path, backup: Path) -> None:
    with closing(sqlite3.connect(backup / "steward.db")) as theirs:
        theirs.execute(f"PRAGMA user_version = {NEWEST + 1}")
    with_file(backup, "steward.db", (backup / "steward.db").read_bytes())
    refused(steward, folder, backup, "store_newer", 5)


STATEMENTS = (
    "CREATE TRIGGER mine AFTER INSERT ON actions BEGIN DELETE FROM blocklist; END",
    "CREATE VIEW mine AS SELECT envelope FROM secrets",
    "DROP TRIGGER audit_keeps",
)


def test_a_store_with_parts_of_somebody_elses_making_is_refused(steward: Steward, folder: Path, backup: Path) -> None:
    good = (backup / "steward.db").read_bytes()
    for statement in STATEMENTS:
        (backup / "steward.db").write_bytes(good)
        with closing(sqlite3.connect(backup / "steward.db")) as theirs:
            theirs.execute(statement)
        with_file(backup, "steward.db", (backup / "steward.db").read_bytes())
        assert "did not make" in refused(steward, folder, backup, "backup_refused")


def test_a_store_that_is_none_is_refused(steward: Steward, folder: Path, backup: Path) -> None:
    for content in (b"", b"this is a letter to my grandmother " * 300, b"SQLite format 3\0" + b"\xff" * 9000):
        with_file(backup, "steward.db", content)
        refused(steward, folder, backup, "backup_damaged")


NO_MANIFESTS = (
    *(b"", b"{}", b"[]", b"null", b"[" * 100_000, b"\xff\xfe"),
    b'{"format": "steward backup", "version": 1, "files": 3}',
)


def test_a_manifest_that_is_none_is_refused(steward: Steward, folder: Path, backup: Path) -> None:
    for content in NO_MANIFESTS:
        (backup / manifest.NAME).write_bytes(content)
        refused(steward, folder, backup, "backup_damaged")


def test_a_manifest_of_a_later_form_says_so(steward: Steward, folder: Path, backup: Path) -> None:
    path = backup / manifest.NAME
    path.write_bytes(json.dumps({**json.loads(path.read_bytes()), "version": 2}).encode())
    refused(steward, folder, backup, "backup_newer")


def test_an_archive_that_is_none_is_refused(steward: Steward, folder: Path, backup: Path, tmp_path: Path) -> None:
    for content in (b"", b"PK\x05\x06" + b"\0" * 18, b"\0" * 500):
        (tmp_path / "b.zip").write_bytes(content)
        refused(steward, folder, tmp_path / "b.zip", "backup_damaged")


def test_the_profile_itself_is_no_backup(steward: Steward, folder: Path, backup: Path) -> None:
    refused(steward, folder, folder, "backup_missing")
    assert Profile(folder).store.exists()
