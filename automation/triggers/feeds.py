"""By feed: due feeds are read, entries never seen before meet the rules."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256

from automation.events import Announce, FeedPolled
from automation.feeds import guard
from automation.feeds.values import Entry, FeedError, Fetch, Fetched, Read, Reading
from automation.triggers import pace, rules
from automation.triggers.addresses import plain_address
from automation.triggers.hands import Canonical, OnRefused, Submit, Unseal, ignore, is_passing
from automation.triggers.novelty import Sighting, sift
from models import clock, settings
from models.account import account
from models.database import sql, writing
from models.errors import BadInput, StewardError, VaultLocked
from models.feed import (
    Feed,
    add_feed,
    change_feed,
    due_feeds,
    entry_fired,
    feed,
    give_feed,
    keep_poll,
    see_entry,
    shift_polls,
)
from models.ids import public

AT_ONCE = 4
# Feeds later than this have waited for us, not for their hosts; they are read a few at a time, so far apart.
LATE_MS, APART_MS = 60_000, 5_000
# How far back a post is known again under a new guid; by its guid it is known for ever.
RECENT = 1000


@dataclass(frozen=True, slots=True)
class Polled:
    """What a reading came to: the feed's status now, entries never seen before, wishes made, and a code on trouble."""

    status: str
    fresh: int = 0
    fired: int = 0
    code: str | None = None
    found: int = field(default=0, compare=False)
    postponed: bool = field(default=False, compare=False)


def own_hosts(source: Feed) -> frozenset[str]:
    """The hosts that a feed may be on though they are private: the one its account's own site is on."""
    if source.account_id is None:
        return frozenset()
    own = guard.host_of(account(source.account_id).base_url or "")
    return frozenset({own} - {""}) | (guard.LOOPBACK_NAMES if guard.is_loopback_host(own) else frozenset())


def watch(account_id: int | None, url: str, interval_s: int = 0) -> Feed:
    """Keep a feed to be read from now on, for an account or for none; an interval of 0 is the usual one.

    Raises BadInput feed_address, feed_interval, feed_exists, unknown_account.
    """
    address = str(guard.checked(url))
    if account_id is not None:
        account(account_id)
    return add_feed(account_id, address, _rhythm(address, interval_s))


def edit(feed_id: int, account_id: int | None, interval_s: int | None) -> Feed:
    """Give a feed to an account, or read it at another pace; None leaves either as it is.

    Raises BadInput unknown_feed, unknown_account, feed_interval, feed_exists.
    """
    source = feed(feed_id)
    pace_s = None if interval_s is None else _rhythm(source.url, interval_s)
    if account_id is not None:
        account(account_id)
        give_feed(source.id, account_id)
    if pace_s is not None:
        change_feed(source.id, interval_s=pace_s)
    return feed(source.id)


def _rhythm(address: str, interval_s: int) -> int:
    if not 0 <= interval_s <= 30 * pace.LONGEST_S:
        raise BadInput("feed_interval", interval_s, high=30 * pace.LONGEST_S)
    return pace.interval_s(address, interval_s, 60 * settings.get("feed_interval_minutes"))


def switch(feed_id: int, on: bool) -> Feed:
    """Read a feed from now on, with all that it holds by then taken for old, or let it rest; BadInput unknown_feed."""
    source = feed(feed_id)
    anew = {"next_poll_at": clock.now(), "baseline_at": None, "etag": None, "modified": None, "body_hash": None}
    change_feed(source.id, enabled=on, **(anew if on else {}))
    return source


class Poller:
    """Reads feeds and lets their new entries meet the rules; holds nothing but the hands it was given."""

    def __init__(
        self,
        submit: Submit,
        announce: Announce,
        unseal: Unseal,
        fetch: Fetch,
        read: Read,
        canonical: Canonical = plain_address,
        on_refused: OnRefused = ignore,
    ) -> None:
        self._submit, self._announce, self._unseal = submit, announce, unseal
        self._fetch, self._read = fetch, read
        self._canonical, self._on_refused = canonical, on_refused

    async def poll_due(self, now: int) -> int:
        """Read every feed that is due, a few at once and one at a time on each host; returns how many."""
        hosts: dict[str, list[Feed]] = defaultdict(list)
        for source in _spaced(due_feeds(now), now):
            hosts[guard.host_of(source.url)].append(source)
        room = asyncio.Semaphore(AT_ONCE)
        # One host's trouble must not cut off the reading of another, so errors wait until all have ended.
        ended = await asyncio.gather(*(self._poll_each(s, room) for s in hosts.values()), return_exceptions=True)
        for error in ended:
            if error is not None:
                raise error
        return sum(len(sources) for sources in hosts.values())

    async def poll(self, feed_id: int) -> Polled:
        """Read one feed now, due or not; what goes wrong is told in the answer. Raises BadInput unknown_feed."""
        source = feed(feed_id)
        try:
            polled = await self._poll(source)
        except FeedError as error:
            polled = _failed(source, error)
        except VaultLocked as error:
            polled = _postponed(source, error)
        _write_down(feed_id, polled)
        self._announce(FeedPolled(feed_id, polled.status, polled.fresh))
        return polled

    def clock_jumped(self, by_ms: int) -> None:
        """Keep the rhythm of all feeds over a jump of the wall clock (ms, below zero for one back)."""
        shift_polls(by_ms, pace.NEVER)

    async def _poll_each(self, sources: list[Feed], room: asyncio.Semaphore) -> None:
        for source in sources:
            async with room:
                with suppress(BadInput):  # removed meanwhile
                    await self.poll(source.id)

    async def _poll(self, source: Feed) -> Polled:
        got = await self._fetch(source.url, own_hosts(source), source.etag, source.modified)
        digest = sha256(got.body).hexdigest()
        if got.unchanged or (source.baseline_at is not None and digest == source.body_hash):
            _calm(source, etag=got.etag or source.etag, modified=got.modified or source.modified)
            return Polled("active")
        reading = await self._read(got.body, got.url, got.content_type)
        return self._take_in(source.id, got, digest, reading)

    def _take_in(self, feed_id: int, got: Fetched, digest: str, reading: Reading) -> Polled:
        """Entries, firings, wishes and the feed's new state in one transaction: a crash leaves all or nothing."""
        with writing():
            source = feed(feed_id)
            # Feeds begin with the newest; work and memory begin with the oldest.
            sightings = self._sightings(source, reading)[::-1]
            for seen in sightings:
                entry = seen.entry
                known = (entry.guid, entry.url, entry.title, entry.published_at)
                see_entry(source.id, *known, baseline=not seen.new, author=entry.author)
            fresh = [seen.entry for seen in sightings if seen.new]
            fired, code = self._fire(source, fresh)
            code = code or ("feed_broken_off" if reading.broken_off else None)
            last = {"last_entry_at": clock.now()} if fresh else {}
            _calm(source, last_error=code, **last, **_remembered(source, got, digest, reading))
        return Polled("active", len(fresh), fired, code, len(reading.entries))

    def _sightings(self, source: Feed, reading: Reading) -> list[Sighting]:
        known = sql("SELECT guid, url FROM feed_entries WHERE feed_id = ? ORDER BY id DESC", (source.id,))
        guids = {guid for guid, _ in known}
        if all(entry.guid in guids for entry in reading.entries):
            return []
        posts = {self._post(source.account_id, url) for _, url in known[:RECENT]}
        return sift(reading.entries, guids, posts, source.baseline_at, lambda url: self._post(source.account_id, url))

    def _post(self, account_id: int | None, url: str) -> str:
        if account_id is None:
            return plain_address(account_id, url)
        try:
            return self._canonical(account_id, url)
        except BadInput:
            return plain_address(account_id, url)

    def _fire(self, source: Feed, fresh: list[Entry]) -> tuple[int, str | None]:
        fired, code = 0, None
        for rule, entry in rules.wanted(rules.listening_to(source), fresh):
            try:
                if rules.fire(rule, entry, self._post(rule.account_id, entry.url), self._submit, self._unseal):
                    entry_fired(source.id, entry.guid, 1)
                    fired += 1
            except StewardError as error:
                if is_passing(error):
                    raise
                code = error.code
                self._on_refused(public("rules", rule.id), error)
        return fired, code


def _spaced(due: list[Feed], now: int) -> list[Feed]:
    """What is read now of the feeds that are due; of many that are late, the rest are put off, a few at a time."""
    late = [source for source in due if now - source.next_poll_at > LATE_MS]
    for place, source in enumerate(late[AT_ONCE:]):
        change_feed(source.id, next_poll_at=now + (place // AT_ONCE + 1) * APART_MS)
    put_off = {source.id for source in late[AT_ONCE:]}
    return [source for source in due if source.id not in put_off]


def _write_down(feed_id: int, polled: Polled) -> None:
    """Keep the reading among the feed's polls; a feed may have been removed meanwhile."""
    failed = polled.status in {"error", "gone"} or polled.postponed
    status = "error" if failed else "success" if polled.fresh else "no_new_posts"
    with suppress(BadInput), writing():
        feed(feed_id)
        change_feed(feed_id, polled_at=clock.now())
        keep_poll(feed_id, status, polled.found, polled.fresh, polled.fired, polled.code)


def _remembered(source: Feed, got: Fetched, digest: str, reading: Reading) -> dict[str, object]:
    whole = not reading.broken_off
    # A baseline of half a feed would take the other half for news; a feed that breaks off twice alike is simply so.
    settled = whole or digest == source.body_hash
    return {
        # Of a feed that broke off the rest is still to come, perhaps under the same validators.
        "etag": got.etag if whole else None,
        "modified": got.modified if whole else None,
        "body_hash": digest,
        "title": source.title or reading.title,
        "baseline_at": clock.now() if source.baseline_at is None and settled else source.baseline_at,
    }


def _calm(source: Feed, **columns: object) -> None:
    after = pace.next_poll(clock.now(), source.url, source.interval_s)
    change_feed(source.id, **{"status": "active", "failures": 0, "last_error": None, "next_poll_at": after, **columns})


def _failed(source: Feed, error: FeedError) -> Polled:
    gone = error.code == "feed_gone"
    failures = source.failures + 1
    wait_s = int(str(error.facts.get("wait_s", 0)))
    after = pace.NEVER if gone else pace.next_poll(clock.now(), source.url, source.interval_s, failures, wait_s)
    status = "gone" if gone else "error"
    change_feed(source.id, status=status, failures=failures, last_error=error.code, next_poll_at=after)
    return Polled(status, code=error.code)


def _postponed(source: Feed, error: VaultLocked) -> Polled:
    """Nothing was remembered, so the next reading finds the same entries new again."""
    change_feed(source.id, last_error=error.code, next_poll_at=clock.now() + pace.FLOOR_S * 1000)
    return Polled(source.status, code=error.code, postponed=True)
