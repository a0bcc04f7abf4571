"""From a real feed to a wish: the practice network over HTTP, the reading process, the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.feeds import parse
from automation.feeds.fetch import Fetcher
from automation.platforms.pack import load_pack
from automation.practice.server import PracticeServer
from automation.triggers.feeds import Poller, watch
from automation.values import Intent
from models import clock
from models.account import Account, add_account
from models.base import new_id
from models.database import close
from models.enums import ActionKind, Trigger
from models.feed import feed
from models.ids import public
from models.rule import add_rule
from tests.fakes.new_store import new_store


@pytest.fixture
def network() -> Iterator[PracticeServer]:
    with PracticeServer() as running:
        yield running


@pytest.fixture
def alice(network: PracticeServer, tmp_path: Path) -> Iterator[Account]:
    new_store(tmp_path / "store.db")
    yield add_account("practice", "", "alice", network.url)
    close()


class Trial:
    """A poller with real feed reading; `intents` holds what it wished."""

    def __init__(self, alice: Account, network: PracticeServer) -> None:
        self.intents: list[Intent] = []
        pack = load_pack("practice", base_url=network.url)
        self.poller = Poller(
            self.intents.append,
            lambda event: None,
            lambda sealed, place: sealed.decode(),
            Fetcher().fetch,
            parse.read,
            lambda account_id, url: pack.target(ActionKind.LIKE, url).url,
        )


@pytest.mark.parametrize("path", ["/feeds/all.rss", "/feeds/all.atom", "/@bob/feed.rss", "/@bob/feed.atom"])
async def test_a_new_post_becomes_one_wish(alice: Account, network: PracticeServer, path: str) -> None:
    trial, made = Trial(alice, network), watch(alice.id, network.url + path)
    rule = add_rule(
        sealed=(new_id("rules"), None),
        name="bob",
        account_id=alice.id,
        feed_id=made.id,
        kind=ActionKind.LIKE,
        condition={"author": "bob", "title_contains": "hive"},
    )
    assert (await trial.poller.poll(made.id)).fresh == 0
    for user, text in (("bob", "A new <b>hive</b> & bees"), ("bob", "Rain"), ("carol", "A hive")):
        network.control("publish", user=user, text=text)
    polled = await trial.poller.poll(made.id)
    assert (polled.status, polled.fresh, polled.fired) == ("active", 3 if "all" in path else 2, 1)
    (intent,) = trial.intents
    assert (intent.account_id, intent.kind, intent.trigger) == (alice.id, ActionKind.LIKE, Trigger.FEED)
    assert intent.origin == public("rules", rule.id)
    assert intent.url.startswith(network.url + "/posts/")


async def test_an_unchanged_feed_costs_the_host_a_304(alice: Account, network: PracticeServer) -> None:
    trial, made = Trial(alice, network), watch(alice.id, network.url + "/feeds/all.rss", 1)
    await trial.poller.poll(made.id)
    assert await trial.poller.poll_due(clock.now()) == 0
    for _ in range(2):
        assert await trial.poller.poll_due(feed(made.id).next_poll_at) == 1
    reads = network.facts()["feed_reads"]
    assert [read["status"] for read in reads] == [200, 304, 304]


async def test_a_host_in_trouble_is_left_alone_and_then_caught_up_with(alice: Account, network: PracticeServer) -> None:
    trial, made = Trial(alice, network), watch(alice.id, network.url + "/feeds/all.rss")
    add_rule(sealed=(new_id("rules"), None), name="all", account_id=alice.id, kind=ActionKind.LIKE, condition={})
    await trial.poller.poll(made.id)
    network.control("fail", verb="feed", times=1)
    network.control("publish", user="bob", text="While it failed")
    assert (await trial.poller.poll(made.id)).code == "feed_status"
    assert feed(made.id).failures == 1
    assert (await trial.poller.poll(made.id)).fired == 1
    assert (await trial.poller.poll(made.id)).fired == 0
