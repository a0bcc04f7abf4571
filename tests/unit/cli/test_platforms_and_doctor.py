"""`steward platforms`, `steward doctor` and `steward policy`: what Steward has and what it would do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import resources
from automation.upkeep import doctor
from models import clock
from tests.unit.cli.conftest import Ran, Steward

URL = "http://127.0.0.1:9/posts/3"


@pytest.fixture
def typo(folder: Path) -> Path:
    """The practice pack as a person of this profile mistyped it."""
    text = resources.path("platforms/practice.toml").read_text(encoding="utf-8")
    file = folder / "platforms" / "practice.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.replace("[identity]", "[identify]"), encoding="utf-8")
    return file


def line_of(file: Path, words: str) -> int:
    return next(n for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if words in line)


def check(ran: Ran, name: str) -> dict[str, Any]:
    [found] = [check for check in ran.document["checks"] if check["name"] == name]
    return dict(found)


def test_a_pack_with_a_typo_is_exit_2_with_line_and_key(steward: Steward, typo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "practice.toml"
    copy.write_bytes(typo.read_bytes())
    typo.unlink()
    ran = steward("platforms", "check", str(copy), "--json")
    assert (ran.code, ran.error["code"]) == (2, "pack_broken")
    facts = ran.error["facts"]
    assert (facts["key"], facts["line"]) == ("identify", line_of(copy, "[identify]"))
    assert f"line {facts['line']}, key “identify”" in ran.error["message"]
    assert "did you mean identity" in ran.error["message"]


def test_a_broken_pack_is_named_everywhere_and_spoils_nothing_else(steward: Steward, typo: Path) -> None:
    listed = {row["id"]: row for row in steward("platforms", "list", "--json").document["items"]}
    assert (listed["practice"]["ok"], listed["practice"]["from"], listed["spirit"]["ok"]) == (False, "both", True)
    checked = steward("platforms", "check", "--json")
    assert (checked.code, checked.document["ok"]) == (2, False)
    added = steward("accounts", "add", "practice", "alice", "--base-url", "http://127.0.0.1:9", "--json")
    assert (added.code, added.error["code"]) == (2, "pack_broken")
    healthy = steward("doctor", "--json")
    found = check(healthy, "pack practice")
    assert (healthy.code, found["ok"]) == (1, False)
    assert f"{typo}, line {line_of(typo, '[identify]')}" in found["detail"]
    assert found["fix"]


def test_show_tells_what_a_site_can_do(steward: Steward) -> None:
    shown = steward("platforms", "show", "spirit", "--json").document
    assert shown["capabilities"]["like"] is True
    assert shown["capabilities"]["follow"] is False
    assert steward("platforms", "show", "nowhere", "--json").error["code"] == "pack_unknown"


@pytest.mark.usefixtures("open_vault")
def test_the_doctor_finds_nothing_on_a_sound_computer(steward: Steward) -> None:
    ran = steward("doctor", "--json")
    assert (ran.code, ran.document["ok"]) == (0, True), ran
    assert all(one["detail"] and not one["fix"] for one in ran.document["checks"])
    assert steward("doctor").out.endswith("\n\nAll is well.\n")


def test_the_doctor_says_how_to_make_a_vault_that_is_not_there(steward: Steward) -> None:
    ran = steward("doctor", "--json")
    found = check(ran, "vault")
    assert (ran.code, found["ok"], found["severity"]) == (0, False, "warning")
    assert "steward vault init" in found["fix"]
    assert "All is well" not in steward("doctor").out


def test_the_doctor_names_a_browser_that_is_not_there(steward: Steward) -> None:
    steward("settings", "set", "browser_path", "/nowhere/chrome")
    ran = steward("doctor", "--json")
    assert (ran.code, check(ran, "browser")["ok"]) == (1, False)
    assert "browser_path" in check(ran, "browser")["fix"]


def test_the_doctor_names_a_store_that_is_damaged(steward: Steward, folder: Path) -> None:
    folder.mkdir()
    (folder / "steward.db").write_bytes(b"no store" * 4096)
    ran = steward("doctor", "--json")
    assert (ran.code, check(ran, "store")["ok"]) == (1, False)
    assert check(ran, "disk")["ok"], "the other checks are made all the same"


def test_the_doctor_names_an_evidence_folder_that_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("a file")
    found = doctor.writable(tmp_path / "evidence")
    assert not found.ok
    assert found.fix


@pytest.mark.parametrize("shown", ["1999-12-31T23:59:59+00:00", "2150-01-01T00:00:00+00:00"])
def test_the_doctor_doubts_a_clock_of_another_age(shown: str) -> None:
    before = clock.use(lambda: clock.from_iso(shown))
    try:
        assert not doctor.clock_is_sane(None).ok
    finally:
        clock.use(before)


def test_the_doctor_doubts_a_clock_that_went_back() -> None:
    assert not doctor.clock_is_sane(clock.now() + 3_600_000).ok
    assert doctor.clock_is_sane(clock.now() + 1000).ok


def test_policy_says_what_it_would_say_and_queues_nothing(steward: Steward, alice: str) -> None:
    wish = ("policy", "check", "like", "--account", alice, "--url", URL, "--json")
    asked = steward(*wish)
    assert (asked.code, asked.document["answer"], asked.document["code"]) == (0, "approval", "approval_needed")
    assert len(asked.document["rules"]) == 11
    steward("blocklist", "add", "3", "--platform", "practice")
    assert steward(*wish).document["code"] == "blocked"
    steward("accounts", "pause", alice)
    answers = {rule["rule"]: rule["answer"] for rule in steward(*wish).document["rules"]}
    assert (answers["blocklist"], answers["account_health"]) == ("refuse", "hold")
    assert steward("queue", "list", "--json").document["items"] == []


def test_policy_check_and_act_agree(steward: Steward, alice: str, open_vault: None) -> None:
    wish = ("like", "--account", alice, "--url", URL, "--json")
    said = steward("policy", "check", *wish).document
    queued = steward("act", *wish).document
    assert queued["decision"]["rules"] == said["rules"]
    again = steward("policy", "check", *wish).document
    assert again["stands"] == {"id": queued["action"]["id"], "state": "awaiting_approval"}


def test_a_week_is_simulated_per_account_and_hour(steward: Steward, alice: str, open_vault: None) -> None:
    assert steward("policy", "simulate", "--json").document["actions"] == 0
    for post in range(1, 9):
        steward("act", "like", "--account", alice, "--url", f"http://127.0.0.1:9/posts/{post}")
    steward("accounts", "edit", alice, "--cap", "like/hour=3")
    waits = steward("policy", "simulate", "--days", "1", "--json").document
    assert waits["answers"] == {"approval": 8}
    approved = steward("policy", "simulate", "--days", "1", "--approve-all", "--json").document
    assert approved["answers"] == {"allow": 8}
    acts = [hour["acts"]["like"] for hour in approved["hours"]]
    assert sum(acts) == 8
    assert max(acts) <= 6, "three in any hour may lie in two of the clock's"
    assert len(acts) >= 3
    assert {hour["handle"] for hour in approved["hours"]} == {"practice:alice"}
