"""A restore in a running engine: it is told how far the setting aside of the present state is, and can end there."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from automation import commands
from automation.audit import erasure
from automation.cli import run
from automation.events import Event, Progress
from automation.runtime import Runtime
from automation.upkeep import backups, restore
from automation.vault.keys import Cost
from models import owed
from models.account import accounts, add_account
from models.database import db
from models.errors import StewardError, StoreUnusable
from models.paths import Profile

PICTURES = 300
PATIENCE_S = 30
PASSPHRASE = "four calm grey herons"


@pytest.fixture
async def runtime(runtime: Runtime, tmp_path: Path) -> Runtime:
    """An engine with a backup outside its profile, and many pictures taken since."""
    await runtime.do(commands.BackUp(str(tmp_path / "backup")))
    folder = runtime.profile.evidence / "act-1"
    folder.mkdir(parents=True)
    for number in range(PICTURES):
        (folder / f"{number}.jpg").write_bytes(b"a picture" * 1000)
    return runtime


def courses(told: list[Progress]) -> list[list[Progress]]:
    """What was told, in parts that each come to an end."""
    parts: list[list[Progress]] = [[]]
    for event in told:
        if event.ended:
            parts.append([])
        else:
            parts[-1].append(event)
    return parts[:-1]


async def test_setting_the_present_state_aside_is_told(runtime: Runtime, tmp_path: Path) -> None:
    told: list[Progress] = []
    runtime.listen(lambda event, _binary: told.append(event) if isinstance(event, Progress) else None)
    await runtime.do(commands.Restore(str(tmp_path / "backup")))
    taking_in, setting_aside = courses(told)
    assert taking_in
    assert setting_aside[0].total > PICTURES * 9000
    assert {event.task for event in told} == {"restore"}


@pytest.mark.parametrize("other_keys", [False, True], ids=["same keys", "other keys"])
@pytest.mark.parametrize("locked", [False, True], ids=["open", "locked"])
async def test_a_vault_stays_as_open_as_people_left_it(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: bool, other_keys: bool
) -> None:
    cost, vault = Cost(memory_kib=64, passes=1, lanes=1), runtime.house.vault
    vault.init(PASSPHRASE, use_keychain=False, cost=cost)
    await runtime.do(commands.BackUp(str(tmp_path / "with keys")))
    if other_keys:
        (runtime.profile.folder / "vault.json").unlink()
        vault.init(PASSPHRASE, use_keychain=False, cost=cost)
    monkeypatch.setenv("STEWARD_PASSPHRASE", PASSPHRASE)
    if locked:
        await runtime.do(commands.VaultLock())
    await runtime.do(commands.Restore(str(tmp_path / "with keys")))
    assert (await runtime.do(commands.Status()))["vault"]["locked"] is locked


async def test_it_can_be_broken_off_until_the_exchange_begins(runtime: Runtime, tmp_path: Path) -> None:
    ended: list[bool] = []
    asked: list[asyncio.Future[Any]] = []

    def listen(event: Event, _binary: bytes) -> None:
        if isinstance(event, Progress):
            ended.append(event.ended)
            if True in ended and not event.ended and not asked:
                asked.append(asyncio.ensure_future(runtime.do(commands.CancelWork("restore"))))

    runtime.listen(listen)
    with pytest.raises(StewardError, match="work_cancelled"):
        await runtime.do(commands.Restore(str(tmp_path / "backup")))
    assert asked[0].exception() is None
    assert len(list((runtime.profile.evidence / "act-1").iterdir())) == PICTURES
    assert not list(runtime.profile.backups.iterdir())
    assert not list(runtime.profile.folder.glob(".re*"))
    assert (await runtime.do(commands.Status()))["paused"] is False


async def test_a_disk_that_fails_in_the_middle_of_the_exchange_leaves_no_empty_store(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failed = Path.rename, []

    def fails_once(self: Path, target: Path) -> Path:
        if self.parent.name == restore.SCRATCH and self.name == "steward.db" and not failed:
            failed.append(self)
            raise OSError(errno.EIO, "Input/output error")
        return real(self, target)

    line = add_account("practice", "", "since", None)
    await runtime.do(commands.BackUp(str(tmp_path / "with it")))
    monkeypatch.setattr(Path, "rename", fails_once)
    with pytest.raises(StewardError, match="profile_unwritable"):
        await runtime.do(commands.Restore(str(tmp_path / "with it")))
    assert failed
    assert [found.id for found in accounts()] == [line.id]
    assert not list(runtime.profile.folder.glob(".re*"))


async def test_an_engine_without_room_for_a_restore_goes_on(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise StoreUnusable("store_full", "steward.db")

    monkeypatch.setattr(backups, "make", full)
    with pytest.raises(StewardError, match="store_full"):
        await runtime.do(commands.Restore(str(tmp_path / "backup")))
    assert not runtime.ended.is_set()
    assert (await runtime.do(commands.Status()))["paused"] is False


@pytest.mark.parametrize("resets", [False, True], ids=["restored", "reset"])
async def test_a_new_store_is_opened_beside_who_reads_it_already(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, resets: bool
) -> None:
    real, readers = restore.roll_forward, []

    def read_first(profile: Profile) -> bool:
        ended = real(profile)
        readers.append(sqlite3.connect(profile.store, isolation_level=None))
        readers[0].execute("BEGIN")
        readers[0].execute("SELECT count(*) FROM accounts").fetchall()
        return ended

    monkeypatch.setattr(restore, "roll_forward", read_first)
    command = commands.ResetStore("profile") if resets else commands.Restore(str(tmp_path / "backup"))
    try:
        await runtime.do(command)
        assert not runtime.ended.is_set()
    finally:
        readers[0].close()


async def test_who_waits_for_rest_or_cuts_a_restore_off_leaves_it_whole(
    runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, begun, go_on = backups.make, threading.Event(), threading.Event()

    def slow(*given: Any) -> Any:
        begun.set()
        assert go_on.wait(PATIENCE_S)
        return real(*given)

    monkeypatch.setattr(backups, "make", slow)
    under_way = asyncio.ensure_future(runtime.do(commands.Restore(str(tmp_path / "backup"))))
    await asyncio.to_thread(begun.wait, PATIENCE_S)
    assert not run._idle(runtime)
    assert db.is_closed()
    under_way.cancel()
    stopping = asyncio.ensure_future(runtime.stop())
    await asyncio.wait([under_way, stopping], timeout=0.05)
    assert restore.scratch_of(runtime.profile).exists()
    go_on.set()
    await stopping
    assert under_way.cancelled()
    await runtime.start()
    assert (await runtime.do(commands.Status()))["paused"] is True
    assert not list(runtime.profile.folder.glob(".re*"))


async def test_the_erased_are_looked_for_beside_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile, looked = Profile(tmp_path / "profile").prepare(), []

    def replay(_profile: Profile) -> list[erasure.Erased]:
        looked.append(threading.current_thread())
        return []

    owed.owe(profile.folder, "restore")
    monkeypatch.setattr(erasure, "replay", replay)
    engine = Runtime(profile)
    await engine.start()
    await engine.stop()
    assert len(looked) == 1
    assert looked[0] is not threading.main_thread()
