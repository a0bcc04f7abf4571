"""Feeds as triggers: a baseline first, then each new entry once, whatever hosts and vaults do meanwhile."""

from __future__ import annotations

import pytest

from automation.events import FeedPolled
from automation.feeds.values import Entry, FeedError
from automation.triggers.feeds import Polled, Poller, own_hosts, watch
from models import settings
from models.account import Account, add_account
from models.base import new_id
from models.enums import ActionKind
from models.errors import BadInput
from models.feed import entries_of
from models.ids import public
from models.rule import add_rule
from tests.fakes.feed_source import FeedSource
from tests.fakes.hands import Hands
from tests.unit.triggers.conftest import MORNING, StillClock
from tests.unit.triggers.feed_bench import URL, Bench


@pytest.fixture
def bench(alice: Account, still: StillClock) -> Bench:
    return Bench(alice, still)


async def test_what_was_there_before_never_fires(bench: Bench) -> None:
    bench.rule()
    assert bench.feed.status == "pending"
    assert await bench.poll() == Polled("active")
    assert bench.hands.wishes == []
    assert [(row.guid, row.baseline) for row in entries_of(bench.feed_id)] == [(f"p{n}", True) for n in (2, 1, 0)]
    assert bench.feed.baseline_at == MORNING
    assert bench.feed.title == "News"


async def test_a_new_entry_fires_once_and_the_oldest_of_several_first(bench: Bench) -> None:
    rule = bench.rule()
    await bench.poll()
    bench.source.post(3)
    bench.source.post(4)
    assert await bench.poll() == Polled("active", fresh=2, fired=2)
    assert await bench.poll() == Polled("active")
    origin = public("rules", rule.id)
    assert bench.hands.wishes == [(origin, "http://site.test/p/3"), (origin, "http://site.test/p/4")]
    assert [row.baseline for row in entries_of(bench.feed_id, 2)] == [False, False]


async def test_a_feed_that_was_empty_at_first_fires_for_its_first_entry(bench: Bench) -> None:
    bench.rule()
    bench.source.entries.clear()
    await bench.poll()
    bench.source.post(9)
    assert (await bench.poll()).fired == 1


async def test_only_what_a_rule_asks_for_fires(bench: Bench) -> None:
    bench.rule(author="carol")
    await bench.poll()
    bench.source.post(3, author="bob")
    bench.source.post(4, author="carol")
    assert await bench.poll() == Polled("active", fresh=2, fired=1)
    assert bench.hands.urls == ["http://site.test/p/4"]


async def test_a_rule_that_comes_later_does_not_look_back(bench: Bench) -> None:
    await bench.poll()
    bench.source.post(3)
    await bench.poll()
    bench.rule()
    bench.source.post(4)
    await bench.poll()
    assert bench.hands.urls == ["http://site.test/p/4"]


async def test_an_unchanged_feed_is_known_by_its_tag_and_not_read(bench: Bench) -> None:
    await bench.poll()
    bench.still.pass_s(300)
    assert await bench.poll() == Polled("active")
    assert bench.source.asked[1][2] == bench.feed.etag
    assert bench.source.read_bodies == 1
    assert bench.feed.next_poll_at == bench.still.now + 300_000


async def test_an_unchanged_feed_is_known_by_its_body_where_the_host_has_no_tags(bench: Bench) -> None:
    bench.source.knows_tags = False
    await bench.poll()
    await bench.poll()
    assert bench.source.read_bodies == 1
    bench.source.post(3)
    assert (await bench.poll()).fresh == 1


@pytest.mark.parametrize("address", ["http://site.test/p/3?utm_source=rss", "http://SITE.test:80/p/3/#comments"])
async def test_one_post_under_another_guid_and_dress_fires_once(bench: Bench, address: str) -> None:
    bench.rule()
    await bench.poll()
    bench.source.post(3)
    await bench.poll()
    bench.source.entries.insert(0, Entry("other", address, "Post 3", "bob", None))
    assert await bench.poll() == Polled("active")
    assert bench.hands.urls == ["http://site.test/p/3"]


async def test_a_rule_fires_once_through_whichever_feed(bench: Bench) -> None:
    add_rule(sealed=(new_id("rules"), None), name="any", account_id=bench.alice.id, kind=ActionKind.LIKE, condition={})
    other = watch(bench.alice.id, URL + "2", 300)
    await bench.poll()
    await bench.poller.poll(other.id)
    bench.source.post(3)
    assert (await bench.poll()).fired == 1
    assert (await bench.poller.poll(other.id)).fired == 0
    assert bench.hands.urls == ["http://site.test/p/3"]


async def test_a_deleted_post_does_not_let_an_old_one_in(bench: Bench) -> None:
    bench.rule()
    bench.source.entries = [Entry(f"q{n}", f"http://site.test/q/{n}", "", "", MORNING - n * 1000) for n in range(9)]
    everything = bench.source.entries
    bench.source.entries = everything[:5]
    await bench.poll()
    bench.source.entries = everything[1:6]  # a list of five, the first one deleted
    assert await bench.poll() == Polled("active")
    assert bench.hands.wishes == []


async def test_every_reading_is_announced(bench: Bench) -> None:
    await bench.poll()
    bench.source.post(3)
    await bench.poll()
    bench.source.trouble = FeedError("feed_timeout", URL)
    await bench.poll()
    told = [("active", 0), ("active", 1), ("error", 0)]
    assert bench.said == [FeedPolled(bench.feed_id, status, fresh) for status, fresh in told]


@pytest.mark.parametrize(
    ("base_url", "hosts"),
    [
        (None, set()),
        ("https://Forum.Lan:8443/x", {"forum.lan"}),
        ("http://127.0.0.1:8101", {"127.0.0.1", "::1", "localhost"}),
        ("http://localhost:8101", {"127.0.0.1", "::1", "localhost"}),
    ],
)
async def test_only_the_accounts_own_host_may_be_private(store: object, base_url: str | None, hosts: set[str]) -> None:
    account = add_account("practice", "", "alice", base_url)
    source = FeedSource()
    hands = Hands()
    made = watch(account.id, URL, 300)
    await Poller(hands.submit, lambda event: None, hands.unseal, source.fetch, source.read).poll(made.id)
    assert source.asked[0][1] == own_hosts(made) == hosts


@pytest.mark.parametrize(
    ("url", "interval_s", "code"),
    [("ftp://site.test/", 300, "feed_address"), (URL, -1, "feed_interval"), (URL, 10**8, "feed_interval")],
)
def test_what_cannot_be_watched_is_refused(alice: Account, url: str, interval_s: int, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        watch(alice.id, url, interval_s)


def test_a_feed_that_is_added_with_no_other_word_is_read_as_usual(alice: Account) -> None:
    assert watch(alice.id, URL).interval_s == 300
    settings.put("feed_interval_minutes", 45)
    assert watch(alice.id, URL + "2").interval_s == 45 * 60
    assert watch(alice.id, URL + "3", 60).interval_s == 60


def test_a_feed_is_watched_once_for_an_account(alice: Account) -> None:
    watch(alice.id, URL, 300)
    with pytest.raises(BadInput, match="feed_exists"):
        watch(alice.id, "HTTP://site.test:80/feed#top", 300)
    with pytest.raises(BadInput, match="unknown_account"):
        watch(alice.id + 1, URL, 300)
