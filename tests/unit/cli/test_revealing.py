"""`steward accounts reveal`: what an older system knew of an account is read through the vault, and that is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation.vault import kept
from automation.vault.vault import Vault
from models import ids
from models.database import close, connect
from tests.unit.cli.conftest import PASSPHRASE, Steward

EMAIL = "alice.of.the.canaries@mail.test"


@pytest.fixture
def known(open_vault: None, alice: str, folder: Path) -> str:
    """An account of which an older system knew the address; its id."""
    vault, number = Vault(folder), ids.number("accounts", alice)
    vault.unlock(PASSPHRASE)
    connect(folder / "steward.db")
    kept.keep(vault, f"accounts|{number}|email", EMAIL.encode())
    kept.keep(vault, f"accounts|{number}|password", b"canary-under-glass")
    close()
    return alice


def test_an_address_is_shown_and_that_goes_on_record(steward: Steward, known: str) -> None:
    assert steward("accounts", "show", known, "--json").document["sealed"] == ["email", "password"]
    shown = steward("accounts", "reveal", "practice:alice", "email", "--json")
    assert (shown.code, shown.document) == (0, {"id": known, "what": "email", "text": EMAIL})
    assert steward("accounts", "reveal", known, "email").out == f"{EMAIL}\n"
    entries = steward("audit", "list", "--where", "event=export", "--json").document["items"]
    assert [(e["kind"], e["account_id"], e["body"]) for e in entries] == [
        ("account_revealed", known, {"what": "email"})
    ] * 2
    assert EMAIL not in steward("audit", "list", "--json").out


def test_what_is_not_kept_and_what_is_never_told_are_refused(steward: Steward, known: str) -> None:
    missing = steward("accounts", "reveal", known, "birthday", "--json")
    assert (missing.code, missing.error["code"]) == (2, "not_known_of_account")
    assert "birthday" in missing.error["message"]
    password = steward("accounts", "reveal", known, "password", "--json")
    assert (password.code, password.error["code"]) == (2, "bad_usage")
    assert steward("audit", "list", "--where", "event=export", "--json").document["items"] == []


def test_a_locked_vault_shows_nothing(steward: Steward, known: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEWARD_PASSPHRASE")
    ran = steward("accounts", "reveal", known, "email", "--json")
    assert (ran.code, ran.error["code"]) == (4, "vault_locked")
    assert EMAIL not in ran.out
