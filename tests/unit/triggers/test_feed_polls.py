"""What is written down of each reading, and how many feeds are read at once after sleep."""

from __future__ import annotations

import pytest

from automation.feeds.values import FeedError
from automation.triggers.feeds import APART_MS, AT_ONCE, watch
from models.account import Account
from models.database import sql
from models.enums import ActionKind
from models.feed import change_feed, entries_of, feed, feeds
from tests.unit.triggers.conftest import MORNING, StillClock
from tests.unit.triggers.feed_bench import Bench


@pytest.fixture
def bench(alice: Account, still: StillClock) -> Bench:
    return Bench(alice, still)


def polls() -> list[tuple[object, ...]]:
    return sql("SELECT status, found, fresh, fired, error FROM feed_polls ORDER BY id")


async def test_each_reading_is_written_down(bench: Bench) -> None:
    bench.rule(ActionKind.LIKE)
    await bench.poll()
    bench.source.post(3)
    await bench.poll()
    await bench.poll()
    bench.source.trouble = FeedError("feed_timeout")
    await bench.poll()
    assert polls() == [
        ("no_new_posts", 3, 0, 0, None),
        ("success", 4, 1, 1, None),
        ("no_new_posts", 0, 0, 0, None),
        ("error", 0, 0, 0, "feed_timeout"),
    ]
    assert sql("SELECT polled_at, last_entry_at FROM feeds") == [(MORNING, MORNING)]


async def test_an_entry_keeps_its_author_and_what_it_led_to(bench: Bench) -> None:
    bench.rule(ActionKind.LIKE)
    await bench.poll()
    bench.source.post(3, author="carol")
    await bench.poll()
    newest, before = entries_of(bench.feed_id)[:2]
    assert (newest.author, newest.fired) == ("carol", 1)
    assert (before.author, before.fired) == ("bob", 0)


async def test_a_reading_that_could_not_be_taken_in_is_an_error(bench: Bench) -> None:
    bench.rule(ActionKind.COMMENT, text=b"hello")
    await bench.poll()
    bench.hands.locked = True
    bench.source.post(3)
    await bench.poll()
    assert polls()[-1] == ("error", 0, 0, 0, "vault_locked")


async def test_many_feeds_that_waited_for_us_are_read_a_few_at_a_time(bench: Bench, alice: Account) -> None:
    for number in range(20):
        watch(alice.id, f"http://host{number}.test/feed", 300)
    still, read = bench.still, []
    still.pass_s(7 * 86_400)
    for _ in range(60):
        read.append(await bench.poller.poll_due(still.pass_s(1)))
    assert (sum(read), max(read)) == (21, AT_ONCE)
    assert len(read) - read[::-1].index(AT_ONCE) > 4 * APART_MS // 1000, "spread over time"


@pytest.mark.parametrize("jump_s", [3600, 86_400, -3600, -86_400])
async def test_a_clock_that_jumps_keeps_the_rhythm(bench: Bench, alice: Account, jump_s: int) -> None:
    gone = watch(alice.id, "http://gone.test/feed", 300)
    change_feed(gone.id, next_poll_at=253_370_764_800_000)
    await bench.poll()
    bench.still.now += jump_s * 1000
    bench.poller.clock_jumped(jump_s * 1000)
    assert await bench.poller.poll_due(bench.still.pass_s(299)) == 0
    assert await bench.poller.poll_due(bench.still.pass_s(1)) == 1
    assert feed(gone.id).next_poll_at == 253_370_764_800_000


async def test_a_feed_that_is_switched_off_is_not_read(bench: Bench) -> None:
    change_feed(bench.feed_id, enabled=False)
    assert await bench.poller.poll_due(MORNING) == 0
    assert len(feeds()) == 1
