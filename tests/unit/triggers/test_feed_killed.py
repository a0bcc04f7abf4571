"""A process that is killed while it takes in a feed: nothing is lost, nothing is wished twice."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import pytest

import automation
from models.database import sql
from models.feed import entries_of
from models.migrations.runner import open_store
from tests.unit.triggers.conftest import StillClock
from tests.unit.triggers.feed_bench import Bench

ROOT = Path(automation.__file__).parent.parent
# Polls one feed with three new posts and dies at its given moment: at the n-th wish, or after the commit.
DYING = """
import asyncio, os, signal, sys
from pathlib import Path
from automation.triggers.feeds import Poller
from models.migrations.runner import open_store
from tests.fakes.feed_source import FeedSource
from tests.fakes.hands import Hands

moment = sys.argv[2]
open_store(Path(sys.argv[1]))
hands, source = Hands(), FeedSource()
for number in range(6):
    source.post(number)

def submit(intent):
    hands.submit(intent)
    if moment == str(len(hands.intents)):
        os.kill(os.getpid(), signal.SIGKILL)

def announce(event):
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(Poller(submit, announce, hands.unseal, source.fetch, source.read).poll(int(sys.argv[3])))
"""


@pytest.mark.parametrize(("moment", "kept"), [("1", 0), ("2", 0), ("3", 0), ("after", 3)])
async def test_a_kill_leaves_all_or_nothing(
    store: Path, alice: object, still: StillClock, moment: str, kept: int
) -> None:
    bench = Bench(alice, still)  # type: ignore[arg-type]
    bench.rule()
    await bench.poll()
    command = [sys.executable, "-c", DYING, str(store), moment, str(bench.feed_id)]
    dying = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)})
    assert await dying.wait() == -signal.SIGKILL
    open_store(store)  # anew, as the next process would
    assert [count for (count,) in sql("SELECT count(*) FROM wishes")] == [kept]
    assert len(entries_of(bench.feed_id)) == 3 + kept
    for number in range(3, 6):
        bench.source.post(number)
    assert (await bench.poll()).fired == 3 - kept
    assert bench.hands.urls == [f"http://site.test/p/{number}" for number in range(3, 6)]
