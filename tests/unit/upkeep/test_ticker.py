"""A tick that meets trouble is told once and tries again, as often as before."""

from __future__ import annotations

import asyncio

from structlog.testing import capture_logs

from automation.upkeep.ticker import Ticker
from models.errors import StoreUnusable


async def test_a_trouble_that_stays_is_told_once_and_told_anew_when_it_comes_back() -> None:
    ticks = [0]
    enough = asyncio.Event()

    async def tick() -> None:
        ticks[0] += 1
        if ticks[0] >= 8:
            enough.set()
        if ticks[0] not in {4, 5}:
            raise StoreUnusable("store_full", "steward.db")

    ticker = Ticker(tick, every_s=0.01)
    with capture_logs() as said:
        ticker.start()
        await asyncio.wait_for(enough.wait(), 60)
        ticker.stop()
    assert [(line["event"], line["code"]) for line in said] == [("tick_broke", "store_full")] * 2
