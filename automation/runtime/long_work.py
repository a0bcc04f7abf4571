"""Slow work aside, in a thread; what takes minutes is there once by each name, told of and broken off by it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import TypeVar

from automation.events import Announce, Progress
from models.database import closing_after
from models.errors import BadInput

T = TypeVar("T")
PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Course:
    """What such work is given: somebody to tell (done, total, text), and whether a person has broken it off."""

    tell: Callable[[int, int, str], None]
    stopped: Callable[[], bool]


class LongWork:
    """The long work of a house."""

    def __init__(self, announce: Announce) -> None:
        self._announce = announce
        self._flags: dict[str, Event] = {}
        self._alone: str | None = None

    async def run(self, name: str, work: Callable[[Course], T]) -> T:
        """Do it aside and tell how far it is, and its end; BadInput work_running where it is being done already."""
        with self.course(name) as course:
            return await aside(partial(work, course), partial(self.cancel, name))

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """No other work is under way, and none begins; BadInput work_running, work_under_way."""
        if self._alone == name:
            raise BadInput("work_running", name)
        if busy := self._alone or next(iter(self._flags), None):
            raise BadInput("work_under_way", busy)
        self._alone = name
        try:
            yield
        finally:
            self._alone = None

    @contextmanager
    def course(self, name: str) -> Iterator[Course]:
        """What work is given that somebody else does; BadInput work_running, work_under_way where another is alone."""
        if name in self._flags:
            raise BadInput("work_running", name)
        if self._alone not in {None, name}:
            raise BadInput("work_under_way", self._alone)
        flag = self._flags[name] = Event()
        loop = asyncio.get_running_loop()

        def tell(done: int, total: int, text: str) -> None:
            loop.call_soon_threadsafe(self._announce, Progress(name, done, total, text))

        try:
            yield Course(tell, flag.is_set)
        finally:
            flag.set()
            del self._flags[name]
            self._announce(Progress(name, 0, 0, ended=True))

    @property
    def names(self) -> list[str]:
        """The names of what is being done now."""
        return sorted(self._flags)

    def cancel(self, name: str) -> None:
        """Have it end at its next rest; BadInput work_unknown."""
        if name not in self._flags:
            raise BadInput("work_unknown", name)
        self._flags[name].set()


async def aside(work: Callable[[], T], ask_to_end: Callable[[], None] = lambda: None) -> T:
    """Do slow work in a thread of its own; who is cut off waits for it a while, for a thread cannot be."""
    task = asyncio.ensure_future(asyncio.to_thread(closing_after, work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        ask_to_end()
        await asyncio.wait([task], timeout=PATIENCE_S)  # the store should not be closed under it
        raise
