"""What a script learns from a command: the exit codes of the contract, an error with a code and a cure."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from models import database
from models.database import PRAGMAS
from tests.unit.cli.conftest import Ran, Steward

ELSEWHERE = "https://elsewhere.test/posts/1"


def failed(ran: Ran, code: int, named: str) -> None:
    """The command failed with that exit code, one JSON document, and a sentence and a cure for its own code."""
    assert (ran.code, ran.error["code"]) == (code, named), ran
    assert ran.error["message"].endswith(".")
    assert "(" + named + ")" not in ran.error["message"], "there is a sentence for it"
    assert ran.error["hint"], "there is a cure"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["accounts", "show", "practice:nobody"], "unknown_account"),
        (["accounts", "show", "acc-00000000"], "unknown_account"),
        (["accounts", "show", "nobody"], "unknown_account"),
        (["queue", "show", "act-12345678"], "unknown_action"),
        (["feeds", "remove", "feed-12345"], "unknown_id"),
        (["nonsense"], "bad_usage"),
        (["accounts", "list", "--nonsense"], "bad_usage"),
        (["accounts", "list", "--limit", "many"], "bad_usage"),
        (["accounts"], "command_missing"),
        ([], "bad_usage"),
        (["settings", "get", "nonsense"], "unknown_setting"),
        (["settings", "set", "cap_like_hour", "-1"], "bad_usage"),
        (["settings", "set", "cap_like_hour", "many"], "bad_setting"),
        (["accounts", "add", "nowhere", "alice"], "pack_unknown"),
        (["accounts", "add", "practice", "alice", "--base-url", "forum"], "bad_base_url"),
        (["accounts", "add", "practice", "alice", "--base-url", "http://a:b@host"], "bad_base_url"),
        (["practice", "start", "--dialect", "martian"], "dialect_unknown"),
        (["accounts", "list", "--where", "nonsense"], "unknown_condition"),
        (["accounts", "list", "--where", "health=purple"], "bad_condition"),
        (["accounts", "list", "--where", "username=a", "--where", "username=b"], "condition_twice"),
        (["queue", "list", "--where", "state=purple"], "bad_condition"),
        (["queue", "list", "--where", "state=queued", "--where", "state=held"], "condition_twice"),
        (["profiles", "list", "--where", "name=a", "--where", "name=b"], "condition_twice"),
        (["audit", "list", "--since", "2026-01-01", "--where", "since=2030-01-01"], "condition_twice"),
        (["audit", "list", "--run", "run-01234567", "--where", "run_id=run-76543210"], "condition_twice"),
        (["accounts", "list", "--after", "acc-12345678"], "unknown_id"),
    ],
)
def test_bad_input_changes_nothing(steward: Steward, words: list[str], named: str) -> None:
    failed(steward(*words, "--json"), 2, named)
    assert steward("accounts", "list", "--json").document["items"] == []


def test_an_unknown_id_is_told_as_it_was_typed(steward: Steward) -> None:
    assert "act-12345678" in steward("queue", "show", "act-12345678", "--json").error["message"]


@pytest.mark.usefixtures("open_vault")
def test_an_address_of_another_platform_is_refused(steward: Steward, alice: str) -> None:
    failed(steward("act", "like", "--account", alice, "--url", ELSEWHERE, "--json"), 2, "url_other_platform")
    failed(
        steward("policy", "check", "like", "--account", alice, "--url", ELSEWHERE, "--json"), 2, "url_other_platform"
    )
    assert steward("queue", "list", "--json").document["items"] == []


def test_no_vault_is_exit_4(steward: Steward, alice: str) -> None:
    url = "http://127.0.0.1:9/posts/1"
    failed(steward("act", "like", "--account", alice, "--url", url, "--json"), 4, "vault_missing")


@pytest.mark.usefixtures("open_vault")
def test_the_queue_is_narrowed_by_what_its_list_shows(steward: Steward, alice: str) -> None:
    for post in (1, 2):
        steward("act", "like", "--account", alice, "--url", f"http://127.0.0.1:9/posts/{post}", "--json")
    rows = steward("queue", "list", "--json").document["items"]
    assert len(rows) == 2
    for condition, there in (
        (f"handle={rows[0]['handle']}", rows),
        (f"account_id={alice}", rows),
        (f"id={rows[1]['id']}", rows[1:]),
        ("run_id=", rows),
    ):
        assert steward("queue", "list", "--where", condition, "--json").document["items"] == there, condition
    failed(steward("queue", "list", "--where", "handle=practice:nobody", "--json"), 2, "unknown_account")
    refused = steward("queue", "list", "--where", "colour=red", "--json")
    failed(refused, 2, "unknown_condition")
    assert "handle, id, kind" in refused.error["hint"]


@pytest.mark.usefixtures("open_vault")
def test_a_locked_vault_is_exit_4_and_nothing_is_half_done(
    steward: Steward, alice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STEWARD_PASSPHRASE")
    url = "http://127.0.0.1:9/posts/1"
    failed(steward("act", "like", "--account", alice, "--url", url, "--approve", "--wait", "--json"), 4, "vault_locked")
    assert steward("queue", "list", "--json").document["items"] == []


@pytest.mark.usefixtures("open_vault")
def test_a_queued_wish_that_waits_for_approval_is_exit_0_and_with_wait_3(steward: Steward, alice: str) -> None:
    wish = ("act", "like", "--account", alice, "--url", "http://127.0.0.1:9/posts/1", "--json")
    first = steward(*wish)
    assert (first.code, first.document["action"]["state"]) == (0, "awaiting_approval")
    again = steward(*wish, "--wait")
    assert (again.code, again.document["action"]["id"]) == (3, first.document["action"]["id"])


@pytest.mark.parametrize("words", [["accounts", "list"], ["people", "opt-out", "bob"], ["store", "check"]])
def test_a_newer_store_is_exit_5(steward: Steward, folder: Path, words: list[str]) -> None:
    steward("accounts", "list")
    with sqlite3.connect(folder / "steward.db") as store:
        store.execute("PRAGMA user_version = 99")
    store.close()
    failed(steward(*words, "--json"), 5, "store_newer")


@pytest.mark.parametrize("words", [["accounts", "list"], ["people", "opt-out", "bob"], ["store", "check"], ["status"]])
def test_a_corrupt_store_is_exit_5_and_left_alone(steward: Steward, folder: Path, words: list[str]) -> None:
    folder.mkdir()
    (folder / "steward.db").write_bytes(b"no store at all " * 1000)
    failed(steward(*words, "--json"), 5, "store_corrupt")
    assert (folder / "steward.db").read_bytes() == b"no store at all " * 1000


def test_a_full_disk_is_exit_5_and_what_was_kept_stays(steward: Steward, monkeypatch: pytest.MonkeyPatch) -> None:
    assert steward("people", "opt-out", "bob").code == 0
    monkeypatch.setattr(database, "PRAGMAS", {**PRAGMAS, "max_page_count": 1})  # no more than it has now
    failed(steward("people", "opt-out", "carol", "--reason", "x" * 200_000, "--json"), 5, "store_full")
    kept = steward("blocklist", "list", "--json").document["items"]
    assert [entry["subject"] for entry in kept] == ["bob"]
    monkeypatch.undo()
    assert steward("store", "check").code == 0


def test_a_disk_that_is_full_at_the_first_start_is_exit_5(steward: Steward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PRAGMAS", {**PRAGMAS, "max_page_count": 5})
    failed(steward("accounts", "list", "--json"), 5, "store_full")


def test_a_profile_that_cannot_be_written_is_exit_5(steward: Steward, folder: Path) -> None:
    folder.write_text("a file where the folder should be")
    failed(steward("accounts", "list", "--json"), 5, "profile_unwritable")


def test_a_fault_of_ours_is_told_as_one(steward: Steward, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("automation.cli.settings.reading", break_)
    failed(steward("settings", "list", "--json"), 1, "internal_fault")


def test_the_program_itself_ends_with_these_codes(folder: Path) -> None:
    command = [sys.executable, "-m", "automation", "--profile", str(folder)]
    done = subprocess.run([*command, "settings", "list", "--json"], capture_output=True, check=False)
    assert (done.returncode, done.stderr, done.stdout.count(b"\n")) == (0, b"", 1)
    wrong = subprocess.run([*command, "accounts", "show", "x:y"], capture_output=True, check=False)
    assert wrong.returncode == 2
    assert wrong.stdout == b""
    assert wrong.stderr.startswith(b"There is no account x:y.")


def test_bytes_that_are_no_text_are_told_of_in_json(folder: Path) -> None:
    words = [b"--profile", os.fsencode(folder), b"accounts", b"show", b"practice:\xff", b"--json"]
    ran = subprocess.run([sys.executable, "-m", "automation", *words], capture_output=True, check=False)
    assert ran.returncode == 2
    assert Ran(2, ran.stdout.decode(), "").error["code"] == "not_text"
