"""The ticker: APScheduler only ticks; what is due lives in the store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Tick = Callable[[], Awaitable[None]]


class Ticker:
    """Calls functions again and again, each by itself; a tick that comes late or while one is running is left out."""

    def __init__(self, *ticks: Tick, every_s: float) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        for tick in ticks:
            self._scheduler.add_job(tick, "interval", seconds=every_s, max_instances=1, coalesce=True)

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; a tick under way is let go."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
