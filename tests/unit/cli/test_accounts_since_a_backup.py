"""Accounts, leave and opt-outs that are newer than the backup which takes their store's place."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.database import close, connect
from models.migrations.runner import NEWEST, version
from tests.unit.cli.conftest import Steward, stored
from tests.unit.cli.test_backups import back
from tests.unit.cli.test_backups_and_the_present import like
from tests.unit.cli.test_store import by_hand


@pytest.fixture(autouse=True)
def _vault(open_vault: None) -> None:
    """Every profile here has an open vault."""


def new_account(steward: Steward, name: str = "bob") -> str:
    """An account that may act."""
    made = steward("accounts", "add", "practice", name, "--base-url", "http://127.0.0.1:9", "--json")
    account = str(made.document["id"])
    switch_on(steward, account)
    assert steward("accounts", "edit", account, "--auto-approve", "like").code == 0
    return account


def switch_on(steward: Steward, account: str) -> None:
    """Say that it may act."""
    assert steward("accounts", "authorise", account, "--own").code == 0
    assert steward("accounts", "edit", account, "--enabled").code == 0


def clicked(folder: Path, state: str, trigger: str = "manual") -> None:
    """Let the newest act have been tried, and have ended so."""
    newest = "(SELECT max(id) FROM actions)"
    with by_hand(folder) as rows:
        rows.execute("INSERT INTO attempts (id, action_id, account_id, outcome, clicked, started_at)"
                     f" SELECT id, id, account_id, 'performed', 1, 5 FROM actions WHERE id = {newest}")  # fmt: skip
        rows.execute(f"UPDATE actions SET state = ?, trigger = ? WHERE id = {newest}", (state, trigger))
        if state == "confirmed":
            rows.execute("INSERT INTO ledger SELECT idempotency_key, account_id, 5 FROM actions"
                         f" WHERE id = {newest}")  # fmt: skip


@pytest.mark.parametrize("state", ["confirmed", "running"])
def test_an_account_that_began_to_act_since_comes_along_switched_off(
    steward: Steward, folder: Path, alice: str, tmp_path: Path, state: str
) -> None:
    steward("store", "backup", "--to", str(tmp_path / "b"))
    bob, _ = new_account(steward), new_account(steward, "idle")
    act = like(steward, bob, 1)["id"]
    clicked(folder, state)
    assert back(steward, tmp_path / "b")["carried"]["accounts"] == 1
    came = "SELECT username, enabled, authority_kind, auto_approve FROM accounts ORDER BY id"
    assert stored(folder, came) == [("alice", 1, "own", "[]"), ("bob", 0, None, "[]")]
    switch_on(steward, bob)
    again = like(steward, bob, 1)
    assert (again["id"], again["state"]) == (act, state if state == "confirmed" else "needs_review")
    assert steward("store", "check", "--json").document["ok"]
    assert alice


def test_an_account_whose_acts_retention_has_let_go_comes_along(
    steward: Steward, folder: Path, alice: str, tmp_path: Path
) -> None:
    steward("store", "backup", "--to", str(tmp_path / "b"))
    bob = new_account(steward)
    like(steward, bob, 1)
    clicked(folder, "confirmed")
    with by_hand(folder) as rows:
        rows.execute("DELETE FROM attempts")
        rows.execute("DELETE FROM actions")
    back(steward, tmp_path / "b")
    switch_on(steward, bob)
    assert like(steward, bob, 1)["code"] == "already_done"
    assert like(steward, alice, 1)["code"] != "already_done"


def test_an_import_since_is_taken_back_with_its_accounts(
    steward: Steward, folder: Path, alice: str, tmp_path: Path
) -> None:
    steward("store", "backup", "--to", str(tmp_path / "b"))
    like(steward, new_account(steward), 1)
    clicked(folder, "confirmed", "import")
    back(steward, tmp_path / "b")
    assert stored(folder, "SELECT username FROM accounts") == [("alice",)]
    assert alice


def test_an_account_that_was_added_anew_since_does_nothing_twice(
    steward: Steward, folder: Path, alice: str, tmp_path: Path
) -> None:
    steward("store", "backup", "--to", str(tmp_path / "b"))
    assert steward("accounts", "remove", alice).code == 0
    anew = new_account(steward, "alice")
    act = like(steward, anew, 1)["id"]
    clicked(folder, "confirmed")
    back(steward, tmp_path / "b")
    assert anew != alice
    switch_on(steward, "practice:alice")
    assert like(steward, "practice:alice", 1)["id"] == act
    assert steward("store", "check", "--json").document["ok"]


def test_leave_that_was_taken_back_since_stays_taken_back(
    steward: Steward, folder: Path, alice: str, tmp_path: Path
) -> None:
    steward("accounts", "edit", alice, "--auto-approve", "like,follow")
    with by_hand(folder) as rows:
        for number in (1, 2):
            rows.execute("INSERT INTO feeds (id, account_id, url, next_poll_at, created_at)"
                         " SELECT ?, id, 'u' || ?, 5, 5 FROM accounts", (number, number))  # fmt: skip
            rows.execute("INSERT INTO rules (id, name, feed_id, account_id, kind, created_at)"
                         " SELECT ?, 'r', ?, id, 'like', 5 FROM accounts", (number, number))  # fmt: skip
    steward("store", "backup", "--to", str(tmp_path / "b"))
    steward("accounts", "edit", alice, "--auto-approve", "comment,like")
    with by_hand(folder) as rows:
        for table in ("feeds", "rules"):
            rows.execute(f"UPDATE {table} SET enabled = 0 WHERE id = 1")
    back(steward, tmp_path / "b")
    assert stored(folder, "SELECT auto_approve FROM accounts") == [('["like"]',)]
    for table in ("feeds", "rules"):
        assert stored(folder, f"SELECT enabled FROM {table} ORDER BY id") == [(0,), (1,)]


def test_an_opt_out_in_a_store_of_an_older_schema_holds(
    steward: Steward, folder: Path, alice: str, tmp_path: Path
) -> None:
    steward("store", "backup", "--to", str(tmp_path / "b"))
    assert steward("people", "opt-out", "practice:bob").code == 0
    assert steward("store", "rollback", "--to", str(NEWEST - 1)).code == 0
    assert back(steward, tmp_path / "b")["carried"]["opt_outs"] == 1
    connect(folder / "steward.db", read_only=True)
    assert version() == NEWEST
    close()
    assert alice


def test_nothing_takes_the_place_of_a_newer_store(steward: Steward, folder: Path, alice: str, tmp_path: Path) -> None:
    steward("store", "backup", "--to", str(tmp_path / "b"))
    with by_hand(folder) as rows:
        rows.execute(f"PRAGMA user_version = {NEWEST + 1}")
    refused = steward("store", "restore", str(tmp_path / "b"), "--json")
    assert (refused.code, refused.document["error"]["code"]) == (5, "store_newer")
    with by_hand(folder) as rows:
        assert rows.execute("SELECT username FROM accounts").fetchall() == [("alice",)]
    assert alice
