"""The ticker: APScheduler only ticks; what is due lives in the store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from models.errors import StewardError

Tick = Callable[[], Awaitable[None]]
log = structlog.get_logger(__name__)


class Ticker:
    """Calls functions again and again, each by itself; a tick that comes late or while one is running is left out."""

    def __init__(self, *ticks: Tick, every_s: float) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        for tick in ticks:
            self._scheduler.add_job(_telling_once(tick), "interval", seconds=every_s, max_instances=1, coalesce=True)

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; a tick under way is let go."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


def _telling_once(tick: Tick) -> Tick:
    """The same tick; a trouble that stays, such as a full disk, is told at its first tick and not at each one."""
    told = False

    async def run() -> None:
        nonlocal told
        try:
            await tick()
        except StewardError as error:
            if not told:
                log.error("tick_broke", tick=tick.__qualname__, code=error.code)
            told = True
        else:
            told = False

    return run
