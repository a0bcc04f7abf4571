"""The named questions: right answers, and each of them out of an index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models import clock, metrics
from models.account import add_account
from models.account import change_account as change
from models.base import new_id
from models.brand import add_brand
from models.check_plan import get_next_check_time, record_check_completion
from models.content import add_content, change_content, content_lookup
from models.database import close, db, sql
from models.enums import ActionKind
from models.errors import BadInput, StoreUnusable
from models.metrics import Conversation, DailyCount, HourlyCount, RateLimit, Standing, check_rate_limit
from models.post import see_post
from models.reckoning import day_before, day_of, figures_of, span_of
from models.text import text_lookup
from models.warmup import WarmupStepTable, next_warming
from tests.fakes.new_store import new_store

NOON = clock.from_iso("2026-11-02T12:00:00")  # local time
HOUR_MS, DAY_MS = 3_600_000, 86_400_000


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> Iterator[Path]:
    before = clock.use(lambda: NOON)
    new_store(tmp_path / "store.db")
    yield tmp_path
    close()
    clock.use(before)


def account(name: str, **columns: Any) -> int:
    made = add_account("practice", "", name, None)
    return change(made.id, **columns).id if columns else made.id


def tried(account_id: int, at: int, kind: str = "like", outcome: str = "performed", ms: int = 100) -> int:
    """An action with one try, and its place in the caps."""
    action, attempt = new_id("actions"), new_id("attempts")
    sql(
        "INSERT INTO actions (id, account_id, kind, target_kind, target_url, target_id, content_hash, generation,"
        " idempotency_key, state, trigger, due_at, created_at, updated_at)"
        " VALUES (?, ?, ?, 'post', 'u', 't', 'h', 0, ?, 'confirmed', 'manual', ?, ?, ?)",
        (action, account_id, kind, f"k{action}", at, at, at),
    )
    sql(
        "INSERT INTO attempts (id, action_id, account_id, outcome, started_at, duration_ms) VALUES (?, ?, ?, ?, ?, ?)",
        (attempt, action, account_id, outcome, at, ms),
    )
    sql("INSERT INTO cap_counts VALUES (?, ?, ?, ?)", (attempt, account_id, kind, at))
    return attempt


def test_tries_are_counted_by_day_and_by_hour() -> None:
    alice, bob = account("alice"), account("bob")
    for at in (NOON, NOON + HOUR_MS, NOON - DAY_MS):
        tried(alice, at)
    tried(alice, NOON, "comment", "failed")
    tried(bob, NOON)
    assert metrics.daily_action_counts(alice) == [
        DailyCount(alice, "2026-11-02", "comment", 1),
        DailyCount(alice, "2026-11-02", "like", 2),
        DailyCount(alice, "2026-11-01", "like", 1),
    ]
    assert metrics.hourly_action_distribution(alice) == [
        HourlyCount(alice, "comment", 12, 1),
        HourlyCount(alice, "like", 12, 2),
        HourlyCount(alice, "like", 13, 1),
    ]
    assert metrics.hourly_of_all(NOON) == [(12, "comment", 1), (12, "like", 2), (13, "like", 1)]
    assert metrics.kinds_since(NOON) == {"comment": 1, "like": 3}


def test_a_rate_limit_says_what_it_counted_and_when_it_frees() -> None:
    alice = account("alice")
    assert check_rate_limit(alice, ActionKind.LIKE, 3) == RateLimit(True, 0, 3, None)
    for hours in (23, 5, 1):
        tried(alice, NOON - hours * HOUR_MS)
    tried(alice, NOON - 25 * HOUR_MS)
    assert check_rate_limit(alice, ActionKind.LIKE, 4) == RateLimit(True, 3, 4, None)
    assert check_rate_limit(alice, ActionKind.UNLIKE, 3) == RateLimit(False, 3, 3, NOON + HOUR_MS)
    assert check_rate_limit(alice, ActionKind.LIKE, 2) == RateLimit(False, 3, 2, NOON + 19 * HOUR_MS)
    assert check_rate_limit(alice, ActionKind.LIKE, 0) == RateLimit(False, 3, 0, None)
    assert check_rate_limit(alice, ActionKind.LIKE, 2, HOUR_MS * 2).allowed
    assert check_rate_limit(alice, ActionKind.COMMENT, 1).allowed


def followed(*hours: int) -> int:
    post = see_post("practice", "", f"p{hours}", "http://site.test/p", None, None)
    plan = new_id("check_plans")
    sql(
        "INSERT INTO check_plans (id, post_id, started_at, next_at) VALUES (?, ?, ?, ?)",
        (plan, post, NOON, NOON + hours[0] * HOUR_MS),
    )
    for position, hour in enumerate(hours):
        sql(
            "INSERT INTO check_steps (plan_id, position, due_at) VALUES (?, ?, ?)",
            (plan, position, NOON + hour * HOUR_MS),
        )
    return post


def test_a_followed_post_is_looked_at_step_by_step() -> None:
    post = followed(1, 4, 24)
    at = [NOON + HOUR_MS]
    clock.use(lambda: at[0])
    assert get_next_check_time(post) == NOON + HOUR_MS
    assert record_check_completion(post) == get_next_check_time(post) == NOON + 4 * HOUR_MS
    at[0] = NOON + 4 * HOUR_MS
    assert record_check_completion(post) == NOON + 24 * HOUR_MS
    assert record_check_completion(post) is None, "looked at early: that was the last time"
    assert get_next_check_time(post) is None
    with pytest.raises(BadInput, match="post_not_followed"):
        record_check_completion(post)
    assert sql("SELECT done, complete FROM check_plans") == [(3, 1)]


def test_one_look_serves_all_that_was_slept_through() -> None:
    post, rest = followed(1, 4, 24), followed(2)
    clock.use(lambda: NOON + 5 * HOUR_MS)
    assert record_check_completion(post) == NOON + 24 * HOUR_MS
    assert sql("SELECT done FROM check_plans WHERE post_id = ?", (post,)) == [(2,)]
    assert get_next_check_time(rest) == NOON + 2 * HOUR_MS, "another post's plan is another's"


def test_a_check_stands_or_falls_whole() -> None:
    post = followed(1, 4)
    sql("CREATE TRIGGER no BEFORE UPDATE ON check_plans BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(StoreUnusable):
        record_check_completion(post)
    assert sql("SELECT count(done_at) FROM check_steps") == [(0,)]


def test_posts_that_wait_for_a_look_are_listed() -> None:
    post, later = followed(-24 * 365 * 50), followed(24 * 365 * 100)
    assert [found.post_id for found in metrics.posts_pending_checkback()] == [post], "the view has the real clock"
    assert later not in {found.post_id for found in metrics.posts_pending_checkback()}


def test_conversations_are_summed_up() -> None:
    alice, bob = account("alice"), account("bob")
    for number, (owner, archived) in enumerate(((alice, 0), (alice, 1), (bob, 0)), start=1):
        sql(
            "INSERT INTO threads (id, account_id, platform, participant, participant_norm, is_archived, unread,"
            " last_message_at, first_seen_at) VALUES (?, ?, 'practice', 'Carol', ?, ?, 2, 5, 1)",
            (number, owner, f"carol{number}", archived),
        )
    for number, ours in enumerate((1, 1, 0)):
        sql(
            "INSERT INTO messages (id, thread_id, is_ours, kind, first_seen_at) VALUES (?, 1, ?, 'text', 1)",
            (number, ours),
        )
    assert metrics.active_conversations_summary(alice) == [Conversation(1, alice, "practice", "Carol", 2, 5, 3, 2)]


def test_accounts_are_counted_by_brand_life_and_health() -> None:
    acme = add_brand("Acme")
    for name, columns in (("a", {"brand_id": acme}), ("b", {"brand_id": acme}), ("c", {"health": "banned"})):
        account(name, **columns)
    assert metrics.dashboard() == [Standing(None, "ready", "banned", 1), Standing(acme, "ready", "ok", 2)]


def test_the_next_to_warm_up_is_the_earliest_step_that_may_go_on() -> None:
    state = {"lifecycle_state": "warming_up", "enabled": True}
    third, first, busy, ill = (
        account(name, **state, **columns)
        for name, columns in (("a", {"warmup_step": 3}), ("b", {"warmup_step": 1}), ("c", {"warmup_step": 1}),
            ("d", {"warmup_step": 1, "health": "challenged"}))
    )  # fmt: skip
    account("e", warmup_step=1, enabled=True)
    for owner, word in ((first, "failed"), (busy, "in_progress"), (ill, "pending")):
        WarmupStepTable.insert(account_id=owner, position=1, name="change_pfp", state=word).execute()
    assert [(s.account_id, s.position, s.state) for s in next_warming(9)] == [(first, 1, "failed"), (third, 3, None)]
    assert len(next_warming()) == 1


def test_content_is_taken_least_used_first() -> None:
    acme, other = add_brand("Acme"), add_brand("Other")
    often, seldom, any_, first = (add_content(acme, kind, text=kind) for kind in ("post", "post", "any", "post"))
    change_content(often, uses=5)
    change_content(seldom, uses=1)
    change_content(any_, uses=2)
    change_content(first, uses=1, order_priority=9)
    add_content(other, "post", text="no")
    add_content(acme, "story", text="no")
    add_content(acme, "post", text="no", is_template=True)
    assert [piece.id for piece in content_lookup(acme, "post")] == [first, seldom, any_, often]
    assert len(content_lookup(acme, "post", template=True)) == 1


def test_a_day_is_reckoned_for_each_brand_and_in_total() -> None:
    acme = add_brand("Acme")
    alice = account("alice", brand_id=acme, lifecycle_state="active")
    bob = account("bob", lifecycle_state="warming_up")
    account("carol", brand_id=acme, health="banned")
    for at, outcome, ms in ((NOON, "performed", 100), (NOON, "failed", 300), (NOON - DAY_MS, "performed", 1)):
        tried(alice, at, outcome=outcome, ms=ms)
    tried(bob, NOON, outcome="started", ms=0)
    for owner, position, word in ((alice, 1, "completed"), (bob, 1, "failed"), (bob, 2, "completed")):
        WarmupStepTable.insert(
            account_id=owner, position=position, name="change_pfp", state=word, completed_at=NOON
        ).execute()
    sql(
        "INSERT INTO proxies (id, host, port, brand_id, capacity, created_at, updated_at)"
        " VALUES (1, 'h', 1, ?, 4, 1, 1), (2, 'i', 1, NULL, NULL, 1, 1)",
        (acme,),
    )
    change(alice, proxy_id=1)
    total, of_acme = figures_of(day_of(NOON))
    assert (total.brand_id, of_acme.brand_id) == (None, acme)
    assert (total.total_accounts, total.active_accounts, total.warming_accounts, total.failed_accounts) == (3, 1, 1, 2)
    assert (of_acme.total_accounts, of_acme.active_accounts, of_acme.failed_accounts) == (2, 1, 1)
    assert (total.actions, total.errors, total.mean_ms) == (3, 1, 200)
    assert (total.step_1_rate, of_acme.step_1_rate, total.step_2_rate, total.step_3_rate) == (50.0, 100.0, 100.0, None)
    assert (total.active_proxies, total.proxy_utilisation, of_acme.proxy_utilisation) == (2, round(100 / 7, 2), 25.0)
    [before, _] = figures_of(day_before(day_of(NOON)))
    assert (before.total_accounts, before.actions) == (0, 1), "accounts are those that were there"


def test_the_state_of_life_is_that_of_the_day() -> None:
    alice = account("alice", lifecycle_state="active")
    sql("DELETE FROM account_states")
    for at, before, after in ((NOON, "ready", "warming_up"), (NOON + DAY_MS, "warming_up", "active")):
        sql(
            "INSERT INTO account_states (account_id, from_state, to_state, actor, at) VALUES (?, ?, ?, 'user', ?)",
            (alice, before, after, at),
        )
    sql("UPDATE accounts SET created_at = ?", (NOON - 3 * DAY_MS,))
    seen = [figures_of(day_of(NOON + days * DAY_MS))[0] for days in (-1, 0, 1)]
    assert [(f.warming_accounts, f.active_accounts) for f in seen] == [(0, 0), (1, 0), (0, 1)]


def test_days_meet_without_a_gap() -> None:
    days = [day_before("2026-11-10", back) for back in range(400)]
    assert all(span_of(day)[0] == span_of(day_before(day))[1] for day in days)
    assert all(day_of(span_of(day)[0]) == day == day_of(span_of(day)[1] - 1) for day in days)


HOT = {
    "daily_action_counts": lambda: metrics.daily_action_counts(1),
    "hourly_action_distribution": lambda: metrics.hourly_action_distribution(1),
    "hourly_of_all": lambda: metrics.hourly_of_all(NOON),
    "kinds_since": lambda: metrics.kinds_since(NOON),
    "posts_pending_checkback": metrics.posts_pending_checkback,
    "active_conversations_summary": lambda: metrics.active_conversations_summary(1),
    "check_rate_limit": lambda: check_rate_limit(1, ActionKind.LIKE, 1),
    "get_next_check_time": lambda: get_next_check_time(1),
    "dashboard": metrics.dashboard,
    "next_warming": next_warming,
    "content_lookup": lambda: content_lookup(1, "post"),
    "text_lookup": lambda: text_lookup(1, "comment"),
    "days": lambda: metrics.days(30),
    "figures_of": lambda: figures_of("2026-11-02"),
}
# What may be walked: a view's own few rows, small tables, and accounts, of which a roll-up looks at each.
WALKED = re.compile(
    r"SCAN (daily_action_counts|hourly_action_distribution|brands|p|\(subquery-\d+\)"
    r"|(a|accounts|daily_metrics) USING (COVERING )?INDEX \w+)$"
)


@pytest.mark.parametrize("name", HOT)
def test_each_question_is_answered_from_an_index(name: str) -> None:
    """The plan of everything that a question asks names no reading of a whole table that grows with the work."""
    asked: list[str] = []
    db.connection().set_trace_callback(asked.append)  # the statements as they run, values filled in
    HOT[name]()
    db.connection().set_trace_callback(None)
    assert asked
    plans = [line for statement in asked for (*_, line) in sql(f"EXPLAIN QUERY PLAN {statement}")]
    assert [line for line in plans if line.startswith("SCAN") and not WALKED.match(line)] == [], plans
