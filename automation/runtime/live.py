"""Live pages: what runs is shown as moving pictures, and a person may take a page over and give it back."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from typing import Any

from automation.engine.live_view import LiveView
from automation.events import Event, FrameShown
from automation.platforms.adapter import Adapter
from automation.queue.lanes import Lanes
from automation.runtime.desk import Desk
from models.account import Account
from models.errors import BadInput, StewardError


class LivePages:
    """The pages that people watch or hold."""

    def __init__(self, desk: Desk, lanes: Lanes, show: Callable[[Event, bytes], None]) -> None:
        self._desk, self._lanes, self._show = desk, lanes, show
        self._held: dict[int, tuple[AsyncExitStack, Adapter]] = {}
        self._opening: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._views: dict[int, LiveView] = {}
        self._watched: set[int] = set()

    @property
    def held(self) -> list[int]:
        """Accounts whose page a person holds."""
        return list(self._held)

    async def take_over(self, account: Account, url: str | None = None) -> Adapter:
        """Rest the account's lane and hand its page to a person, at an address or where the site begins.

        Raises SiteError `page_unreachable`, `proxy_unreachable`, `proxy_refused`.
        """
        async with self._opening[account.id]:  # a page opens for seconds, and who asks again is given the same
            held = self._held.get(account.id)
            if held is None:
                held = self._held[account.id] = await self._open(account, url)
            elif url is not None:
                await held[1].landing(url)
            await self.refresh(account.id)
            return held[1]

    async def _open(self, account: Account, url: str | None) -> tuple[AsyncExitStack, Adapter]:
        stack = AsyncExitStack()
        stack.enter_context(self._lanes.holding(account.id))
        try:
            await self._lanes.at_rest(account.id)
            adapter = await stack.enter_async_context(self._desk.adapter(account))
            if url is not None or adapter.page.url == "about:blank":
                await adapter.landing(url or adapter.pack.platform.base_url)
        except BaseException:
            await stack.aclose()
            raise
        return stack, adapter

    async def give_back(self, account_id: int) -> None:
        """The person is done: the page closes and the lane may go on."""
        held = self._held.pop(account_id, None)
        await self._unwatch(account_id)
        if held is not None:
            await held[0].aclose()

    def adapter(self, account_id: int) -> Adapter:
        """The page that a person holds; BadInput page_not_held."""
        if account_id not in self._held:
            raise BadInput("page_not_held", account_id)
        return self._held[account_id][1]

    async def watch(self, account_id: int, on: bool) -> None:
        """Send frames of an account's page from now on, or no more."""
        if on:
            self._watched.add(account_id)
            await self.refresh(account_id)
        else:
            self._watched.discard(account_id)
            await self._unwatch(account_id)

    def wants(self, account_id: int) -> bool:
        """Whether somebody watches the account."""
        return account_id in self._watched

    async def refresh(self, account_id: int) -> None:
        """Attach to the page that the account has open now, if somebody watches it."""
        adapter = self._desk.open.get(account_id)
        view = self._views.get(account_id)
        if adapter is None or account_id not in self._watched or (view is not None and view.page is adapter.page):
            return
        await self._unwatch(account_id)
        with suppress(StewardError):
            self._views[account_id] = await LiveView.start(
                adapter.page, lambda jpeg, w, h: self._frame(account_id, jpeg, w, h)
            )

    async def input(self, account_id: int, kind: str, data: dict[str, Any]) -> None:
        """Pass a person's mouse, key or text to the page that the person holds."""
        self.adapter(account_id)
        view = self._views.get(account_id)
        if view is None:
            self._watched.add(account_id)
            await self.refresh(account_id)
            view = self._views.get(account_id)
        if view is not None:
            await view.input(kind, data)

    async def stop(self) -> None:
        """Close everything."""
        for account_id in list(self._held):
            await self.give_back(account_id)
        for account_id in list(self._views):
            await self._unwatch(account_id)

    def _frame(self, account_id: int, jpeg: bytes, width: int, height: int) -> None:
        self._show(FrameShown(account_id, width, height), jpeg)

    async def _unwatch(self, account_id: int) -> None:
        view = self._views.pop(account_id, None)
        if view is not None:
            await view.stop()
