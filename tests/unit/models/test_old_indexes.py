"""What the older systems found by an index is found by one here, wherever more than a few values tell rows apart."""

from __future__ import annotations

import pytest

from models.database import sql

pytestmark = pytest.mark.usefixtures("store")

INDEXED = """
    accounts.platform accounts.username_norm accounts.brand_id accounts.proxy_id accounts.lifecycle_state
    accounts.health accounts.warmup_step accounts.last_acted_at people.platform people.username_norm
    posts.platform posts.external_urn posts.posted_at posts.author posts.author_id posts.first_seen_at
    comments.post_id comments.author_id comments.account_id snapshots.post_id snapshots.run_id snapshots.taken_at
    runs.started_at runs.status person_tags.person_id person_tags.tag_id post_tags.post_id post_tags.tag_id
    account_tags.account_id account_tags.tag_id tags.name_norm media.post_id media.kind media.analysis_state
    check_plans.next_at threads.account_id threads.person_id messages.thread_id messages.sent_at
    actions.account_id actions.state actions.target_kind actions.run_id actions.due_at attempts.account_id
    verifications.action_id evidence.order_id feed_polls.feed_id feed_entries.feed_id audit_entries.account_id
    audit_entries.kind audit_entries.at blocklist.subject brands.status proxies.status proxies.brand_id
    proxies.location content.brand_id content.uses texts.brand_id texts.uses warmup_steps.account_id
    warmup_steps.state warmup_steps.bot warmup_steps.started_at account_states.account_id account_states.to_state
    account_states.at daily_metrics.day reviews.account_id orders.state orders.account_id
"""


def leading(table: str) -> set[str]:
    """The columns that an index of a table begins with."""
    return {sql(f"PRAGMA index_info({name})")[0][2] for _, name, *_ in sql(f"PRAGMA index_list({table})")}


def test_what_was_indexed_is() -> None:
    columns = [column.partition(".") for column in INDEXED.split()]
    assert [f"{table}.{name}" for table, _, name in columns if name not in leading(table)] == []
