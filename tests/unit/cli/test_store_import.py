"""`steward store import panel-dashboard` and `steward imports`: all of the old file arrives, once, and switched off."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from re import findall
from typing import Any

import pytest

from tests.fakes.old_panel import old_panel
from tests.fakes.old_panel_files import ordinary
from tests.unit.cli.conftest import Ran, Steward

KIND = "panel-dashboard"
# What the importer is to make of the ordinary file.
WRITTEN = {
    "schema_migrations": 0,
    "migration_log": 0,
    "settings": 2,
    "accounts": 4,
    "tags": 2,
    "account_tags": 2,
    "rss_feeds": 1,
    "rss_poll_log": 6,
    "processed_posts": 12,
    "actions": 2,
    "triggers": 1,
    "execution_history": 6,
    "orders": 1,
    "screenshots": 3,
}


@contextmanager
def by_hand(folder: Path) -> Iterator[sqlite3.Connection]:
    """The store as any tool would see it."""
    connection = sqlite3.connect(folder / "steward.db", timeout=10)
    with connection:
        yield connection
    connection.close()


def asked(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """Rows of the store."""
    with by_hand(folder) as rows:
        return rows.execute(query).fetchall()


def figures(ran: Ran, name: str) -> dict[str, int]:
    """One figure of every table of a report."""
    return {table: counts[name] for table, counts in ran.document["tables"].items()}


def files(folder: Path) -> dict[str, str]:
    """Everything in a folder but what an engine leaves in any case, with sums."""
    own = {"engine.lock", "audit.head"}
    found = [path for path in folder.rglob("*") if path.is_file() and path.name not in own]
    return {str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest() for p in found if p.parent.name != "logs"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An old file in ordinary use."""
    return ordinary(tmp_path / "old.db")


@pytest.fixture
def brought(steward: Steward, open_vault: None, old: Path) -> Ran:
    """The import of the ordinary file."""
    return steward("store", "import", KIND, str(old), "--json")


def test_all_of_it_arrives(brought: Ran, folder: Path) -> None:
    assert brought.code == 0, brought
    assert figures(brought, "written") == WRITTEN
    assert set(figures(brought, "refused").values()) == {0}
    assert brought.document["unknown_columns"] == {}
    assert brought.document["unknown_tables"] == []
    assert any("v2_add_tags" in note for note in brought.document["notes"])
    [(name, zone)] = asked(folder, "SELECT display_name, zone FROM accounts WHERE platform = 'instagram'")
    assert (name, zone) == ("Lena 🌿", "Europe/Berlin")
    assert asked(folder, "SELECT count(*) FROM accounts WHERE platform = 'x'") == [(2,)]  # twitter is x


def test_a_feed_is_what_its_own_row_says_and_its_account_says_the_rest(brought: Ran, folder: Path) -> None:
    first, second, third = asked(folder, "SELECT title, kind, polled_at, created_at FROM feeds ORDER BY id")
    assert (first[:2], second[:2], third[:2]) == (
        ("Feed 1", "account_monitor"), ("Feed 2", "account_monitor"), ("Feed 3", "keyword"),
    )  # fmt: skip
    assert first[2] is not None
    [(brought_at,)] = asked(folder, "SELECT started_at FROM imports")
    assert max(first[3], second[3]) < brought_at


def test_orders_keep_their_number_their_cost_and_the_panels_own_word(brought: Ran, folder: Path) -> None:
    rows = asked(
        folder,
        "SELECT external_id, state, raw_status, estimated_micros, trigger FROM orders WHERE service_id IS NOT NULL"
        " ORDER BY external_id",
    )
    assert rows == [
        ("7001", "completed", "completed", 100_000, "manual"),
        ("7002", "in_progress", "in_progress", 200_000, "feed"),
        ("7003", "cancelled", "canceled", 300_000, "feed"),
        ("7004", "partial", "partial", 400_000, "feed"),
        ("7005", "pending", "pending", 500_000, "feed"),
        ("7006", "unknown", "Refill needed", 600_000, "feed"),
    ]
    # The order that both ages of the old system knew is one, and has learnt its rule.
    [(ours,)] = asked(folder, "SELECT rule_id IS NOT NULL FROM orders WHERE external_id = '7002'")
    assert ours == 1
    assert asked(folder, "SELECT count(DISTINCT provider_id), count(*) FROM orders") == [(1, 7)]


def test_nothing_is_armed(brought: Ran, folder: Path) -> None:
    for table in ("accounts", "rules", "feeds", "providers"):
        assert asked(folder, f"SELECT count(*) FROM {table} WHERE enabled") == [(0,)], table
    unarmed = "SELECT count(*) FROM accounts WHERE authority_kind IS NULL AND auto_approve = '[]'"
    assert asked(folder, unarmed) == [(4,)]
    assert asked(folder, "SELECT count(*) FROM feed_entries WHERE NOT baseline") == [(0,)]
    watched = "SELECT count(*) FROM feeds WHERE baseline_at IS NOT NULL OR next_poll_at < 4000000000000"
    assert asked(folder, watched) == [(0,)]
    assert sum("switched off" in note for note in brought.document["notes"]) == 4


def test_pictures_become_files_with_their_sums(brought: Ran, folder: Path) -> None:
    rows = asked(folder, "SELECT phase, path, sha256, state, error FROM evidence ORDER BY id")
    assert [(phase, state, error) for phase, _, _, state, error in rows] == [
        ("before", "completed", None),
        ("after", "completed", None),
        ("before", "failed", "no page"),
    ]
    for _, path, total, _, _ in rows[:2]:
        file = folder / "evidence" / path
        assert sha256(file.read_bytes()).hexdigest() == total
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert rows[2][1:3] == (None, None)


def test_keys_are_in_the_vault_and_nowhere_else(brought: Ran, steward: Steward, folder: Path) -> None:
    kinds = asked(
        folder,
        "SELECT kind FROM providers JOIN secrets ON place = 'providers|' || providers.id || '|key' ORDER BY kind",
    )
    assert kinds == [("llm",), ("panel",), ("rss",)]
    for path in folder.rglob("*"):
        if path.is_file():
            assert not any(key in path.read_bytes() for key in (b"jap-key", b"rss-key-a", b"llm-key")), path
    assert "jap-key" not in brought.out + brought.err


def test_twice_writes_nothing(brought: Ran, steward: Steward, old: Path, folder: Path) -> None:
    before = asked(folder, "SELECT name, last FROM counters WHERE name NOT IN ('imports')")
    again = steward("store", "import", KIND, str(old), "--json")
    assert again.code == 0
    assert figures(again, "read") == figures(brought, "read")
    for figure in ("written", "merged", "refused"):
        assert set(figures(again, figure).values()) == {0}, figure
    assert asked(folder, "SELECT name, last FROM counters WHERE name NOT IN ('imports')") == before


def test_the_lines_account_for_every_row(steward: Steward, open_vault: None, old: Path) -> None:
    for words, verb in ((["--dry-run"], "to be written"), ([], "written"), ([], "written")):
        told = [
            line for line in steward("store", "import", KIND, str(old), *words).out.splitlines() if " read " in line
        ]
        assert all(f", {verb} " in line for line in told)
        for read, *rest in ([int(figure) for figure in findall(r"\d+", line)] for line in told):
            assert read == sum(rest), told
    assert any(", nothing new in " in line for line in told)


def test_a_trial_writes_nothing_and_needs_no_vault(steward: Steward, old: Path, folder: Path) -> None:
    assert steward("settings", "list").code == 0  # the store is there
    before = files(folder)
    old_sums = files(old.parent / "elsewhere") | {old.name: sha256(old.read_bytes()).hexdigest()}
    ran = steward("store", "import", KIND, str(old), "--dry-run", "--json")
    assert ran.code == 0, ran
    assert figures(ran, "written") == WRITTEN
    assert (ran.document["import"], ran.document["rejects"], ran.document["dry_run"]) == (None, None, True)
    assert files(folder) == before
    assert {old.name: sha256(old.read_bytes()).hexdigest()} == old_sums
    assert [path.name for path in old.parent.glob("old.db*")] == ["old.db"]


def test_secrets_want_the_vault_open_before_anything_is_written(steward: Steward, old: Path, folder: Path) -> None:
    ran = steward("store", "import", KIND, str(old), "--json")
    assert (ran.code, ran.error["code"]) == (4, "vault_missing")
    assert asked(folder, "SELECT (SELECT count(*) FROM accounts) + (SELECT count(*) FROM imports)") == [(0,)]


def test_an_old_key_finds_its_row(brought: Ran, steward: Steward) -> None:
    found = steward("imports", "find", "execution_history", "3", "--json")
    assert found.code == 0
    assert found.document["noun"] == "orders"
    listed = steward("accounts", "list", "--json").document["items"]
    by_old = steward("accounts", "show", "3", "--json")
    assert by_old.document["id"] == next(item["id"] for item in listed if item["platform"] == "tiktok")
    unknown = steward("imports", "find", "execution_history", "3000", "--json")
    assert (unknown.code, unknown.error["code"]) == (2, "not_brought_along")


def test_it_is_taken_back_as_one(brought: Ran, steward: Steward, old: Path, folder: Path) -> None:
    name = brought.document["import"]
    assert [item["id"] for item in steward("imports", "list", "--json").document["items"]] == [name]
    undone = steward("imports", "undo", name, "--json")
    assert (undone.code, undone.document["left"]) == (0, {})
    for table in ("accounts", "orders", "feeds", "rules", "evidence", "tags", "providers", "legacy_refs", "texts"):
        assert asked(folder, f"SELECT count(*) FROM {table}") == [(0,)], table
    assert asked(folder, "SELECT count(*) FROM secrets WHERE place LIKE 'providers|%'") == [(0,)]
    assert not list((folder / "evidence").rglob("*.png"))
    assert steward("imports", "show", name, "--json").document["state"] == "undone"
    assert steward("imports", "undo", name, "--json").error["code"] == "import_undone"
    assert figures(steward("store", "import", KIND, str(old), "--json"), "written") == WRITTEN
    assert steward("store", "check", "--json").document["ok"]


def test_what_newer_rows_lean_on_stays(brought: Ran, steward: Steward, folder: Path) -> None:
    own = steward("accounts", "show", "1", "--json").document["id"]
    assert steward("accounts", "authorise", own, "--own").code == 0
    undone = steward("imports", "undo", brought.document["import"], "--json")
    assert undone.code == 0
    assert undone.document["left"] == {"accounts": {"taken into use since": 1}}
    assert asked(folder, "SELECT count(*) FROM accounts") == [(1,)]
    assert steward("store", "check", "--json").document["ok"]


def test_what_another_import_brought_as_well_stays(brought: Ran, steward: Steward, old: Path, folder: Path) -> None:
    other = steward("store", "import", KIND, str(old), "--origin", "a copy", "--json")
    assert figures(other, "merged")["accounts"] == 4
    left = steward("imports", "undo", brought.document["import"], "--json").document["left"]
    assert left["accounts"] == {"another import brought it as well": 4}
    assert asked(folder, "SELECT count(*) FROM accounts") == [(4,)]


def test_another_file_of_the_same_name_is_noticed(brought: Ran, steward: Steward, tmp_path: Path, folder: Path) -> None:
    (tmp_path / "b").mkdir()
    with old_panel(tmp_path / "b" / "old.db") as panel:
        panel.add("accounts", platform="facebook", username="somebody.else")
        panel.add("tags", name="theirs")
        panel.add("accounts", platform="facebook", username="one.more", id=77)
    before = files(folder)
    for trial in ([], ["--dry-run"]):
        ran = steward("store", "import", KIND, str(tmp_path / "b" / "old.db"), *trial, "--json")
        assert (ran.code, ran.error["code"]) == (2, "import_of_another")
    assert files(folder) == before
    again = steward("store", "import", KIND, str(tmp_path / "b" / "old.db"), "--origin", "the other", "--json")
    assert figures(again, "written")["accounts"] == 2


def test_an_account_of_ours_keeps_what_it_has(steward: Steward, open_vault: None, old: Path, folder: Path) -> None:
    with by_hand_after(steward, folder) as rows:
        rows.execute(
            "INSERT INTO accounts (id, platform, username, username_norm, enabled, authority_kind, bio, display_name,"
            " created_at, updated_at) VALUES (5, 'instagram', 'Lena', 'lena', 1, 'own', 'mine', 'My name', 1, 1)"
        )
    ran = steward("store", "import", KIND, str(old), "--json")
    counts = ran.document["tables"]["accounts"]
    assert (counts["written"], counts["merged"]) == (3, 1)
    kept = "SELECT username, enabled, authority_kind, bio, display_name, url FROM accounts WHERE id = 5"
    assert asked(folder, kept) == [("Lena", 1, "own", "mine", "My name", "https://instagram.example/lena")]
    undone = steward("imports", "undo", ran.document["import"], "--json").document
    assert undone["removed"]["accounts"] == 3
    assert asked(folder, "SELECT id FROM accounts") == [(5,)]


@contextmanager
def by_hand_after(steward: Steward, folder: Path) -> Iterator[sqlite3.Connection]:
    """A store that exists."""
    assert steward("settings", "list").code == 0
    with by_hand(folder) as rows:
        yield rows


def test_a_feed_switched_on_takes_what_it_holds_for_old(brought: Ran, steward: Steward, folder: Path) -> None:
    assert steward("feeds", "enable", "rss_feeds-none").code == 2
    assert steward("feeds", "enable", "3", "--json").document["enabled"] is True
    switched = "SELECT enabled, baseline_at, next_poll_at < 4000000000000 FROM feeds WHERE provider_feed_id = 'feed3'"
    assert asked(folder, switched) == [(1, None, 1)]
    assert steward("feeds", "disable", "3", "--json").document["enabled"] is False
    assert asked(folder, "SELECT count(*) FROM feeds WHERE enabled") == [(0,)]


def test_a_rule_that_orders_is_not_switched_on(brought: Ran, steward: Steward, folder: Path) -> None:
    ran = steward("rules", "enable", "1", "--json")
    assert (ran.code, ran.error["code"]) == (2, "unknown_kind")
    assert asked(folder, "SELECT count(*) FROM rules WHERE enabled") == [(0,)]
