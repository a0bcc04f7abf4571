"""A signed-in account on a site, in a real browser, through the adapter alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import BrowserContext, Page, async_playwright

from automation.browser.contexts import close_page, new_context, open_page
from automation.browser.launcher import launch
from automation.platforms.adapter import Adapter
from automation.platforms.pack import Pack, load_pack
from automation.values import Observation
from models.enums import ActionKind, Toggle
from tests.sites.site import Site

UNDOES = {ActionKind.LIKE: ActionKind.UNLIKE, ActionKind.FOLLOW: ActionKind.UNFOLLOW}


@dataclass(frozen=True, slots=True)
class Hands:
    """One account: its context, its pack, and the acts of a test."""

    context: BrowserContext
    pack: Pack
    handle: str

    async def do(self, page: Page, kind: ActionKind, url: str, text: str | None = None) -> Adapter:
        """Walk one act on a page up to and past its last click; the adapter tells what it saw."""
        adapter = Adapter(self.pack, page, self.handle)
        await adapter.open(self.pack.target(kind, url), kind)
        await adapter.observe(kind, text)
        await adapter.prepare(kind, text)
        await adapter.commit(kind, text)
        await adapter.settle(kind, text)
        return adapter

    async def look(self, kind: ActionKind, url: str, text: str | None = None) -> Observation:
        """A fresh look, on a page of its own."""
        page = await open_page(self.context)
        seen = await Adapter(self.pack, page, self.handle).look(self.pack.target(kind, url), kind, text)
        await close_page(page)
        return seen

    async def undo(self, kind: ActionKind, url: str) -> None:
        """Take a like or a follow back where it is there: an earlier run may have left it."""
        if (await self.look(kind, url)).toggle is Toggle.ON:
            page = await open_page(self.context)
            await self.do(page, UNDOES[kind], url)
            await close_page(page)
        assert (await self.look(kind, url)).toggle is Toggle.OFF


@asynccontextmanager
async def signed_in(site: Site, handle: str, *, pack: Pack | None = None) -> AsyncIterator[Hands]:
    """Sign an account in, in a browser of its own."""
    pack = pack or load_pack(site.slug, base_url=site.base_url)
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        context = await new_context(browser)
        page = await open_page(context)
        await Adapter(pack, page, handle).sign_in(site.users[handle])
        await close_page(page)
        yield Hands(context, pack, handle)
        await browser.close()
