"""One browser for all accounts, a warm page for each, started again when it dies."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, Playwright, async_playwright

from automation.browser import contexts, launcher, pulse
from automation.browser.gate import told
from automation.browser.proxies import Way
from models.errors import StewardError

# A dead driver never answers. Both together are less than the window gives an engine to end.
_CLOSING_S, _STOPPING_S = 2.0, 2.0


@dataclass(slots=True)
class _Seat:
    """One account's context and page; the lock keeps it to one user at a time."""

    key: str
    context: BrowserContext | None = None
    page: Page | None = None
    locale: str = ""
    way: Way | None = None
    outdated: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class BrowserPool:
    """Pages for accounts, `max_open` contexts at most; the least recently used idle one is closed for a new one."""

    def __init__(self, headless: bool = True, max_open: int = 4, setting: str | None = None) -> None:
        self.headless = headless
        self.max_open = max(1, max_open)
        self.setting = setting
        self.browser_pid: int | None = None
        # Told the account's key and whether its context has been opened (or else closed).
        self.on_session: Callable[[str, bool], None] = lambda key, is_open: None
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._seats: OrderedDict[str, _Seat] = OrderedDict()
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Start the browser unless it runs. Raises BadInput `browser_missing`, StewardError `browser_failed`."""
        async with self._starting:
            if self._alive():
                return
            await self._drop()
            self._playwright = await async_playwright().start()
            try:
                self._browser = await launcher.launch(self._playwright, self.headless, self.setting)
                self.browser_pid = await launcher.browser_pid(self._browser)
            except BaseException:
                await self._drop()
                raise

    async def stop(self) -> None:
        """Close everything; sessions are not kept here."""
        async with self._starting:
            await self._drop()

    @asynccontextmanager
    async def page(
        self,
        account_key: str,
        storage_state: Mapping[str, Any] | None = None,
        locale: str = "en-US",
        way: Way | None = None,
    ) -> AsyncIterator[Page]:
        """The account's page, for one user at a time; `storage_state` counts only when its context is made.

        A context that was made for another language or another way is closed, and made anew.
        Raises StewardError `browser_died` when page, browser or driver dies meanwhile, or the page no longer answers;
        the next call starts again.
        """
        await self.start()
        seat = self._seats.setdefault(account_key, _Seat(account_key))
        async with seat.lock:
            self._seats[account_key] = seat
            self._seats.move_to_end(account_key)
            browser = self._browser
            try:
                with told():
                    page = await pulse.answered(self._ready_page(seat, storage_state, locale, way))
                    async with pulse.felt(page):
                        yield page
            except StewardError as error:
                if error.code == "browser_died":
                    await self._after_death(seat, browser)
                raise
            finally:
                if seat.outdated:
                    await self._close(seat)

    async def storage_state(self, account_key: str) -> dict[str, Any] | None:
        """The session as it stands now, or None where the account has no open context."""
        seat = self._seats.get(account_key)
        if seat is None or seat.context is None:
            return None
        with told():
            return await contexts.state_of(seat.context)

    def has_context(self, account_key: str) -> bool:
        """Whether the account has an open context."""
        seat = self._seats.get(account_key)
        return seat is not None and seat.context is not None

    async def forget(self, account_key: str) -> None:
        """Close the account's context; its next page starts from the state given then."""
        seat = self._seats.pop(account_key, None)
        if seat is not None:
            await self._close(seat)

    async def renew(self, account_key: str) -> None:
        """Close the account's context, or let whoever uses it come to an end first; the next page has a new one."""
        seat = self._seats.get(account_key)
        if seat is not None and seat.context is not None:
            seat.outdated = True
            if not seat.lock.locked():
                async with seat.lock:
                    await self._close(seat)

    async def renew_all(self) -> None:
        """Close the context of every account, or let whoever uses it come to an end first."""
        await asyncio.gather(*map(self.renew, list(self._seats)))

    def _alive(self) -> bool:
        return self._browser is not None and self._browser.is_connected()

    async def _ready_page(self, seat: _Seat, state: Mapping[str, Any] | None, locale: str, way: Way | None) -> Page:
        if seat.context is not None and (
            seat.context.browser is not self._browser or (seat.locale, seat.way) != (locale, way)
        ):
            await self._close(seat)
        if seat.context is None:
            await self._make_room(seat)
            assert self._browser is not None
            seat.context = await contexts.new_context(
                self._browser, state, locale, None if way is None else way.settings
            )
            seat.locale, seat.way = locale, way
            self.on_session(seat.key, True)
        if seat.page is None or seat.page.is_closed():
            seat.page = await contexts.open_page(seat.context)
            seat.page.on("crash", lambda page: setattr(seat, "page", None))
            if self.browser_pid is not None:  # as root, the process that draws has raised itself meanwhile
                launcher.make_nice(self.browser_pid)
        return seat.page

    async def _after_death(self, seat: _Seat, browser: Browser | None) -> None:
        """Only a page may have died; forget the whole browser when it no longer answers."""
        await self._close(seat)
        async with self._starting:
            if browser is self._browser and not await _answers(browser):
                await self._drop()

    async def _make_room(self, own: _Seat) -> None:
        for seat in [seat for seat in self._seats.values() if seat is not own]:
            open_now = sum(other.context is not None for other in self._seats.values())
            if open_now < self.max_open:
                return
            # Asked anew for each: while one was closed, another may have been taken into use.
            if seat.context is not None and not seat.lock.locked():
                async with seat.lock:
                    await self._close(seat)

    async def _close(self, seat: _Seat) -> None:
        context, seat.context, seat.page, seat.outdated = seat.context, None, None, False
        if context is not None:
            self.on_session(seat.key, False)
            await _quietly(context.close(), _CLOSING_S)

    async def _drop(self) -> None:
        for seat in self._seats.values():
            if seat.context is not None:
                self.on_session(seat.key, False)
            seat.context, seat.page = None, None
        browser, self._browser, self.browser_pid = self._browser, None, None
        playwright, self._playwright = self._playwright, None
        if browser is not None:
            await _quietly(browser.close(), _CLOSING_S)
        if playwright is not None:
            await _quietly(playwright.stop(), _STOPPING_S)


async def _quietly(closing: Coroutine[Any, Any, None], patience_s: float) -> None:
    """Closing what may be dead already neither fails nor waits for ever."""
    with contextlib.suppress(Exception):
        await asyncio.wait_for(closing, patience_s)


async def _answers(browser: Browser | None) -> bool:
    if browser is None or not browser.is_connected():
        return False
    try:
        session = await asyncio.wait_for(browser.new_browser_cdp_session(), _CLOSING_S)
        await session.detach()
    except Exception:
        return False
    return True
