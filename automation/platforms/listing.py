"""Reads what a page lists: the comments of a post, the rows of a search."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from playwright.async_api import Locator

from automation.platforms import arriving, reading
from automation.platforms.gates import site_gate
from automation.platforms.sight import Sight
from automation.platforms.watch import Watch
from models.errors import BadInput

_ROWS_MS = 3_000
# Which [url] and which rows belong to a search.
_ROWS = {"posts": "post_row", "people": "person_row", "hashtags": "hashtag_row"}


@dataclass(frozen=True, slots=True)
class Said:
    """One comment as shown; `time` is what the site says, unread."""

    author: str | None
    text: str
    time: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of a search: its text and where it leads."""

    text: str
    url: str | None


async def comments(sight: Sight) -> list[Said]:
    """The comments that the open page shows."""
    rows = await _shown(sight, "comment.item")
    if rows is None:
        return []
    with site_gate("comment.item"):
        authors = await reading.values(sight, rows, "comment.author")
        texts = await reading.values(sight, rows, "comment.text")
        times = await reading.values(sight, rows, "comment.time")
    return [Said(author, text or "", time) for author, text, time in zip(authors, texts, times, strict=True)]


async def search(sight: Sight, watch: Watch, what: str, query: str) -> list[Hit]:
    """The rows of a search for posts, people or hashtags. Raises BadInput `cannot`, and what arriving raises."""
    page, row = f"search_{what}", f"search.{_ROWS[what]}"
    if page not in sight.pack.url or not sight.pack.locators(row):
        raise BadInput("cannot", sight.pack.platform.title, kind=page)
    status = await arriving.go(sight, sight.pack.address(page, {**sight.values, "query": query}))
    await arriving.arrive(sight, watch, page, status)
    rows = await _shown(sight, row)
    if rows is None:
        return []
    with site_gate(row):
        texts = await reading.values(sight, rows, "search.row_text")
        every = await rows.all()
        whole = await asyncio.gather(*(each.inner_text() for each in every))
        links = await asyncio.gather(*(link(sight, each, "search.row_link") for each in every))
    return [Hit(text or " ".join(all_.split()), url) for text, all_, url in zip(texts, whole, links, strict=True)]


async def link(sight: Sight, row: Locator, name: str) -> str | None:
    """Where a row leads: its named link, else the row itself or the first link in it."""
    selectors = sight.pack.locators(name, sight.language)
    for place in [row.locator(selector).first for selector in selectors] or [row]:
        if await place.count():
            found: str | None = await place.evaluate("el => el.href || el.querySelector('a[href]')?.href || null")
            return found if found and not found.endswith("#") else None
    return None


async def _shown(sight: Sight, name: str) -> Locator | None:
    rows = sight.any_of(name)
    return rows if rows is not None and await arriving.shows(rows, None, _ROWS_MS) else None
