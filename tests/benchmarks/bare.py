"""The floor: what a bare Playwright script does for the same act, the same look and the same pictures."""

from __future__ import annotations

from playwright.async_api import Page

READY = 'body[data-ready="yes"]'
LIKE = 'article[data-testid="post"] [data-testid="like"]'


async def act(page: Page, url: str, want: bool, pictures: bool) -> None:
    """Like or unlike a post, look again after a reload, with a picture before and after where wanted."""
    await page.goto(url)
    await page.wait_for_selector(READY)
    button = page.locator(LIKE).first
    if await button.get_attribute("aria-pressed") == str(want).lower():
        raise AssertionError("the bench began in the wrong state")
    if pictures:
        await page.screenshot(type="jpeg", quality=70)
    async with page.expect_response(lambda r: r.request.method == "POST"):
        await button.click()
    if pictures:
        await page.screenshot(type="jpeg", quality=70)
    await page.goto(url)
    await page.wait_for_selector(READY)
    assert await page.locator(LIKE).first.get_attribute("aria-pressed") == str(want).lower()
