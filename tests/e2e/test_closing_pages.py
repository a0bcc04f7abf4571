"""Pages end when they are closed: the windows a site opens by itself, one that asks first, one whose close got lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from playwright.async_api import Page, async_playwright

from automation.browser import contexts
from automation.browser.launcher import launch

ASKS_BEFORE_LEAVING = '<button onclick="window.onbeforeunload = () => true">touch</button>'
OPENS_A_WINDOW = """<button onclick="window.open('about:blank#one')">open</button>"""


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A page in a browser of its own."""
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        yield await contexts.open_page(await contexts.new_context(browser))
        await browser.close()


class Forgetful:
    """A page whose browser answers the first close and does nothing, as Chromium does in the midst of a navigation."""

    def __init__(self, page: Page) -> None:
        self.page, self.asked = page, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.page, name)

    async def close(self, **how: Any) -> None:
        self.asked += 1
        if self.asked > 1:
            async with self.page.expect_event("close"):  # on a busy machine it takes longer than was waited for before
                await self.page.close(**how)


async def test_a_close_that_got_lost_is_asked_for_again(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contexts, "_CLOSING_MS", 300)
    forgetful = Forgetful(page)
    await contexts.close_page(cast("Page", forgetful))
    assert page.is_closed()
    assert forgetful.asked == 2


async def test_a_page_that_asks_before_it_is_left_is_closed_all_the_same(page: Page) -> None:
    await page.set_content(ASKS_BEFORE_LEAVING)
    await page.click("button")
    await contexts.close_page(page)
    assert page.is_closed()


async def test_windows_that_a_site_opens_are_closed(page: Page) -> None:
    await page.set_content(OPENS_A_WINDOW)
    opened: list[Page] = []
    page.on("popup", lambda popup: opened.append(popup))
    for _ in range(5):
        await page.click("button")
    while len(opened) < 5 or not all(popup.is_closed() for popup in opened):
        await page.wait_for_timeout(20)
    assert page.context.pages == [page]


async def test_closing_what_is_closed_already_is_fine(page: Page) -> None:
    await page.close()
    await contexts.close_page(page)
