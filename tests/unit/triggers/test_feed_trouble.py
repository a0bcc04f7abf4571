"""Feeds as triggers when things go wrong: nothing is lost, nothing is done twice, and somebody is told."""

from __future__ import annotations

from typing import Any

import pytest

from automation.feeds.values import FeedError
from automation.triggers.feeds import Polled, Poller, watch
from models.account import Account
from models.enums import ActionKind
from models.errors import BadInput, StoreUnusable
from models.feed import change_feed, feed, remove_feed
from models.ids import public
from tests.unit.triggers.conftest import MORNING, StillClock
from tests.unit.triggers.feed_bench import URL, Bench


@pytest.fixture
def bench(alice: Account, still: StillClock) -> Bench:
    return Bench(alice, still)


async def test_a_feed_that_breaks_off_sets_no_baseline_until_it_is_whole(bench: Bench) -> None:
    bench.rule()
    bench.source.cut = 1
    assert await bench.poll() == Polled("active", code="feed_broken_off")
    assert (bench.feed.baseline_at, bench.feed.etag, bench.feed.last_error) == (None, None, "feed_broken_off")
    bench.source.cut = None
    await bench.poll()
    assert bench.feed.baseline_at is not None
    assert bench.hands.wishes == []


async def test_a_feed_that_always_breaks_off_alike_is_taken_as_it_is(bench: Bench) -> None:
    bench.rule()
    bench.source.cut = 2
    await bench.poll()
    await bench.poll()
    assert bench.feed.baseline_at is not None
    bench.source.post(3)
    assert (await bench.poll()).fired == 1


async def test_trouble_is_told_and_makes_patient_and_is_forgotten(bench: Bench) -> None:
    await bench.poll()
    bench.source.trouble = FeedError("feed_timeout", URL)
    for failures, seconds in ((1, 600), (2, 1200)):
        assert await bench.poll() == Polled("error", code="feed_timeout")
        now = bench.feed
        assert (now.status, now.failures, now.last_error) == ("error", failures, "feed_timeout")
        assert now.next_poll_at == bench.still.now + seconds * 1000
    bench.source.trouble = None
    assert await bench.poll() == Polled("active")
    assert (bench.feed.failures, bench.feed.last_error) == (0, None)


async def test_a_host_that_asks_for_a_pause_gets_it(bench: Bench) -> None:
    bench.source.trouble = FeedError("feed_busy", URL, wait_s=7200)
    await bench.poll()
    assert bench.feed.next_poll_at == MORNING + 7_200_000


async def test_a_feed_that_is_gone_is_asked_no_more_unless_by_hand(bench: Bench) -> None:
    bench.source.trouble = FeedError("feed_gone", URL)
    assert (await bench.poll()).status == "gone"
    assert await bench.poller.poll_due(MORNING + 10 * 365 * 86_400_000) == 0
    bench.source.trouble = None
    assert (await bench.poll()).status == bench.feed.status == "active"


async def test_a_feed_that_fails_at_first_still_begins_with_a_baseline(bench: Bench) -> None:
    bench.rule()
    bench.source.trouble = FeedError("feed_timeout", URL)
    await bench.poll()
    bench.source.trouble = None
    bench.source.post(3)
    await bench.poll()
    assert bench.hands.wishes == []


async def test_a_locked_vault_leaves_the_entries_new(bench: Bench) -> None:
    bench.rule(ActionKind.COMMENT, b"Nice!")
    bench.rule()
    await bench.poll()
    bench.source.post(3)
    bench.hands.locked = True
    bench.still.pass_s(300)
    assert await bench.poll() == Polled("active", code="vault_locked")
    assert (bench.hands.wishes, bench.feed.last_error) == ([], "vault_locked")
    assert bench.feed.next_poll_at == bench.still.now + 60_000
    bench.hands.locked = False
    assert await bench.poll() == Polled("active", fresh=1, fired=2)
    assert bench.feed.last_error is None


async def test_an_entry_of_another_site_is_refused_and_holds_up_nothing(bench: Bench) -> None:
    rule = bench.rule()
    await bench.poll()
    bench.hands.refuse["http://site.test/p/3"] = BadInput("url_other_platform")
    bench.source.post(3)
    bench.source.post(4)
    assert await bench.poll() == Polled("active", fresh=2, fired=1, code="url_other_platform")
    assert bench.hands.refused == [(public("rules", rule.id), "url_other_platform")]
    assert bench.hands.urls == ["http://site.test/p/4"]
    assert bench.feed.last_error == "url_other_platform"


async def test_a_full_disk_loses_nothing(bench: Bench) -> None:
    bench.rule()
    await bench.poll()
    before = bench.feed
    bench.source.post(3)
    bench.source.post(4)
    bench.hands.refuse["http://site.test/p/4"] = StoreUnusable("store_full")
    with pytest.raises(StoreUnusable):
        await bench.poll()
    assert (bench.feed, bench.hands.wishes) == (before, [])
    bench.hands.refuse.clear()
    assert (await bench.poll()).fired == 2


async def test_only_due_feeds_are_read_and_one_that_fails_stops_no_other(bench: Bench) -> None:
    later, broken = (watch(bench.alice.id, f"http://{name}.test/feed", 300) for name in ("later", "broken"))
    change_feed(later.id, next_poll_at=MORNING + 1)
    fetch = bench.source.fetch

    async def fetched(url: str, *rest: Any) -> Any:
        if "broken" in url:
            raise StoreUnusable("store_full")
        return await fetch(url, *rest)

    poller = Poller(bench.hands.submit, bench.said.append, bench.hands.unseal, fetched, bench.source.read)
    with pytest.raises(StoreUnusable):
        await poller.poll_due(MORNING)
    assert bench.feed.status == "active"
    remove_feed(broken.id)
    assert await poller.poll_due(MORNING) == 0
    assert await poller.poll_due(MORNING + 300_000) == 2
    assert feed(later.id).status == "active"


async def test_a_feed_that_is_removed_while_it_is_read_is_no_trouble(bench: Bench) -> None:
    fetch = bench.source.fetch

    async def fetched(url: str, *rest: Any) -> Any:
        remove_feed(bench.feed_id)
        return await fetch(url, *rest)

    poller = Poller(bench.hands.submit, bench.said.append, bench.hands.unseal, fetched, bench.source.read)
    assert await poller.poll_due(MORNING) == 1
    assert bench.said == []
