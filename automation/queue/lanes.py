"""Lanes: one per account, strictly one at a time within, parallel across up to a ceiling."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

import structlog

from automation.events import Announce, LaneChanged
from automation.queue import backlog, recovery
from automation.values import Action
from models import clock
from models.errors import StewardError

IDLE_S, HEARTBEAT_S, STOP_S = 1.0, 8.0, 1.8
# After trouble a lane rests, so that a full disk or a missing browser is not asked again a hundred times a second.
REST_S = 2.0
Handle = Callable[[Action], Awaitable[None]]
log = structlog.get_logger(__name__)


class Lanes:
    """Starts a lane for each account with due work, as far as the ceiling and the people who hold pages allow."""

    def __init__(
        self,
        handle: Handle,
        recover: Handle,
        settle_ms: Callable[[Action], int],
        announce: Announce,
        owner: str,
        able: Callable[[], bool] = lambda: True,
    ) -> None:
        self._handle, self._recover, self._settle_ms = handle, recover, settle_ms
        self._announce, self._owner, self._able = announce, owner, able
        self._running: dict[int, asyncio.Task[None]] = {}
        self._current: dict[int, Action] = {}
        self._held: set[int] = set()
        self._resting: dict[int, float] = {}
        self._still = 0
        self._wake = asyncio.Event()
        self.at_once = 1
        self.open = False
        self.serving = False

    @property
    def current(self) -> dict[int, int | None]:
        """The running lanes: account → action, None between two."""
        return {a: self._current[a].id if a in self._current else None for a in self._running}

    def wake(self) -> None:
        """Look for work now instead of at the next tick."""
        self._wake.set()

    def hold(self, account_id: int) -> None:
        """A person has the account's page: its lane starts nothing new."""
        self._held.add(account_id)

    def give_back(self, account_id: int) -> None:
        """The person is done with the page."""
        self._held.discard(account_id)
        self.wake()

    async def at_rest(self, account_id: int) -> None:
        """Wait until the account's lane has ended what it was doing."""
        task = self._running.get(account_id)
        if task is not None:
            await asyncio.wait([task])

    async def rest(self) -> None:
        """Wait until every lane has ended what it was doing; nothing new starts while `open` is off."""
        tasks = list(self._running.values())
        if tasks:
            await asyncio.wait(tasks)

    @asynccontextmanager
    async def at_standstill(self) -> AsyncIterator[None]:
        """Let every lane end what it does, and start nothing new meanwhile."""
        self._still += 1  # not `open`: the kill switch may be pressed meanwhile, and holds
        try:
            await self.rest()
            yield
        finally:
            self._still -= 1
            self.wake()

    async def run(self) -> None:
        """Serve until cancelled."""
        self.serving = True
        try:
            while True:
                self._start_due()
                # Not wait_for: in Python 3.11 it may swallow a cancellation that meets the event.
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._patience()):
                        await self._wake.wait()
                self._wake.clear()
        finally:
            self.serving = False
            await self.stop()

    async def stop(self) -> list[int]:
        """Cut off every lane; what was in flight is interrupted and its ids are returned."""
        in_flight = [action.id for action in self._current.values()]
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_S)
        return in_flight

    def _patience(self) -> float:
        due = backlog.next_due() if self.open else None
        return IDLE_S if due is None else min(IDLE_S, max(0.02, (due - clock.now()) / 1000))

    def _start_due(self) -> None:
        if not self._may_serve():
            return
        for account_id in backlog.accounts_with_work():
            if len(self._running) >= self.at_once:
                return
            if account_id not in self._running and self._may_go_on(account_id):
                task = asyncio.create_task(self._lane(account_id), name=f"lane {account_id}")
                self._running[account_id] = task
                task.add_done_callback(partial(self._ended, account_id))

    def _may_go_on(self, account_id: int) -> bool:
        rested = time.monotonic() >= self._resting.get(account_id, 0.0)
        return self._may_serve() and rested and account_id not in self._held

    def _may_serve(self) -> bool:
        return self.open and not self._still and self._able()

    def _rest(self, account_id: int) -> None:
        self._resting[account_id] = time.monotonic() + REST_S

    def _ended(self, account_id: int, task: asyncio.Task[None]) -> None:
        self._running.pop(account_id, None)
        self._announce(LaneChanged(account_id, None))
        if not task.cancelled() and (error := task.exception()) is not None:
            self._rest(account_id)
            log.error("lane_broke", account=account_id, exc_info=error)
        self.wake()

    async def _lane(self, account_id: int) -> None:
        while self._may_go_on(account_id):
            cut_off = recovery.interrupted(account_id)
            if cut_off is not None:
                await self._recover_when_settled(cut_off)
                continue
            claimed = backlog.claim(account_id, self._owner)
            if claimed is None:
                return
            await self._do(claimed, self._handle)

    async def _recover_when_settled(self, action: Action) -> None:
        ready = recovery.ready_at(action, self._settle_ms(action))
        while self._may_go_on(action.account_id) and (wait := ready - clock.now()) > 0:
            await asyncio.sleep(min(wait / 1000, IDLE_S))
        if self._may_go_on(action.account_id):
            await self._do(action, self._recover)

    async def _do(self, action: Action, work: Handle) -> None:
        self._current[action.account_id] = action
        self._announce(LaneChanged(action.account_id, action.id))
        heartbeat = asyncio.create_task(self._beat(action.id))
        try:
            await work(action)
        except StewardError as error:
            self._rest(action.account_id)
            recovery.interrupt(action.id)
            log.warning("cut_off", action=action.id, code=error.code)
        except BaseException:
            recovery.interrupt(action.id)
            raise
        finally:
            self._current.pop(action.account_id, None)
            heartbeat.cancel()
            with suppress(asyncio.CancelledError):
                await heartbeat

    def renew(self) -> None:
        """Prolong the leases of all that runs, now: the clock has jumped, and a lease must not seem to have ended."""
        for action in self._current.values():
            backlog.renew(action.id, self._owner)

    async def _beat(self, action_id: int) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            backlog.renew(action_id, self._owner)
