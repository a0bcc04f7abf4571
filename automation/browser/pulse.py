"""Gives up a browser or a page that no longer answers: for most answers Playwright waits without an end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page

from models.errors import StewardError

BEAT_S = 10.0
PATIENCE_S = 20.0


async def answered(opening: Awaitable[Page]) -> Page:
    """A page, as soon as the browser gives it. Raises StewardError `browser_died` where it does not in time."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await opening
    except TimeoutError as error:
        raise _silence("browser") from error


@asynccontextmanager
async def felt(page: Page) -> AsyncIterator[None]:
    """Cut off whatever uses the page when a question to it stays open. Raises StewardError `browser_died`."""
    try:
        async with asyncio.timeout(None) as limit:
            feeling = asyncio.create_task(_feel(page, limit))
            try:
                yield
            finally:
                feeling.cancel()
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise _silence("page") from error


async def _feel(page: Page, limit: asyncio.Timeout) -> None:
    while True:
        await asyncio.sleep(BEAT_S)
        try:
            async with asyncio.timeout(PATIENCE_S):
                await page.evaluate("0")
        except TimeoutError:
            limit.reschedule(asyncio.get_running_loop().time())
            return
        except PlaywrightError:
            pass  # the page is leaving or gone: whoever uses it is told


def _silence(who: str) -> StewardError:
    return StewardError("browser_died", reason=f"the {who} did not answer for {PATIENCE_S:g} s")
