"""The inbox and its threads: finds the one with a person, looks for our words in it, reads it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

from playwright.async_api import Locator

from automation.platforms import addresses, arriving, looking, probes, reading, writing
from automation.platforms.gates import site_gate
from automation.platforms.identities import plain_handle, same_handle
from automation.platforms.listing import link
from automation.platforms.looking import Seen
from automation.platforms.own_words import folded
from automation.platforms.sight import Sight
from automation.platforms.watch import Watch
from models.errors import BadInput, SiteError, SiteStop

_NEWEST = 5
_ROWS_MS = 3_000


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One row of the inbox as it is shown."""

    name: str
    preview: str | None
    unread: bool
    url: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a thread; `time` is what the site says, unread."""

    ours: bool
    text: str
    time: str | None


def learn(sight: Sight) -> str | None:
    """The thread that the page's own address names, which is remembered for its selectors."""
    path = sight.pack.site.path_of(sight.page.url)
    groups = addresses.understand(path, sight.pack.id, "thread") if path else None
    if groups is None:
        return None
    sight.values = {**sight.values, **groups}
    return groups["thread"]


async def find_message(sight: Sight, watch: Watch, text: str, hint: str | None) -> Seen:
    """Whether our message stands in a thread with `{user}`: the hinted address first, then theirs, then the inbox."""
    looked = False
    async for _ in _threads(sight, watch, text, hint):
        looked = True
        seen = await looking.own_words(sight, "message", text, looking.STARE_MS)
        if seen.found:
            return seen
    return Seen(found=False, counts={"mine": 0}) if looked or sight.pack.message is not None else Seen()


async def read_thread(sight: Sight, watch: Watch) -> list[Line]:
    """The messages of the newest thread with `{user}`, as shown. Raises SiteError `not_found` where there is none."""
    async for _ in _threads(sight, watch, "", None):
        return await lines(sight)
    raise SiteError("not_found", sight.values.get("user", ""), seen="no thread with this person")


async def lines(sight: Sight) -> list[Line]:
    """The messages of the open thread."""
    items = sight.any_of("message.item")
    assert items is not None
    await arriving.shows(items, None, _ROWS_MS)
    with site_gate("message.item"):
        texts = await reading.values(sight, items, "message.text")
        times = await reading.values(sight, items, "message.time")
        ours = await _which_are_ours(sight, items)
    return [Line(mine, text or "", time) for mine, text, time in zip(ours, texts, times, strict=True)]


async def inbox(sight: Sight, watch: Watch) -> list[ThreadRow]:
    """The rows of the inbox, newest first as the site shows them. Raises BadInput `cannot`."""
    await _open(sight, watch, "inbox", sight.pack.address("inbox", dict(sight.values)))
    rows = await _rows(sight)
    if rows is None:
        return []
    with site_gate("message.row"):
        names = await reading.values(sight, rows, "message.name")
        previews = await reading.values(sight, rows, "message.preview")
        ids = await reading.values(sight, rows, "message.thread")
        every = await rows.all()
        unread = await asyncio.gather(*(_has(row, sight.pack.locators("message.unread")) for row in every))
        links = await asyncio.gather(*(link(sight, row, "message.link") for row in every))
    urls = [_address(sight, thread) or address for thread, address in zip(ids, links, strict=True)]
    return [
        ThreadRow(name or "", preview, bold, url)
        for name, preview, bold, url in zip(names, previews, unread, urls, strict=True)
    ]


async def _threads(sight: Sight, watch: Watch, text: str, hint: str | None) -> AsyncIterator[None]:
    """Opens, one after another, the threads in which a message to `{user}` may stand."""
    pack, visited = sight.pack, set[str]()
    known = [hint] if hint else []
    template = pack.url.get("thread", "")
    if template and addresses.can_fill(template, {"user": sight.values["user"], "me": sight.values["me"]}):
        known.append(pack.address("thread", dict(sight.values)))
    for address in known:
        if await _open_if_there(sight, watch, address):
            visited.add(sight.page.url)
            yield
    if "inbox" not in pack.url or not pack.locators("message.row"):
        return
    every = list(enumerate(await inbox(sight, watch)))
    for at, row in [(at, row) for at, row in every if _is_about(sight, row, text)][:_NEWEST]:
        if row.url in visited:
            continue
        if row.url:
            sight.stay(row.url)
        if await _open_if_there(sight, watch, row.url) if row.url else await _click_row(sight, watch, at):
            yield


def _is_about(sight: Sight, row: ThreadRow, text: str) -> bool:
    message = sight.pack.message
    if message is not None and message.found_by == "subject":
        # Without a text nothing but the thread itself tells who is in it.
        return folded(row.name) == folded(writing.subject_of(text)) if text else bool(message.member)
    user = plain_handle(sight.values["user"])
    named = re.search(rf"(?<![\w.-]){re.escape(user)}(?![\w-])", row.name.casefold())
    return same_handle(row.name, user) or named is not None


async def _click_row(sight: Sight, watch: Watch, at: int) -> bool:
    """Open a thread that has no address in its row; clicking a row only shows it."""
    await _open(sight, watch, "inbox", sight.pack.address("inbox", dict(sight.values)))
    rows = await _rows(sight)
    if rows is None or await rows.count() <= at:
        return False
    with site_gate("message.row"):
        await rows.nth(at).click(timeout=_ROWS_MS)
    shown = sight.any_of("message.box")
    learned = shown is not None and await arriving.shows(shown, None, _ROWS_MS) and learn(sight) is not None
    return learned and await _is_member(sight)


async def _is_member(sight: Sight) -> bool:
    """Whether the open thread is one with `{user}`, where the pack can tell."""
    if not sight.pack.locators("message.member"):
        return True
    asks = [probes.Ask(entry, "read", hidden=True) for entry in sight.entries("message.member")]
    with site_gate("message.member"):
        return any(await probes.ask(sight.page, asks))


async def _open_if_there(sight: Sight, watch: Watch, address: str) -> bool:
    try:
        await _open(sight, watch, "thread", address)
    except SiteStop:
        raise
    except SiteError as error:
        if error.code in {"not_found", "private"}:
            return False
        raise
    learn(sight)
    return await _is_member(sight)


def _address(sight: Sight, thread: str | None) -> str | None:
    template = sight.pack.url.get("thread", "")
    values = {**sight.values, "thread": thread or ""}
    return sight.pack.address("thread", values) if thread and addresses.can_fill(template, values) else None


async def _open(sight: Sight, watch: Watch, page: str, address: str) -> None:
    if sight.pack.message is None or page not in sight.pack.url:
        raise BadInput("cannot", sight.pack.platform.title, kind="read messages")
    status = await arriving.go(sight, address)
    await arriving.arrive(sight, watch, page, status)


async def _rows(sight: Sight) -> Locator | None:
    rows = sight.any_of("message.row")
    return rows if rows is not None and await arriving.shows(rows, None, _ROWS_MS) else None


async def _which_are_ours(sight: Sight, items: Locator) -> list[bool]:
    direction = sight.pack.locators("message.direction", sight.language)
    if direction:
        return list(await asyncio.gather(*(_has(item, direction) for item in await items.all())))
    mine = sight.any_of("message.mine")
    every = await probes.places(items)
    own = set(await probes.places(mine)) if mine is not None else set()
    return [path in own for path in every]


async def _has(place: Locator, selectors: tuple[str, ...]) -> bool:
    found = [await place.locator(selector).count() for selector in selectors]
    return any(found)
