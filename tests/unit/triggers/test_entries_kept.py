"""Entries whose words retention has let go are still known: none of them is ever new again."""

from __future__ import annotations

import pytest

from automation.triggers.feeds import Polled
from models import clock, retention
from models.account import Account
from models.database import sql
from models.retention_kinds import KINDS
from tests.unit.triggers.conftest import StillClock
from tests.unit.triggers.feed_bench import Bench


@pytest.fixture
def bench(alice: Account, still: StillClock) -> Bench:
    return Bench(alice, still)


async def test_an_entry_without_its_words_never_fires_again(bench: Bench) -> None:
    await bench.poll()
    bench.source.post(3)
    await bench.poll()
    bench.still.pass_s(400 * 86_400)
    entries = next(kind for kind in KINDS if kind.name == "entries")
    retention.let_go(entries, [number for (number,) in sql("SELECT id FROM feed_entries")], clock.now())
    assert sql("SELECT DISTINCT title, author FROM feed_entries") == [("", None)]
    bench.rule()  # younger than all of them, so that no firing of its own holds it back
    bench.source.entries.reverse()
    bench.source.post(4)
    assert await bench.poll() == Polled("active", fresh=1, fired=1)
    assert [url for _, url in bench.hands.wishes] == ["http://site.test/p/4"]
