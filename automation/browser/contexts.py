"""One browser context per account: its cookies, its language, nothing shared."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, cast

from playwright.async_api import Browser, BrowserContext, Page, ProxySettings, StorageState
from playwright.async_api import Error as PlaywrightError

VIEWPORT_WIDTH, VIEWPORT_HEIGHT = 1280, 800
PATIENCE_MS = 10_000
_CLOSING_MS, _CLOSING_TRIES = 2_000, 3


async def new_context(
    browser: Browser,
    storage_state: Mapping[str, Any] | None = None,
    locale: str = "en-US",
    proxy: ProxySettings | None = None,
) -> BrowserContext:
    """A fresh context, holding a session and going through a proxy where one is given."""
    context = await browser.new_context(
        viewport={"width": VIEWPORT_WIDTH, "height": VIEWPORT_HEIGHT},
        locale=locale,
        accept_downloads=False,
        storage_state=cast("StorageState | None", storage_state),
        proxy=proxy,
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


async def state_of(context: BrowserContext) -> dict[str, Any]:
    """Cookies, local storage and databases of a context, to be sealed by the caller."""
    return cast("dict[str, Any]", await context.storage_state(indexed_db=True))


async def open_page(context: BrowserContext) -> Page:
    """The context's page; pages that a site opens by itself are closed."""
    page = await context.new_page()
    page.on("popup", close_page)
    return page


async def close_page(page: Page) -> None:
    """Close a page, asking again while it stays: a close that meets a navigation is answered and forgotten.

    Chromium 156 loses about one in twenty that come while a new document is taken over; Playwright would wait for ever.
    """
    for _ in range(_CLOSING_TRIES):
        with suppress(PlaywrightError):
            async with page.expect_event("close", timeout=_CLOSING_MS):
                await page.close(run_before_unload=True)
        if page.is_closed():
            return
