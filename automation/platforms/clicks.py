"""The one last click, and the proof that a page ignored it."""

from __future__ import annotations

import time
from collections.abc import Awaitable

from playwright.async_api import ElementHandle, Locator
from playwright.async_api import Error as PlaywrightError

from automation.platforms.gates import as_site_error, may_have_clicked
from automation.platforms.sight import Sample, Sight
from automation.platforms.watch import Mark
from models.errors import SiteError

CLICK_MS = 5_000
# A page that has neither asked its site nor changed for so long has lost the click: handlers were not bound yet.
IGNORED_MS = 2_000
_LOOK_S = 0.05


async def click_once(locator: Locator | ElementHandle, name: str) -> None:
    """Click one element. A click that may have gone out counts as made, whatever Playwright says after it.

    Raises SiteError `not_clickable` or `ambiguous` only where it certainly was not made.
    """
    await _once(locator.click(timeout=CLICK_MS), name)


async def press_once(locator: Locator | ElementHandle, key: str, name: str) -> None:
    """Press a key in one element, under the same promise as a click."""
    await _once(locator.press(key, timeout=CLICK_MS), name)


async def _once(acting: Awaitable[None], name: str) -> None:
    try:
        await acting
    except PlaywrightError as error:
        if may_have_clicked(error):
            return
        ours = as_site_error(error, name)
        if isinstance(ours, SiteError) and ours.code == "page_failed":
            ours = SiteError("not_clickable", **ours.facts)
        raise ours from None


async def was_ignored(sight: Sight, mark: Mark, before: Sample) -> bool:
    """Whether a click certainly did nothing: nothing left the page, and what it shows is what it showed.

    Never true where a request was under way already: the click may wait behind it.
    """
    deadline = time.monotonic() + IGNORED_MS / 1000
    names = list(before.found)
    shown = before
    while mark.silent and mark.was_quiet and time.monotonic() < deadline:
        if await mark.broken(_LOOK_S):
            return False
        shown = await sight.sample(names)
        if shown.found != before.found:
            return False
    return mark.silent and mark.was_quiet and shown.found == before.found
