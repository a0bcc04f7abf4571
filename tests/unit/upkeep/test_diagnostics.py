"""The diagnostics: each finds what it is about, names a cure, and is quiet where nothing is wrong."""

from __future__ import annotations

import pytest

from automation.upkeep import diagnostics
from automation.upkeep.checks import Check
from models import clock
from models.account import Account, change_account
from models.base import new_id
from models.database import sql
from models.due import declare, due, end, miss
from models.enums import ActionKind
from models.feed import add_feed, change_feed, keep_poll
from models.ids import public
from models.rule import add_rule
from tests.unit.upkeep.conftest import NOON, Clocks

HOUR_MS = 3_600_000


def check(name: str) -> Check:
    return next(found for found in diagnostics.everything() if found.name == name)


def action(account: Account, state: str, at: int, kind: str = "like") -> int:
    number = new_id("actions")
    sql(
        "INSERT INTO actions (id, account_id, kind, target_kind, target_url, target_id, content_hash, generation,"
        " idempotency_key, state, trigger, due_at, created_at, updated_at)"
        " VALUES (?, ?, ?, 'post', 'u', 't', 'h', 0, ?, ?, 'manual', ?, ?, ?)",
        (number, account.id, kind, f"k{number}", state, at, at, at),
    )
    return number


def order(state: str, at: int) -> None:
    sql(
        "INSERT INTO orders (trigger, platform, target_url, service_name, quantity, state, created_at, updated_at)"
        " VALUES ('import', 'practice', 'u', 'likes', 1, ?, ?, ?)",
        (state, at, at),
    )


def test_all_is_quiet_on_a_profile_where_nothing_is_wrong(alice: Account) -> None:
    assert diagnostics.in_short() == []
    assert all(found.ok and not found.fix and found.help and found.detail for found in diagnostics.everything())


def test_what_does_not_hold_has_a_cure(alice: Account) -> None:
    add_feed(alice.id, "http://a.test/feed", 300)
    change_feed(1, status="gone")
    miss("schedule", 1, alice.id, 1, NOON, NOON)
    assert {found["id"] for found in diagnostics.in_short()} == {"feeds", "missed"}
    assert all(found["fix"] and found["severity"] == "warning" for found in diagnostics.in_short())


def test_feeds_are_told_with_their_accounts(alice: Account) -> None:
    good, bad = add_feed(alice.id, "http://a.test/feed", 300), add_feed(alice.id, "http://b.test/feed", 300)
    change_feed(good.id, status="active", polled_at=NOON)
    assert check("feeds").ok
    change_feed(bad.id, status="error", last_error="feed_timeout", failures=3)
    found = check("feeds")
    assert (found.ok, found.detail) == (False, "Feeds: 1 active, 1 in trouble.")
    assert [row["url"] for row in found.rows] == [bad.url, good.url], "trouble first"
    assert (found.rows[0]["handle"], found.rows[0]["last_error"]) == ("practice:alice", "feed_timeout")
    assert found.rows[1]["polled_at"] == clock.to_iso(NOON)
    change_feed(bad.id, enabled=False)
    assert check("feeds").ok


def test_the_last_readings_are_told(alice: Account, clocks: Clocks) -> None:
    feed = add_feed(alice.id, "http://a.test/feed", 300)
    for status in ("success", "error", "error"):
        clocks.pass_s(60)
        keep_poll(feed.id, status, 1, 0, 0, None)
    assert check("polls").ok
    assert [row["status"] for row in check("polls").rows] == ["error", "error", "success"]
    for _ in range(10):
        clocks.pass_s(60)
        keep_poll(feed.id, "error", 0, 0, 0, "feed_unreachable")
    assert check("polls").detail == "10 of the last 10 readings failed."
    assert not check("polls").ok


@pytest.mark.parametrize(
    ("state", "age_ms", "found"),
    [
        ("running", HOUR_MS + 1, True),
        ("interrupted", HOUR_MS + 1, True),
        ("queued", HOUR_MS + 1, True),
        ("queued", HOUR_MS - 1, False),
        ("running", HOUR_MS - 1, False),
        ("awaiting_approval", 9 * HOUR_MS, False),
        ("held", 9 * HOUR_MS, False),
        ("confirmed", 9 * HOUR_MS, False),
    ],
)
def test_actions_that_stand_still_are_found(alice: Account, state: str, age_ms: int, found: bool) -> None:
    number = action(alice, state, NOON - age_ms)
    rows = check("stuck").rows
    assert [row["id"] for row in rows] == ([public("actions", number)] if found else [])


@pytest.mark.parametrize("state", ["pending", "submitting", "unknown"])
def test_orders_are_history_and_do_not_stand_still(alice: Account, state: str) -> None:
    order(state, NOON - 2 * HOUR_MS)
    assert check("stuck").ok


def test_everything_is_counted_by_kind_and_state(alice: Account) -> None:
    for kind, state in (("like", "confirmed"), ("like", "confirmed"), ("comment", "needs_review")):
        action(alice, state, NOON, kind)
    order("completed", NOON)
    found = check("counts")
    assert found.detail == "Actions and orders: 1 completed, 2 confirmed, 1 needs review."
    assert {"kind": "like", "state": "confirmed", "count": 2} in found.rows


def test_an_account_without_a_feed_is_a_hint_where_feeds_are_used(alice: Account) -> None:
    assert check("no_feed").ok
    change_account(alice.id, enabled=False)
    add_feed(alice.id, "http://a.test/feed", 300)
    sql("INSERT INTO accounts (platform, username, username_norm, created_at, updated_at) VALUES ('x', 'b', 'b', 1, 1)")
    found = check("no_feed")
    assert (found.ok, found.severity, [row["handle"] for row in found.rows]) == (False, "info", ["x:b"])
    assert found.sound


def test_rules_of_accounts_that_are_off_are_found(alice: Account) -> None:
    made = add_rule((new_id("rules"), None), name="r", account_id=alice.id, kind=ActionKind.LIKE)
    assert check("idle_rules").ok
    change_account(alice.id, enabled=False)
    assert [row["rule_id"] for row in check("idle_rules").rows] == [public("rules", made.id)]


def test_regular_work_that_keeps_failing_is_found(store: object) -> None:
    declare("backups", 3600, NOON)
    end("backups", False, "store_full", NOON, 2)
    assert check("regular_work").ok
    end("backups", False, "store_full", NOON, 3)
    assert "backups (store full)" in check("regular_work").detail
    assert due("backups").failures == 3
