"""Feeds and their entries: what was fetched, what was seen before, what is due next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import peewee

from models import clock
from models.base import Table, add, change, first, rows
from models.database import sql
from models.errors import BadInput


class FeedTable(Table):
    """One row per source."""

    id = peewee.IntegerField(primary_key=True)
    account_id = peewee.IntegerField(null=True)
    url = peewee.TextField()
    title = peewee.TextField(default="")
    status = peewee.TextField(default="pending")
    etag = peewee.TextField(null=True)
    modified = peewee.TextField(null=True)
    body_hash = peewee.TextField(null=True)
    baseline_at = peewee.IntegerField(null=True)
    interval_s = peewee.IntegerField(default=300)
    next_poll_at = peewee.IntegerField()
    failures = peewee.IntegerField(default=0)
    last_error = peewee.TextField(null=True)
    created_at = peewee.IntegerField()
    kind = peewee.TextField(default="account_monitor")
    enabled = peewee.BooleanField(default=True)
    source_url = peewee.TextField(null=True)
    description = peewee.TextField(default="")
    icon = peewee.TextField(null=True)
    provider = peewee.TextField(null=True)
    provider_feed_id = peewee.TextField(null=True)
    polled_at = peewee.IntegerField(null=True)
    last_entry_at = peewee.IntegerField(null=True)

    class Meta:
        table_name = "feeds"


class EntryTable(Table):
    """One row per entry ever seen in a feed."""

    id = peewee.IntegerField(primary_key=True)
    feed_id = peewee.IntegerField()
    guid = peewee.TextField()
    url = peewee.TextField()
    title = peewee.TextField(default="")
    published_at = peewee.IntegerField(null=True)
    seen_at = peewee.IntegerField()
    baseline = peewee.BooleanField(default=False)
    author = peewee.TextField(null=True)
    fired = peewee.IntegerField(default=0)

    class Meta:
        table_name = "feed_entries"


class PollTable(Table):
    """One row per reading of a feed."""

    id = peewee.IntegerField(primary_key=True)
    feed_id = peewee.IntegerField()
    polled_at = peewee.IntegerField()
    found = peewee.IntegerField(default=0)
    fresh = peewee.IntegerField(default=0)
    fired = peewee.IntegerField(default=0)
    status = peewee.TextField()
    error = peewee.TextField(null=True)

    class Meta:
        table_name = "feed_polls"


@dataclass(frozen=True, slots=True)
class Feed:
    """A source; status is pending, active, error or gone. Without an account only the rules that name it listen."""

    id: int
    account_id: int | None
    url: str
    title: str
    status: str
    etag: str | None
    modified: str | None
    body_hash: str | None
    baseline_at: int | None
    interval_s: int
    next_poll_at: int
    failures: int
    last_error: str | None
    created_at: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as seen; `baseline` ones were there before the feed was watched and never start work."""

    id: int
    feed_id: int
    guid: str
    url: str
    title: str
    published_at: int | None
    seen_at: int
    baseline: bool
    author: str | None
    fired: int


def add_feed(account_id: int | None, url: str, interval_s: int) -> Feed:
    """Watch a source, for an account or for none; BadInput feed_exists."""
    _require_new(account_id, url)
    stamp = clock.now()
    return feed(
        add(FeedTable, account_id=account_id, url=url, interval_s=interval_s, next_poll_at=stamp, created_at=stamp)
    )


def feed(feed_id: int) -> Feed:
    """The feed with that id; BadInput unknown_feed."""
    found = first(Feed, FeedTable.select().where(FeedTable.id == feed_id))
    if found is None:
        raise BadInput("unknown_feed", feed_id)
    return found


def feeds() -> list[Feed]:
    """All feeds, oldest first."""
    return rows(Feed, FeedTable.select().order_by(FeedTable.id))


def due_feeds(at: int) -> list[Feed]:
    """Feeds whose next poll is due; those switched off rest."""
    due = (FeedTable.next_poll_at <= at) & (FeedTable.enabled == True)  # noqa: E712 - a Peewee expression
    return rows(Feed, FeedTable.select().where(due).order_by(FeedTable.next_poll_at))


def change_feed(feed_id: int, **columns: Any) -> None:
    """Set columns of one feed."""
    change(FeedTable, feed_id, **columns)


def give_feed(feed_id: int, account_id: int) -> None:
    """Let a source belong to an account; BadInput unknown_feed, feed_exists."""
    found = feed(feed_id)
    if found.account_id != account_id:
        _require_new(account_id, found.url)
        change_feed(feed_id, account_id=account_id)


def _require_new(account_id: int | None, url: str) -> None:
    if FeedTable.select().where((FeedTable.account_id == account_id) & (FeedTable.url == url)).exists():
        raise BadInput("feed_exists", url)


def remove_feed(feed_id: int) -> None:
    """Stop watching a source; its entries go with it."""
    FeedTable.delete().where(FeedTable.id == feed_id).execute()


def see_entry(
    feed_id: int, guid: str, url: str, title: str, published_at: int | None, baseline: bool, author: str | None = None
) -> int | None:
    """Remember an entry; None if it was seen before, else its new id."""
    if EntryTable.select().where((EntryTable.feed_id == feed_id) & (EntryTable.guid == guid)).exists():
        return None
    return add(
        EntryTable,
        feed_id=feed_id,
        guid=guid,
        url=url,
        title=title,
        published_at=published_at,
        seen_at=clock.now(),
        baseline=baseline,
        author=author,
    )


def entry_fired(feed_id: int, guid: str, times: int) -> None:
    """Keep how many wishes an entry has led to."""
    sql("UPDATE feed_entries SET fired = fired + ? WHERE feed_id = ? AND guid = ?", (times, feed_id, guid))


def keep_poll(feed_id: int, status: str, found: int, fresh: int, fired: int, error: str | None) -> int:
    """Write one reading of a feed: success, no_new_posts or error."""
    return add(
        PollTable,
        feed_id=feed_id,
        polled_at=clock.now(),
        found=found,
        fresh=fresh,
        fired=fired,
        status=status,
        error=error,
    )


def shift_polls(by_ms: int, before: int) -> None:
    """Move the next reading of every feed that has one before a time (ms UTC): the clock has jumped."""
    sql("UPDATE feeds SET next_poll_at = next_poll_at + ? WHERE next_poll_at < ?", (by_ms, before))


def entries_of(feed_id: int, limit: int = 100, before: int | None = None) -> list[EntryRow]:
    """The newest entries of a feed, continued before an entry's id."""
    query = EntryTable.select().where(EntryTable.feed_id == feed_id).order_by(EntryTable.id.desc()).limit(limit)
    return rows(EntryRow, query if before is None else query.where(EntryTable.id < before))
