"""One browser context per account: its cookies, its language, nothing shared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from playwright.async_api import Browser, BrowserContext, Page, StorageState

VIEWPORT_WIDTH, VIEWPORT_HEIGHT = 1280, 800
PATIENCE_MS = 10_000


async def new_context(
    browser: Browser, storage_state: Mapping[str, Any] | None = None, locale: str = "en-US"
) -> BrowserContext:
    """A fresh context, holding a session where one is given."""
    context = await browser.new_context(
        viewport={"width": VIEWPORT_WIDTH, "height": VIEWPORT_HEIGHT},
        locale=locale,
        accept_downloads=False,
        storage_state=cast("StorageState | None", storage_state),
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


async def state_of(context: BrowserContext) -> dict[str, Any]:
    """Cookies, local storage and databases of a context, to be sealed by the caller."""
    return cast("dict[str, Any]", await context.storage_state(indexed_db=True))


async def open_page(context: BrowserContext) -> Page:
    """The context's page; pages that a site opens by itself are closed."""
    page = await context.new_page()
    page.on("popup", _close_at_once)
    return page


async def _close_at_once(popup: Page) -> None:
    await popup.close()
