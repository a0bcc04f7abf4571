"""`steward accounts remove`: nothing waits for an account that is gone, and the record says what was withdrawn."""

from __future__ import annotations

from pathlib import Path

from tests.unit.cli.conftest import Steward, stored
from tests.unit.cli.test_store import by_hand


def test_all_that_waits_for_it_is_withdrawn_and_recorded(
    steward: Steward, open_vault: None, alice: str, folder: Path
) -> None:
    waiting = ("queued", "held", "awaiting_approval")
    for number in range(len(waiting)):
        url = f"http://127.0.0.1:9/posts/{number}"
        assert steward("act", "like", "--account", alice, "--url", url, "--json").document["action"]
    with by_hand(folder) as rows:
        rows.executemany(
            "UPDATE actions SET state = ? WHERE id = ?", [(state, n) for n, state in enumerate(waiting, 1)]
        )
    assert steward("accounts", "remove", alice).code == 0
    assert stored(folder, "SELECT DISTINCT state, code FROM actions") == [("cancelled", "cancelled")]
    entries = steward("audit", "list", "--json").document["items"]
    said = [(entry["kind"], entry["body"].get("by")) for entry in entries if entry["kind"] == "cancelled"]
    assert said == [("cancelled", "account_removed")] * len(waiting)
    [left] = steward("accounts", "list", "--json").document["items"]
    assert left["enabled"] is False
