"""Lanes: one per account, strictly one at a time within, parallel across up to a ceiling."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial

import structlog

from automation.events import Announce, LaneChanged
from automation.queue import backlog, recovery
from automation.queue.rests import Rests
from automation.values import Action
from models import clock
from models.errors import StewardError, StoreUnusable

IDLE_S, HEARTBEAT_S, STOP_S = 1.0, 8.0, 1.8
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
        self._held: Counter[int] = Counter()
        self._rests = Rests()
        self._still = 0
        self._wake = asyncio.Event()
        self.at_once = 1
        self.run_id: int | None = None
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
        """Somebody needs the account's page: its lane starts nothing new until all who asked have given it back."""
        self._held[account_id] += 1

    def give_back(self, account_id: int) -> None:
        """One who held the account's lane is done."""
        self._held -= Counter([account_id])
        self.wake()

    @contextmanager
    def holding(self, account_id: int) -> Iterator[None]:
        """Hold an account's lane for the length of the block."""
        self.hold(account_id)
        try:
            yield
        finally:
            self.give_back(account_id)

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
                patience = self._serve()
                # Not wait_for: in Python 3.11 it may swallow a cancellation that meets the event.
                with suppress(TimeoutError):
                    async with asyncio.timeout(patience):
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

    def _serve(self) -> float:
        """Start what is due; how long to wait for more. A store that cannot be read is asked again later."""
        if not self._rests.is_over(None):
            return IDLE_S
        try:
            self._start_due()
            patience = self._patience()
        except StewardError as error:
            self._trouble(None, error)
            return IDLE_S
        self._well(None)
        return patience

    def _patience(self) -> float:
        due = backlog.next_due() if self.open else None
        return IDLE_S if due is None else min(IDLE_S, max(0.02, (due - clock.now()) / 1000))

    def _start_due(self) -> None:
        if not self._may_serve():
            return
        # An account in trouble may have nothing left but what was cut off, and could not be marked so.
        for account_id in dict.fromkeys([*backlog.accounts_with_work(), *self._rests.troubled]):
            if len(self._running) >= self.at_once:
                return
            if account_id not in self._running and self._may_go_on(account_id):
                task = asyncio.create_task(self._lane(account_id), name=f"lane {account_id}")
                self._running[account_id] = task
                task.add_done_callback(partial(self._ended, account_id))

    def _may_go_on(self, account_id: int) -> bool:
        return self._may_serve() and self._rests.is_over(account_id) and account_id not in self._held

    def _may_serve(self) -> bool:
        return self.open and not self._still and self._able()

    def _trouble(self, account_id: int | None, error: BaseException, action: int | None = None) -> None:
        if self._rests.begin(account_id):
            why: dict[str, object] = {"code": error.code} if isinstance(error, StewardError) else {"exc_info": error}
            log.error("lane_broke", account=account_id, action=action, **why)

    def _well(self, account_id: int | None) -> None:
        if times := self._rests.end(account_id):
            log.info("lane_goes_on", account=account_id, after=times)

    def _ended(self, account_id: int, task: asyncio.Task[None]) -> None:
        self._running.pop(account_id, None)
        self._announce(LaneChanged(account_id, None))
        if not task.cancelled() and (error := task.exception()) is not None:
            self._trouble(account_id, error)
        self.wake()

    async def _lane(self, account_id: int) -> None:
        if account_id in self._rests.troubled:
            recovery.interrupt_ours(account_id, self._owner)
        while self._may_go_on(account_id):
            cut_off = recovery.interrupted(account_id)
            if cut_off is not None:
                await self._recover_when_settled(cut_off)
                continue
            claimed = backlog.claim(account_id, self._owner, self.run_id)
            if claimed is None:
                return self._well(account_id)
            await self._do(claimed, self._handle)

    async def _recover_when_settled(self, action: Action) -> None:
        left = recovery.ready_at(action, self._settle_ms(action)) - clock.now()
        ready = time.monotonic() + left / 1000  # the clock may be put back meanwhile
        while self._may_go_on(action.account_id) and (wait := ready - time.monotonic()) > 0:
            await asyncio.sleep(min(wait, IDLE_S))
        if self._may_go_on(action.account_id):
            await self._do(action, self._recover)

    async def _do(self, action: Action, work: Handle) -> None:
        self._current[action.account_id] = action
        self._announce(LaneChanged(action.account_id, action.id))
        heartbeat = asyncio.create_task(self._beat(action.id))
        try:
            await work(action)
        except StewardError as error:
            self._trouble(action.account_id, error, action.id)
            self._cut_off(action)
        except BaseException:
            self._cut_off(action)
            raise
        else:
            self._well(action.account_id)
        finally:
            self._current.pop(action.account_id, None)
            heartbeat.cancel()
            with suppress(asyncio.CancelledError):
                await heartbeat

    def _cut_off(self, action: Action) -> None:
        with suppress(StoreUnusable):  # the lane marks it when it goes on, or the end of its lease does
            recovery.interrupt(action.id)

    def renew(self) -> None:
        """Prolong the leases of all that runs, now: the clock has jumped, and a lease must not seem to have ended."""
        for action in self._current.values():
            backlog.renew(action.id, self._owner)

    async def _beat(self, action_id: int) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            with suppress(StoreUnusable):  # a lease outlives a few beats, and the work says what is wrong
                backlog.renew(action_id, self._owner)
