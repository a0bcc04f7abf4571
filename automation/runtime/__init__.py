"""The front door: opens a profile's house, takes commands, announces what happens, closes it again.

A package, because a door with forty commands is longer than one page: each file holds the commands of one noun.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from automation import commands
from automation.browser.pool import BrowserPool
from automation.engine import runs
from automation.events import ActionChanged
from automation.queue import recovery
from automation.runtime import (
    accounts,
    backing_up,
    blocking,
    following,
    imports,
    keeping,
    nouns,
    ownership,
    pages,
    people,
    records,
    restoring,
    revealing,
    setup,
    switch,
    upkeep,
    vaulting,
    work,
)
from automation.runtime.house import House, Listener
from automation.runtime.lane_count import lanes_at_once
from automation.runtime.packs import Packs
from automation.upkeep import diagnostics, restore
from automation.upkeep.clock_watch import ClockWatch
from automation.upkeep.due import DueList
from automation.upkeep.restore import Restored
from automation.upkeep.ticker import Ticker
from automation.vault import keyfile, pin
from automation.vault.sources import PassphraseSources, unlock_from
from automation.vault.system_keychain import find_keychain
from automation.vault.vault import Vault
from models import clock, settings
from models.action import state_counts
from models.backup import last_proven
from models.database import close
from models.enums import State
from models.errors import BadInput, StewardError, StoreUnusable
from models.feed import feeds
from models.migrations.runner import open_store
from models.paths import Profile
from models.review import open_reviews

Reply = dict[str, Any] | bytes
TICK_S = 1.0


class Runtime:
    """One open profile; `work` starts lanes and triggers, without it commands alone are taken."""

    def __init__(self, profile: Profile, passphrase_file: Path | None = None) -> None:
        self.profile = profile
        self._sources = PassphraseSources(os.environ, passphrase_file)
        self._stack = ExitStack()
        self._tasks: list[asyncio.Task[None]] = []
        self._ticker: Ticker | None = None
        self._listeners: list[Listener] = []
        self._visible, self._away = False, asyncio.Lock()
        self._watch = ClockWatch()
        self.ended = asyncio.Event()
        self.house: House

    async def start(self, *, wait_s: float = 0.0, visible: bool = False) -> None:
        """Own the profile, open its store, open the vault where that needs nobody.

        Raises StoreUnusable profile_in_use, store_newer, store_corrupt, store_full.
        """
        self.profile.prepare()
        self._stack.enter_context(ownership.owning(self.profile.lock, wait_s))
        self._visible = visible
        try:
            restore.roll_forward(self.profile)
            self._stack.callback(close)
            self._open(Vault(self.profile.folder, find_keychain()))
            await people.settle(self.house)
        except BaseException:
            self._stack.close()
            raise

    def _open(self, vault: Vault, left_locked: bool = False) -> None:
        """Open the store and furnish the house; what became of the profile while it was closed is told first."""
        open_store(self.profile.store)
        pool = BrowserPool(
            headless=not (self._visible or settings.get("browser_visible")),
            max_open=max(4, lanes_at_once()),
            setting=settings.get("browser_path") or None,
        )
        self.house = House(self.profile, vault, Packs(self.profile.overlays), pool, self._listeners)
        self.house.due = DueList(upkeep.jobs(self.house), self.house.announce)
        if not left_locked:
            self._open_vault(vault)
        restoring.settle(self.house)

    @property
    def away(self) -> bool:
        """Whether the profile is closed, and nobody may ask its store."""
        return self._away.locked()

    async def exchange(self, swap: restoring.Swap) -> Restored:
        """Close every room, let something be done to the closed profile aside, and open the rooms again."""
        async with self._away:
            worked, vault, keys = self._ticker is not None, self.house.vault, self._keys()
            left_locked = vault.exists and vault.locked
            await self._shut()
            try:
                return await restoring.to_its_end(swap)
            finally:
                await self._come_back(vault, keys, worked, left_locked)

    async def _come_back(self, vault: Vault, keys: bytes, worked: bool, left_locked: bool) -> None:
        try:
            restore.roll_forward(self.profile)
            if self._keys() != keys:
                vault.lock()  # another profile's keys are there now
            self._open(vault, left_locked)
            await people.settle(self.house)
            if worked:
                await self.work()
        except StoreUnusable:
            self.ended.set()  # there is nothing left to work with
            raise

    def _keys(self) -> bytes:
        with suppress(OSError):
            return (self.profile.folder / keyfile.NAME).read_bytes()
        return b""

    def _open_vault(self, vault: Vault) -> None:
        if vault.exists and vault.locked:
            with suppress(StewardError):  # the command that needs it says so, with the reason
                unlock_from(vault, self._sources)

    async def work(self) -> None:
        """Recover what an engine before us left, then run lanes and triggers."""
        for action_id, account_id in recovery.interrupt_stale(""):
            self.house.announce(ActionChanged(action_id, account_id, State.INTERRUPTED))
        upkeep.settle_times()
        self.house.lanes.run_id = self.house.journal.run_id = runs.begin()
        self.house.lanes.at_once = lanes_at_once()
        switch.settle(self.house)
        self.house.lanes.open = not switch.is_stopped(self.house)
        self._tasks.append(asyncio.create_task(self.house.lanes.run(), name="lanes"))
        self.house.due.declare()
        ticks = (self._tick, self._read_feeds, self.house.due.tick)
        self._ticker = Ticker(*map(self.house.stillness.spared, ticks), every_s=TICK_S)
        self._ticker.start()
        self.house.rekeying.begin()

    async def stop(self) -> None:
        """Close the house; what was in flight is recovered at the next start."""
        async with self._away:  # what is exchanged is whole before the profile is let go
            await self._shut()
            self.house.vault.lock()
            self._stack.close()

    async def _shut(self) -> None:
        if self._ticker is not None:
            self._ticker.stop()
        await self.house.due.stop()
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        await self.house.live.stop()
        await self.house.pool.stop()
        await self.house.rekeying.stop()
        with suppress(StewardError):  # a full disk must not keep the vault open
            self.house.journal.flush()
            self.house.journal.keep_head()
            runs.end(self.house.lanes.run_id)
        self._ticker, self._tasks = None, []
        close()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell a listener everything from now on; returns how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def do(self, command: Any) -> Reply:
        """Carry out one command; StewardError in all its kinds."""
        handler = HANDLERS.get(type(command))
        if handler is None:
            raise BadInput("bad_message", type(command).__name__)
        if self.away and not isinstance(command, commands.CancelWork):
            raise StewardError("engine_away")
        self.house.idle.heard(command)
        with self.house.stillness.visit(command):
            return await handler(self, command)

    async def _tick(self) -> None:
        """What has run out of time, and schedules that are due."""
        if not self.house.vault.locked and self.house.idle.is_over():
            await vaulting.lock(self.house, "idle")
        upkeep.watch_clock(self.house, self._watch)
        for action_id, account_id in recovery.interrupt_stale():
            self.house.announce(ActionChanged(action_id, account_id, State.INTERRUPTED))
        upkeep.close_expired(self.house)
        if self._may_start():
            upkeep.run_schedules(self.house)
            self.house.journal.keep_head()

    async def _read_feeds(self) -> None:
        """Feeds that are due; a slow one holds up no schedule."""
        if self._may_start():
            await self.house.poller.poll_due(clock.now())
            self.house.journal.keep_head()

    def _may_start(self) -> bool:
        return self.house.lanes.open and not self.house.vault.locked


async def status(runtime: Runtime, command: commands.Status) -> dict[str, Any]:
    """How everything stands."""
    house = runtime.house
    vault = house.vault.status()
    return {
        "states": state_counts(),
        "lanes": [{"account": account, "action": action} for account, action in house.lanes.current.items()],
        "reviews": len(open_reviews()),
        "vault": {"exists": vault.exists, "locked": vault.locked, "kind": vault.kind, "key_id": vault.key_id},
        "pin": pin.is_set(house.profile.folder),
        "feeds": len(feeds()),
        "paused": switch.is_stopped(house),
        "findings": diagnostics.in_short(),
        "restore_proven_at": clock.to_iso(last_proven()),
        "pages": sorted({*house.desk.open, *house.live.held}),
        "browser_pid": house.pool.browser_pid,
    }


async def shut_down(runtime: Runtime, command: commands.ShutDown) -> dict[str, Any]:
    """End the engine."""
    runtime.ended.set()
    return {}


Handler = Callable[[Runtime, Any], Awaitable[Reply]]


def _of_house(handler: Callable[[House, Any], Awaitable[Reply]]) -> Handler:
    async def door(runtime: Runtime, command: Any) -> Reply:
        return await handler(runtime.house, command)

    return door


HANDLERS: dict[type, Handler] = {
    commands.Status: status,
    commands.ShutDown: shut_down,
    **restoring.HANDLERS,
    **{
        kind: _of_house(handler)
        for module in (
            accounts,
            backing_up,
            imports,
            work,
            pages,
            setup,
            switch,
            upkeep,
            keeping,
            nouns,
            vaulting,
            blocking,
            people,
            records,
            revealing,
            following,
        )
        for kind, handler in module.HANDLERS.items()
    },
}
