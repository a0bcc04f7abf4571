"""What waits for a person, and people who want to be left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation.lifecycle import health
from models import ids
from models.action import move
from models.database import close, connect
from models.enums import State
from tests.unit.cli.conftest import Steward

URL = "http://127.0.0.1:9/posts/3"


@pytest.fixture
def stopped(steward: Steward, folder: Path, alice: str) -> str:
    """The review of an account that its site has challenged."""
    connect(folder / "steward.db")
    health.stopped(ids.number("accounts", alice) or 0, "challenged", None)
    close()
    [review] = steward("reviews", "list", "--json").document["items"]
    return str(review["id"])


@pytest.fixture
def unclear(steward: Steward, folder: Path, alice: str, open_vault: None) -> str:
    """The action whose outcome no look could tell."""
    name = steward("act", "like", "--account", alice, "--url", URL, "--approve", "--json").document["action"]["id"]
    connect(folder / "steward.db")
    number = ids.number("actions", name) or 0
    move(number, State.NEEDS_REVIEW, code="look_unclear")
    health.needs_look(number, "needs_review")
    close()
    return str(name)


def test_a_challenge_waits_for_a_persons_word(steward: Steward, alice: str, stopped: str) -> None:
    shown = steward("reviews", "show", stopped, "--json").document
    assert (shown["handle"], shown["code"], shown["account_id"]) == ("practice:alice", "challenged", alice)
    assert shown["message"].startswith("The site asks a person to confirm something.")
    wrong = steward("reviews", "resolve", stopped, "--happened", "--json")
    assert (wrong.code, wrong.error["code"]) == (2, "answer_does_not_fit")
    assert steward("accounts", "show", alice, "--json").document["health"] == "challenged"
    assert steward("reviews", "resolve", stopped, "--json").document["resolution"] == "resumed"
    assert steward("accounts", "show", alice, "--json").document["health"] == "ok"
    assert steward("reviews", "list", "--json").document["items"] == []
    assert steward("reviews", "show", stopped, "--json").error["code"] == "review_answered"


@pytest.mark.parametrize(("answer", "state"), [("--happened", "confirmed"), ("--did-not", "failed")])
def test_a_person_says_what_happened(steward: Steward, unclear: str, answer: str, state: str) -> None:
    [review] = steward("reviews", "list", "--json").document["items"]
    assert (review["action_id"], review["code"]) == (unclear, "needs_review")
    silent = steward("reviews", "resolve", review["id"], "--json")
    assert (silent.code, silent.error["code"]) == (2, "answer_needed")
    assert steward("reviews", "resolve", review["id"], answer).code == 0
    action = steward("queue", "show", unclear, "--json").document["action"]
    assert (action["state"], action["code"]) == (state, "settled_by_person")
    assert steward("reviews", "list", "--json").document["items"] == []


def test_an_opt_out_withdraws_what_waits_and_stays(steward: Steward, alice: str, open_vault: None) -> None:
    wish = ("act", "follow", "--account", alice, "--url", "http://127.0.0.1:9/@carol", "--json")
    waiting = steward(*wish).document["action"]["id"]
    said = steward("people", "opt-out", "@Carol", "--reason", "by letter", "--json").document
    assert (said["kind"], said["platform"], said["subject"], said["removed"]) == ("opt_out", "*", "carol", 1)
    action = steward("queue", "show", waiting, "--json").document["action"]
    assert (action["state"], action["code"]) == ("cancelled", "opt_out")
    kept = steward("blocklist", "remove", said["id"], "--json")
    assert (kept.code, kept.error["code"]) == (2, "opt_out_stays")
    assert said["id"] in kept.error["message"]
    assert steward(*wish).document["action"]["state"] == "refused"


def test_a_block_can_be_taken_away(steward: Steward) -> None:
    name = steward("blocklist", "add", "bob", "--platform", "practice", "--json").document["id"]
    assert steward("blocklist", "add", "bob", "--platform", "practice", "--json").document["id"] == name
    assert steward("blocklist", "remove", name).code == 0
    assert steward("blocklist", "list", "--json").document["items"] == []


def test_why_is_said_in_sentences_with_figures(steward: Steward, alice: str, open_vault: None) -> None:
    steward("blocklist", "add", "3", "--platform", "practice")
    name = steward("act", "like", "--account", alice, "--url", URL, "--json").document["action"]["id"]
    plain = steward("queue", "why", name).out
    assert plain.startswith("refused: The target is on your blocklist as 3.")
    rules = steward("queue", "why", name, "--json").document["rules"]
    assert {"rule", "answer", "figure", "limit", "frees_at"} <= set(rules[0])
    assert len(rules) == 11


def test_settings_are_kept_in_their_own_kind(steward: Steward) -> None:
    assert steward("settings", "set", "browser_visible", "yes", "--json").document["value"] is True
    assert steward("settings", "get", "browser_visible", "--json").document["value"] is True
    assert steward("settings", "get", "browser_visible").out == "true\n"
    assert steward("settings", "set", "theme", "purple", "--json").error["code"] == "bad_setting"
    assert steward("settings", "get", "theme", "--json").document["value"] == "system"
    assert steward("settings", "set", "zone", "Europe/Nowhere", "--json").error["code"] == "bad_setting"
    assert steward("settings", "set", "zone", "Asia/Kathmandu", "--json").document["value"] == "Asia/Kathmandu"
    assert steward("settings", "set", "zone", "", "--json").document["value"] == ""
