"""Stillness: nobody on the engine's loop writes while long work has the whole store to itself.

A write would wait for it with the whole loop. So commands are answered with engine_away meanwhile and ticks are left
out; only what stops the work, and tells how things stand, goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import wraps
from typing import Any

from automation import commands
from automation.queue.lanes import Lanes
from models.errors import BadInput, StewardError

PATIENCE_S, AGAIN_S = 5.0, 0.02
# These begin the stillness, or wait for what it would wait for, and write nothing meanwhile.
_NOT_WAITED_FOR = (commands.CompactStore, commands.Restore, commands.RunDue, commands.Receipt)
Tick = Callable[[], Awaitable[None]]


class Stillness:
    """Who may write is counted, so that one can be alone."""

    def __init__(self, lanes: Lanes, jobs: Callable[[], set[str]]) -> None:
        self._lanes, self._jobs = lanes, jobs
        self._within = 0
        self._afterwards: list[Callable[[], None]] = []
        self.begun = False

    @contextmanager
    def visit(self, command: Any) -> Iterator[None]:
        """A command is carried out; StewardError engine_away."""
        writes_nothing = isinstance(command, commands.Status | commands.CancelWork | commands.ShutDown)
        if writes_nothing or (self.begun and _stops(command)):
            yield
            return
        if self.begun:
            raise StewardError("engine_away")
        with self._counted(not isinstance(command, _NOT_WAITED_FOR)):
            yield

    def spared(self, tick: Tick) -> Tick:
        """The same tick, left out meanwhile."""

        @wraps(tick)
        async def run() -> None:
            if not self.begun:
                with self._counted():
                    await tick()

        return run

    def afterwards(self, write: Callable[[], None]) -> None:
        """Write when the store is free: now, if it is."""
        if self.begun:
            self._afterwards.append(write)
        else:
            write()

    @asynccontextmanager
    async def alone(self, jobs: set[str]) -> AsyncIterator[None]:
        """Let everybody end what they do, but for the regular jobs that ask for it; BadInput work_under_way."""
        async with self._lanes.at_standstill():
            if self.begun:
                raise StewardError("engine_away")
            self.begun = True
            try:
                await self._all_out(jobs)
                yield
            finally:
                self.begun = False
                while self._afterwards:
                    self._afterwards.pop(0)()

    async def _all_out(self, jobs: set[str]) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                while self._within or self._jobs() - jobs:
                    await asyncio.sleep(AGAIN_S)
        except TimeoutError:
            raise BadInput("work_under_way", ", ".join(sorted(self._jobs() - jobs)) or "command") from None

    @contextmanager
    def _counted(self, counts: bool = True) -> Iterator[None]:
        self._within += counts
        try:
            yield
        finally:
            self._within -= counts


def _stops(command: Any) -> bool:
    return isinstance(command, commands.Lanes) and not command.on
