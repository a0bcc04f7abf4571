"""The due list: regular work, claimed in the store before it runs, one at a time and never in a burst.

Quick work (every five minutes or oftener) and slow work have a line each, so that a long backup holds up no folding of
the search index. What is overdue after sleep or a stop runs once each, with a rest between two.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from automation.events import Announce, DueRan
from models import clock
from models.due import Due, claim, cut_off, declare, due, due_list, end, forget_others, put_off
from models.errors import BadInput, StewardError, VaultLocked

DAY_S = 24 * 3600
QUICK_S = 300
REST_S = 10.0
# A failure is tried again after a minute, then two, four … up to an hour; a locked vault is no failure.
SHORTEST_WAIT_S, LONGEST_WAIT_S, LOCKED_WAIT_S = 60, 3600, 300
CUT_OFF = "cut off: Steward ended while it ran"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Regular work: its name, how often in seconds, what to call; daily work may prefer a local hour.

    `run` answers in a few words what it came to, for people to read.
    """

    name: str
    every_s: int
    run: Callable[[], Awaitable[str]]
    hour: int | None = None

    @property
    def quick(self) -> bool:
        """Whether it stands in the line of quick work."""
        return self.every_s <= QUICK_S


def following(job: Job, now: int) -> int:
    """When a job is due after now (ms UTC)."""
    if job.hour is None:
        return now + job.every_s * 1000
    first = datetime.fromtimestamp(now / 1000).replace(hour=job.hour, minute=0, second=0, microsecond=0)
    while first.timestamp() * 1000 <= now:
        first += timedelta(days=1)
    days = max(1, job.every_s // DAY_S)
    return int((first + timedelta(days=days - 1)).timestamp() * 1000)


def wait_s(failures: int) -> int:
    """How long a job rests after so many failures in a row, in seconds."""
    return int(min(SHORTEST_WAIT_S << min(max(failures - 1, 0), 20), LONGEST_WAIT_S)) if failures else 0


def latest(job: Job, failures: int, now: int) -> int:
    """The latest time (ms UTC) that a job may be due at; a later one comes from a clock that was put back."""
    return max(following(job, now), now + max(wait_s(failures), LOCKED_WAIT_S) * 1000)


class DueList:
    """Runs jobs when they are due; at each tick at most one of each line begins."""

    def __init__(
        self,
        jobs: tuple[Job, ...],
        announce: Announce,
        rest_s: float = REST_S,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self.jobs = {job.name: job for job in jobs}
        self._announce, self._rest_s, self._steady = announce, rest_s, steady
        self._running: dict[str, asyncio.Task[Due]] = {}
        self._not_kept: set[str] = set()
        self._slow_from = steady() + rest_s

    def declare(self) -> None:
        """Know every job in the store; what an engine before us left in the middle is written down as cut off."""
        now = clock.now()
        forget_others(list(self.jobs))
        for job in self.jobs.values():
            declare(job.name, job.every_s, following(job, now))
        for name in cut_off(CUT_OFF):
            log.warning("due_cut_off", job=name)

    async def tick(self) -> None:
        """Begin what is due and return at once."""
        now = clock.now()
        for found in due_list():
            job = self.jobs.get(found.name)
            if job is None:
                continue
            if found.due_at > (at_most := latest(job, found.failures, now)):
                put_off(job.name, at_most)
            elif found.due_at <= now and self._free(job):
                self._begin(job, found)

    async def run(self, name: str) -> Due:
        """Do a job now, due or not, and say how it ended; BadInput unknown_due, due_running."""
        if name not in self.jobs:
            raise BadInput("unknown_due", name)
        if name in self._running:
            raise BadInput("due_running", name)
        job = self.jobs[name]
        declare(name, job.every_s, following(job, clock.now()))
        task = self._begin(job, due(name))
        return await asyncio.shield(task)

    async def stop(self) -> None:
        """Cut off what runs; it is written down as not done."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError, Exception):
                await task

    @property
    def running(self) -> list[str]:
        """The names of the jobs that run now."""
        return sorted(self._running)

    def _free(self, job: Job) -> bool:
        busy = any(self.jobs[name].quick == job.quick for name in self._running)
        return not busy and (job.quick or self._steady() >= self._slow_from)

    def _begin(self, job: Job, found: Due) -> asyncio.Task[Due]:
        task = asyncio.ensure_future(self._run(job, found))
        self._running[job.name] = task
        task.add_done_callback(lambda ended: self._ended(job, ended))
        return task

    def _ended(self, job: Job, task: asyncio.Task[Due]) -> None:
        self._running.pop(job.name, None)
        if not job.quick:
            self._slow_from = self._steady() + self._rest_s
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            self._not_kept.discard(job.name)
        elif job.name not in self._not_kept:  # a disk that fails is told once, and not at every tick
            self._not_kept.add(job.name)
            log.error("due_not_kept", job=job.name, error=type(error).__name__)

    async def _run(self, job: Job, found: Due) -> Due:
        failures = found.failures + 1
        if not claim(found, clock.now() + wait_s(failures) * 1000):
            return due(job.name)
        ok, detail, after_s = False, CUT_OFF, wait_s(failures)
        try:
            detail, ok = await job.run(), True
        except VaultLocked as error:
            detail, failures, after_s = error.code, found.failures, LOCKED_WAIT_S
        except StewardError as error:
            detail = error.code
            log.warning("due_failed", job=job.name, code=error.code)
        except Exception as error:
            detail = f"internal_fault: {type(error).__name__}"
            log.exception("due_failed", job=job.name)
        finally:
            now = clock.now()
            again_at = following(job, now) if ok else now + after_s * 1000
            end(job.name, ok, detail, again_at, 0 if ok else failures)
            self._announce(DueRan(job.name, ok))
        return due(job.name)
