"""`steward store` and `steward audit verify`: what is sound is called sound, and damage is found."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from automation.cli import door, store
from tests.unit.cli.conftest import Ran, Steward


@contextmanager
def by_hand(folder: Path) -> Iterator[sqlite3.Connection]:
    """The store as somebody with a tool of their own would change it."""
    connection = sqlite3.connect(folder / "steward.db")
    with connection:
        yield connection
    connection.close()


def check(ran: Ran, name: str) -> dict[str, Any]:
    """One check of a report."""
    [found] = [check for check in ran.document["checks"] if check["name"] == name]
    return dict(found)


def add_picture(folder: Path, content: bytes = b"a picture") -> Path:
    """An action of the store's only account, with a picture."""
    path = folder / "evidence" / "act-1" / "before.jpg"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    sum_ = sha256(content).hexdigest()
    with by_hand(folder) as rows:
        rows.execute(
            "INSERT INTO actions (id, account_id, kind, target_kind, target_url, target_id, content_hash, generation,"
            " idempotency_key, state, trigger, due_at, created_at, updated_at)"
            " SELECT 1, id, 'like', 'post', 'u', '1', 'h', 0, 'k', 'confirmed', 'manual', 0, 0, 0 FROM accounts"
        )
        rows.execute(
            "INSERT INTO evidence (id, action_id, attempt_id, phase, path, sha256, taken_at)"
            " VALUES (1, 1, 1, 'before', 'act-1/before.jpg', ?, 0)",
            (sum_,),
        )
    return path


@pytest.mark.usefixtures("alice")
def test_a_sound_store_passes_every_check(steward: Steward, folder: Path) -> None:
    add_picture(folder)
    ran = steward("store", "check", "--json")
    assert (ran.code, ran.document["ok"]) == (0, True)
    names = [one["name"] for one in ran.document["checks"]]
    assert names == ["integrity", "foreign_keys", "schema", "evidence", "audit_chain", "sealed"]
    assert "All 1 pictures" in check(ran, "evidence")["detail"]


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize("damage", ["altered", "missing"])
def test_a_picture_that_changed_is_found(steward: Steward, folder: Path, damage: str) -> None:
    path = add_picture(folder)
    if damage == "altered":
        path.write_bytes(b"another picture")
    else:
        path.unlink()
    ran = steward("store", "check", "--json")
    assert (ran.code, ran.document["ok"]) == (1, False)
    assert check(ran, "evidence")["detail"] == f"1 of 1 pictures: act-1/before.jpg is {damage}"
    assert check(ran, "integrity")["ok"]


@pytest.mark.usefixtures("alice")
def test_an_entry_that_was_altered_is_found(steward: Steward, folder: Path) -> None:
    with by_hand(folder) as rows:
        rows.execute("DROP TRIGGER audit_keeps")
        rows.execute('UPDATE audit_entries SET body = \'{"right":"client"}\' WHERE sequence = 2')
    ran = steward("store", "check", "--json")
    assert (ran.code, check(ran, "audit_chain")["ok"]) == (1, False)
    walked = steward("audit", "verify", "--json")
    assert (walked.code, walked.document["ok"], walked.document["first_bad"]) == (1, False, 2)


@pytest.mark.usefixtures("alice")
def test_a_reference_that_leads_nowhere_is_found(steward: Steward, folder: Path) -> None:
    with by_hand(folder) as rows:
        rows.execute("INSERT INTO reviews (id, account_id, code, opened_at) VALUES (7, 12345, 'challenged', 0)")
    ran = steward("store", "check", "--json")
    assert (ran.code, check(ran, "foreign_keys")["ok"]) == (1, False)
    assert "reviews" in check(ran, "foreign_keys")["detail"]


@pytest.mark.usefixtures("alice")
def test_a_page_that_rotted_is_found(steward: Steward, folder: Path) -> None:
    file = folder / "steward.db"
    with by_hand(folder) as rows:
        rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [page] = rows.execute("SELECT rootpage FROM sqlite_master WHERE name = 'actions_history'").fetchone()
        [size] = rows.execute("PRAGMA page_size").fetchone()
    content = bytearray(file.read_bytes())
    content[(page - 1) * size : page * size] = b"\x99" * size
    file.write_bytes(content)
    ran = steward("store", "check", "--json")
    assert ran.code == 1
    assert not check(ran, "integrity")["ok"]
    assert check(ran, "integrity")["fix"]


def test_stats_count_rows_and_bytes(steward: Steward, alice: str) -> None:
    found = steward("store", "stats", "--json").document
    assert found["tables"]["accounts"] == 1
    assert found["store_bytes"] > 0
    assert found["version"] == store.runner.NEWEST
    assert alice


def test_rollback_leaves_a_copy_that_brings_everything_back(steward: Steward, folder: Path, alice: str) -> None:
    assert steward("store", "rollback", "--to", "0", "--dry-run", "--json").document["backup"] is None
    assert steward("accounts", "show", alice).code == 0, "a dry run changes nothing"
    gone = steward("store", "rollback", "--to", "0", "--json").document
    assert (gone["from"], gone["to"]) == (store.runner.NEWEST, 0)
    up = steward("store", "migrate", "--json").document
    assert (up["from"], up["to"]) == (0, store.runner.NEWEST)
    assert steward("accounts", "list", "--json").document["items"] == []
    back = steward("store", "restore", gone["backup"], "--json")
    assert (back.code, back.document["paused"]) == (0, True)
    assert steward("accounts", "show", alice, "--json").document["username"] == "alice"
    assert steward("store", "check").code == 0


def test_a_version_that_nobody_knows_is_refused(steward: Steward, alice: str) -> None:
    ran = steward("store", "rollback", "--to", str(store.runner.NEWEST + 1), "--json")
    assert (ran.code, ran.error["code"]) == (2, "schema_unknown")
    assert steward("accounts", "show", alice).code == 0


def test_a_profile_that_somebody_owns_is_exit_5(
    steward: Steward, folder: Path, alice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "PATIENCE_S", 0.0)
    monkeypatch.setattr(store, "PATIENCE_S", 0.0)
    with (folder / "engine.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for words in (["store", "migrate"], ["accounts", "pause", alice]):
            ran = steward(*words, "--json")
            assert (ran.code, ran.error["code"]) == (5, "profile_in_use")
        assert steward("accounts", "list").code == 0, "looking needs nobody's leave"
