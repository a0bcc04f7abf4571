"""A feed and a rule as an older system kept them, with what it noted of their days."""

from __future__ import annotations

from models.account import accounts
from models.base import add
from models.feed import FeedTable, PollTable, see_entry
from models.legacy import keep_refs
from models.rule import OldTriggerTable, RuleTable
from models.usage import UsageTable
from tests.fakes.filled_store import DAY, HOUR


def watch(now: int, brought_along: int) -> None:
    """A feed of no account as an older system kept it, with readings, an entry and a trigger."""
    made = add(
        FeedTable,
        url="https://rss.example/keywords/sourdough.xml",
        title="Sourdough, everywhere",
        status="active",
        enabled=False,
        kind="keyword",
        description="Everything that says sourdough",
        provider="rss_app",
        provider_feed_id="k-77",
        next_poll_at=253_370_764_800_000,
        created_at=now - 30 * DAY,
    )
    keep_refs([("panel:old.db", "rss_feeds", "1", "feeds", made, brought_along, 0)])
    see_entry(made, "old-1", "https://blog.example/sourdough", "Sourdough in August", now - 20 * DAY, True, "ines")
    old = [("success", 12, 2, 2, None), ("no_new_posts", 12, 0, 0, None), ("error", 0, 0, 0, "HTTP 500 from rss.app")]
    for number, (status, found, fresh, fired, error) in enumerate(old):
        figures = {"found": found, "fresh": fresh, "fired": fired}
        add(PollTable, feed_id=made, polled_at=now - number * HOUR, status=status, error=error, **figures)
    rule = add(
        RuleTable,
        name="Likes for new posts",
        account_id=accounts()[0].id,
        kind="order",
        enabled=False,
        created_at=now - 30 * DAY,
        parameters={"quantity": 100, "comments": ["Lovely", "Beautiful"]},
        service_id="1203",
        service_name="Likes, slow",
        last_fired_at=now - 3 * DAY,
    )
    asked = {"url": "https://rss.example/keywords/sourdough.xml", "was_active": True}
    add(OldTriggerTable, rule_id=rule, kind="rss_feed", data=asked, last_fired_at=now - 3 * DAY, created_at=now)
    values = {"endpoint": "user/posts", "calls": 1204, "quota": 5000, "cost_micros": 1_250_000}
    for date in ("2026-11-19", "2026-11-20"):
        UsageTable.insert(provider="rapidapi", day=date, **values).execute()
