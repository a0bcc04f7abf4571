"""What a restore does not take back: acts that ended or are under way, and whatever rests."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import Steward, stored
from tests.unit.cli.test_backups import back
from tests.unit.cli.test_store import by_hand

# How an act stood in the backup, how it stands at present ("" where retention has let it go), and how it comes back.
STOOD = [
    ("running", "confirmed", "confirmed"),
    ("interrupted", "failed", "failed"),
    ("needs_review", "confirmed", "confirmed"),
    ("failed", "running", "needs_review"),
    ("running", "held", "held"),
    ("running", "running", "needs_review"),
    ("needs_review", "", "cancelled"),
    ("queued", "", "cancelled"),
]


@pytest.fixture(autouse=True)
def _vault(open_vault: None) -> None:
    """Every profile here has an open vault."""


def like(steward: Steward, account: str, post: object) -> dict[str, Any]:
    """A wish."""
    url = f"http://127.0.0.1:9/posts/{post}"
    said = steward("act", "like", "--account", account, "--url", url, "--json")
    found: dict[str, Any] = said.document["action"]
    return found


def set_states(folder: Path, states: list[str], outcome: str) -> None:
    """Put all acts into states, oldest first, each with a try that came so far; those without one are deleted."""
    with by_hand(folder) as rows:
        rows.execute("PRAGMA foreign_keys = 1")
        acts = [number for (number,) in rows.execute("SELECT id FROM actions ORDER BY id")]
        for number, state in zip(acts, states, strict=True):
            rows.execute("INSERT OR IGNORE INTO attempts (id, action_id, account_id, outcome, started_at)"
                         " SELECT id, id, account_id, 'started', 5 FROM actions WHERE id = ?", (number,))  # fmt: skip
            rows.execute("UPDATE attempts SET outcome = ?, clicked = ? WHERE id = ?",
                         (outcome, outcome == "performed", number))  # fmt: skip
            rows.execute("UPDATE actions SET state = ? WHERE id = ?", (state or "cancelled", number))
            rows.execute("DELETE FROM actions WHERE id = ? AND ? = ''", (number, state))


def asked_about(folder: Path) -> list[int]:
    """The acts of open questions."""
    rows = stored(folder, "SELECT action_id FROM reviews WHERE resolved_at IS NULL ORDER BY action_id")
    return [number for (number,) in rows]


def test_what_ended_or_is_under_way_is_not_done_again(
    steward: Steward, folder: Path, alice: str, tmp_path: Path
) -> None:
    for post in range(len(STOOD)):
        like(steward, alice, post)
    set_states(folder, [then for then, _, _ in STOOD], "started")
    with by_hand(folder) as rows:
        rows.execute("INSERT INTO reviews (id, account_id, action_id, code, opened_at)"
                     " SELECT id, account_id, id, state, 5 FROM actions WHERE state = 'needs_review'")  # fmt: skip
    steward("store", "backup", "--to", str(tmp_path / "b"))
    steward("accounts", "edit", alice, "--zone", "Europe/Berlin")
    set_states(folder, [now for _, now, _ in STOOD], "performed")
    back(steward, tmp_path / "b")
    rows = stored(folder, "SELECT a.id, state, outcome, clicked FROM actions a JOIN attempts t USING (id) ORDER BY id")
    assert [state for _, state, _, _ in rows] == [after for _, _, after in STOOD]
    tried = [(outcome, clicked) for _, _, outcome, clicked in rows]
    assert tried == [("performed", 1) if now else ("started", 0) for _, now, _ in STOOD]
    assert asked_about(folder) == [number for number, state, _, _ in rows if state == "needs_review"]
    assert steward("store", "check", "--json").document["ok"]


def test_a_record_that_was_cut_since_changes_nothing(
    steward: Steward, folder: Path, alice: str, tmp_path: Path, in_days: Callable[[int], None]
) -> None:
    for post in range(2):
        like(steward, alice, post)
    steward("store", "backup", "--to", str(tmp_path / "b"))
    steward("settings", "set", "retention_audit_days", "30")
    in_days(40)
    steward("accounts", "pause", alice)
    assert steward("store", "retention", "--clock-is-right", "--json").document["gone"]["audit"] > 0
    set_states(folder, ["running", ""], "started")
    back(steward, tmp_path / "b")
    assert stored(folder, "SELECT state FROM actions ORDER BY id") == [("needs_review",), ("cancelled",)]
    assert stored(folder, "SELECT paused FROM accounts") == [(1,)]


def test_what_was_done_between_two_restores_is_not_done_again(
    steward: Steward, folder: Path, alice: str, tmp_path: Path
) -> None:
    steward("store", "backup", "--to", str(tmp_path / "b"))
    there = like(steward, alice, 101)["id"]
    both = like(steward, alice, 102)["id"]
    aside = back(steward, tmp_path / "b")["before"]
    again = like(steward, alice, 102)["id"]
    set_states(folder, ["running"], "started")
    back(steward, aside)
    states = {row["id"]: row["state"] for row in steward("queue", "list", "--json").document["items"]}
    assert (states[again], states[both]) == ("needs_review", "cancelled")
    assert states[there] in {"awaiting_approval", "queued", "held"}


@pytest.mark.parametrize("sections", [[], ["--sections", "accounts"]], ids=["whole", "sections"])
def test_what_rests_at_present_rests_still(
    steward: Steward, folder: Path, alice: str, tmp_path: Path, sections: list[str]
) -> None:
    steward("brands", "add", "heron")
    steward("accounts", "edit", alice, "--brand", "heron")
    with by_hand(folder) as rows:
        rows.execute("INSERT INTO sessions SELECT id, x'00', 5 FROM accounts")
    steward("store", "backup", "--to", str(tmp_path / "b"))
    steward("accounts", "edit", alice, "--disabled", "--zone", "Europe/Berlin")
    steward("accounts", "pause", alice)
    with by_hand(folder) as rows:
        rows.execute("DELETE FROM sessions")
        rows.execute("UPDATE brands SET status = 'paused'")
        rows.execute("UPDATE accounts SET health = 'challenged', health_code = 'second_factor', authority_until = 7")
        rows.execute("INSERT INTO reviews (id, account_id, code, opened_at) SELECT 9, id, 'second_factor', 5"
                     " FROM accounts")  # fmt: skip
    back(steward, tmp_path / "b", *sections)
    standing = "SELECT enabled, paused, health, health_code, authority_until, zone FROM accounts"
    assert stored(folder, standing) == [(0, 1, "challenged", "second_factor", 7, None)]
    assert stored(folder, "SELECT status FROM brands") == [("paused",)]
    assert stored(folder, "SELECT count(*) FROM sessions") == [(0,)]
    assert [row["code"] for row in steward("reviews", "list", "--json").document["items"]] == ["second_factor"]


def test_an_account_that_comes_back_brings_its_session(
    steward: Steward, folder: Path, alice: str, tmp_path: Path
) -> None:
    with by_hand(folder) as rows:
        rows.execute("INSERT INTO sessions SELECT id, x'00', 5 FROM accounts")
    steward("store", "backup", "--to", str(tmp_path / "b"))
    with by_hand(folder) as rows:
        rows.execute("DELETE FROM sessions")
        rows.execute("DELETE FROM accounts")
    back(steward, tmp_path / "b", "--sections", "accounts")
    assert stored(folder, "SELECT count(*) FROM sessions") == [(1,)]
    assert alice


def test_what_history_brings_back_unclear_is_asked_about(
    steward: Steward, folder: Path, alice: str, tmp_path: Path
) -> None:
    like(steward, alice, 1)
    set_states(folder, ["running"], "started")
    steward("store", "backup", "--to", str(tmp_path / "b"))
    set_states(folder, [""], "started")
    back(steward, tmp_path / "b", "--sections", "history")
    [(number, state)] = stored(folder, "SELECT id, state FROM actions")
    assert (state, asked_about(folder)) == ("needs_review", [number])


def test_what_was_archived_since_is_found_after_a_restore(
    steward: Steward, folder: Path, alice: str, tmp_path: Path, in_days: Callable[[int], None]
) -> None:
    def archived() -> list[Any]:
        found = steward("archive", "search", "posts", "--json").document["items"]
        return sorted(found, key=lambda record: str(record["target_url"]))

    def let_go(post: int, days: int) -> None:
        steward("queue", "cancel", like(steward, alice, post)["id"])
        in_days(days)
        assert steward("store", "retention", "--clock-is-right", "--json").document["gone"]["actions"] == 1

    steward("settings", "set", "retention_actions_days", "30")
    let_go(1, 40)
    steward("store", "backup", "--to", str(tmp_path / "b"))
    let_go(2, 80)
    before = archived()
    assert len(before) == 2
    for _ in range(2):
        back(steward, tmp_path / "b")
        assert archived() == before
    assert sum(gzip.decompress(file.read_bytes()).count(b"\n") for file in (folder / "archive").iterdir()) == 2
