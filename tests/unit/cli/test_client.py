"""Where an engine owns the profile, a command is its client: same words, same answers, one owner."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.unit.cli.conftest import PASSPHRASE, PATIENCE_S, Steward
from tests.unit.cli.test_sessions import signed_in


def test_a_command_goes_through_the_running_engine(steward: Steward, engine: subprocess.Popen[str]) -> None:
    assert steward("status", "--json").document["engine"] == engine.pid
    name = steward("accounts", "add", "practice", "alice", "--base-url", "http://127.0.0.1:9", "--json").document["id"]
    feed = steward("feeds", "add", "http://127.0.0.1:9/all.atom", "--account", name, "--json").document
    assert feed["account_id"] == name
    assert steward("feeds", "list", "--json").document["items"][0]["id"] == feed["id"]
    twice = steward("feeds", "add", "http://127.0.0.1:9/all.atom", "--account", name, "--json")
    assert (twice.code, twice.error["code"]) == (2, "feed_exists"), "the engine's refusal arrives as it was raised"
    assert steward("store", "check", "--json").document["ok"]


def test_the_running_engine_signs_an_account_out(
    steward: Steward, alice: str, folder: Path, request: pytest.FixtureRequest
) -> None:
    signed_in(folder, alice)
    request.getfixturevalue("engine")
    assert steward("accounts", "sign-out", alice).out == "practice:alice is signed out here.\n"
    assert steward("accounts", "show", alice, "--json").document["signed_in_at"] is None


def test_the_vault_of_the_running_engine_is_opened_and_locked(
    steward: Steward, engine: subprocess.Popen[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEWARD_PASSPHRASE", PASSPHRASE)
    key = steward("vault", "init", "--json").document["recovery_key"]
    assert len(key) > 20
    assert steward("vault", "status", "--json").document["locked"] is False
    assert steward("vault", "lock").code == 0
    assert steward("vault", "status", "--json").document["locked"] is True
    monkeypatch.setenv("STEWARD_PASSPHRASE", "quite another one")
    wrong = steward("vault", "unlock", "--json")
    assert (wrong.code, wrong.error["code"]) == (4, "vault_wrong_passphrase")
    monkeypatch.delenv("STEWARD_PASSPHRASE")
    file = folder / "passphrase"
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    assert steward("vault", "unlock", "--passphrase-file", str(file)).code == 0
    assert steward("vault", "status", "--json").document["locked"] is False
    assert engine.poll() is None


def test_stop_reaches_the_running_engine_and_holds_over_its_end(
    steward: Steward, engine: subprocess.Popen[str]
) -> None:
    assert steward("stop", "--json").document == {"stopped": True, "in_flight": []}
    assert steward("status", "--json").document["paused"] is True
    engine.terminate()
    assert engine.wait(PATIENCE_S) == 0
    assert steward("status", "--json").document["paused"] is True
    assert steward("stop", "--start", "--json").document["stopped"] is False
    assert steward("status", "--json").document["paused"] is False
