"""Sessions by the command line: a new account waits for its first, and `accounts sign-out` ends one and tells it."""

from __future__ import annotations

from pathlib import Path

from models import ids
from models.database import close, connect
from models.session import keep_session
from tests.unit.cli.conftest import Steward, stored


def signed_in(folder: Path, account: str) -> None:
    """What a sign-in leaves in the store; it is as long as a real one, over several pages."""
    number = ids.number("accounts", account)
    assert number is not None
    connect(folder / "steward.db")
    keep_session(number, b"a sealed session " * 1000)
    close()


def test_the_session_goes_and_the_record_says_so(steward: Steward, alice: str, folder: Path) -> None:
    signed_in(folder, alice)
    ran = steward("accounts", "sign-out", "practice:alice", "--json")
    assert (ran.code, ran.document["signed_in_at"], ran.document["health"]) == (0, None, "signed_out")
    left = [path.name for path in folder.rglob("*") if path.is_file() and b"a sealed session" in path.read_bytes()]
    assert left == []
    entries = steward("audit", "list", "--where", "event=sign_in", "--json").document["items"]
    assert [(entry["kind"], entry["account_id"]) for entry in entries] == [("signed_out", alice)]
    again = steward("accounts", "sign-out", alice, "--json")
    assert (again.code, again.error["code"]) == (2, "not_signed_in")
    assert "practice:alice" in again.error["message"]


def test_the_help_says_what_it_does_not_do(steward: Steward) -> None:
    said = " ".join(steward("accounts", "sign-out", "--help").out.split())
    assert "The site is not told, and may keep the session open" in said
    assert "Backups that were made before keep it" in said


def test_nobody_is_signed_out_who_was_never_in(steward: Steward, alice: str, folder: Path) -> None:
    ran = steward("accounts", "sign-out", alice, "--json")
    assert (ran.code, ran.error["code"]) == (2, "not_signed_in")
    assert stored(folder, "SELECT health, health_code FROM accounts") == [("ok", None)]


def test_a_new_account_says_that_it_waits_for_its_first_session(steward: Steward, open_vault: None) -> None:
    made = steward("accounts", "add", "practice", "bob", "--base-url", "http://127.0.0.1:9", "--json").document
    assert made["enabled"] is False
    assert steward("accounts", "authorise", made["id"], "--own").code == 0
    like = ("act", "like", "--account", made["id"], "--url", "http://127.0.0.1:9/posts/1", "--approve", "--json")
    steward(*like)
    [queued] = steward("queue", "list", "--json").document["items"]
    assert (queued["state"], queued["code"]) == ("held", "never_signed_in")
    why = steward("queue", "why", queued["id"])
    assert "has not been signed in yet" in why.out
    assert "steward accounts sign-in" in why.out
    assert steward("accounts", "edit", made["id"], "--enabled").code == 0
    assert steward("queue", "list", "--json").document["items"][0]["state"] == "queued", "a person's word is enough"


def test_an_account_that_is_off_is_said_to_be(steward: Steward) -> None:
    added = steward("accounts", "add", "practice", "zed", "--base-url", "http://127.0.0.1:9").out
    assert "off until its first sign-in" in added
    for words in (("authorise", "practice:zed", "--own"), ("resume", "practice:zed")):
        assert "It is off and does nothing: steward accounts edit" in steward("accounts", *words).out, words
    assert "off" not in steward("accounts", "edit", "practice:zed", "--enabled").out
    assert steward("accounts", "resume", "practice:zed").out == "Resumed.\n"
