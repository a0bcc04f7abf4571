"""The lists of what was watched: entries and readings of feeds, triggers of older systems, calls to services."""

from __future__ import annotations

from typing import Any

from desktop import wording
from desktop.tables.base import Cell
from desktop.tables.nouns import Noun, Part, day, document, figure, handle, plain, signed, strong, when, words, yes
from desktop.wording import Sign
from models.sentences import sentences

READINGS_SIGNS = {
    "success": Sign("circle-check", "New posts", "good"),
    "no_new_posts": Sign("circle-dashed", "Nothing new", "muted"),
    "error": Sign("triangle-alert", "Not read", "warn"),
}
IMPORT = "Bring data along from an older system, or add a feed under Feeds."


def trouble(value: Any) -> Cell:
    """A code as words; what an older system said stands as it is."""
    return plain(value) if value in sentences() else words(value)


def usage_day(value: Any) -> Cell:
    """A day of the calendar, without weight."""
    return words(day(value).text)


ENTRIES = Noun(
    "Entries",
    "entry",
    "rss",
    "feed_entries e JOIN feeds f ON f.id = e.feed_id",
    "e.id",
    (
        Part("Entry", "coalesce(nullif(e.title, ''), e.url)", strong, share=3),
        Part("Feed", "coalesce(nullif(f.title, ''), f.url)", words, 0, 560, share=2),
        Part("By", "nullif(e.author, '')", handle, 130, 760),
        Part("Wishes", "e.fired", figure, 80, 480, figures=True),
        Part("Seen", "e.seen_at", when, 110),
        Part("There before", "e.baseline", yes, listed=False),
        Part("Address", "e.url", listed=False),
        Part("Published", "e.published_at", when, listed=False),
    ),
    f"Every post that a feed held when it was read stands here. {IMPORT}",
    "e.title || ' ' || e.url || ' ' || f.title",
    many="entries",
)
READINGS = Noun(
    "Readings",
    "reading",
    "refresh-cw",
    "feed_polls q JOIN feeds f ON f.id = q.feed_id",
    "q.id",
    (
        Part("Feed", "coalesce(nullif(f.title, ''), f.url)", strong),
        Part("Outcome", "q.status", signed(READINGS_SIGNS), 130),
        Part("Found", "q.found", figure, 72, 620, figures=True),
        Part("New", "q.fresh", figure, 64, figures=True),
        Part("Wishes", "q.fired", figure, 80, 480, figures=True),
        Part("When", "q.polled_at", when, 110),
        Part("Trouble", "q.error", trouble, listed=False),
        Part("Address", "f.url", listed=False),
    ),
    f"Every reading of a feed stands here, with what came of it. {IMPORT}",
    "f.title || ' ' || f.url || ' ' || replace(q.status, '_', ' ')",
)
OLD_TRIGGERS = Noun(
    "Old triggers",
    "old trigger",
    "history",
    "old_triggers t JOIN rules r ON r.id = t.rule_id LEFT JOIN accounts a ON a.id = r.account_id",
    "t.id",
    (
        Part("Trigger", "t.kind", lambda value: strong(wording.plain(str(value))), 150),
        Part("Of the rule", "r.name"),
        Part("Account", "a.username", handle, 150, 560),
        Part("Last fired", "t.last_fired_at", when, 110),
        Part("What it asked for", "t.data", document, listed=False),
        Part("Since", "t.created_at", when, listed=False),
    ),
    "What started work in an older system stands here to be seen. None of it starts anything in Steward.",
    "t.kind || ' ' || r.name",
)
USAGE = Noun(
    "Usage",
    "day of calls",
    "chart-column",
    # The table has no number of its own; nothing but an import writes it.
    "(SELECT row_number() OVER (ORDER BY day, provider, endpoint) AS id, * FROM api_usage) u",
    "u.id",
    (
        Part("Service", "u.provider", strong),
        Part("Asked for", "u.endpoint", words, 0, 560),
        Part("Day", "u.day", usage_day, 140),
        Part("Calls", "u.calls", figure, 76, figures=True),
        Part("Of at most", "u.quota", figure, 90, 620, figures=True),
        Part("Cost", "printf('%.2f %s', u.cost_micros / 1e6, u.currency)", words, 110, 480, figures=True),
    ),
    "How often outside services were asked on each day, and what that cost, as an older system counted it.",
    "u.provider || ' ' || u.endpoint || ' ' || u.day",
    many="days of calls",
)
