"""Fills boxes and makes sure that they hold what was asked; finds our own comments and messages again."""

from __future__ import annotations

import asyncio
import contextlib

from playwright.async_api import ElementHandle, Locator
from playwright.async_api import Error as PlaywrightError

from automation.platforms import arriving, probes
from automation.platforms.gates import as_site_error, has_moved, site_gate
from automation.platforms.own_words import Markup, folded, same_words
from automation.platforms.sections import Comment, Message
from automation.platforms.sight import Sight
from models.errors import SiteError

APPEARS_MS = 8_000
_OPENING_MS = 2_500
_OPENINGS = 3
_SUBJECT_LENGTH = 60


def subject_of(text: str) -> str:
    """The subject a message gets where the site asks for one: its first words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _SUBJECT_LENGTH else flat[:_SUBJECT_LENGTH].rpartition(" ")[0] or flat[:_SUBJECT_LENGTH]


async def fill(locator: Locator, text: str, name: str, typed: bool = False) -> None:
    """Put a text into a box and read it back. Raises SiteError `text_not_filled` where the box holds something else."""
    with site_gate(name):
        if typed:
            await locator.fill("", timeout=APPEARS_MS)
            await locator.press_sequentially(text, timeout=APPEARS_MS + 50 * len(text))
        else:
            await locator.fill(text, timeout=APPEARS_MS)
        held = (await probes.read(locator))[0] or ""
    if folded(held) != folded(text):
        raise SiteError("text_not_filled", locator=name)


async def open_box(sight: Sight, section: str) -> Locator:
    """Show the box, clicking `open` only while it is not there. Raises SiteError `locator_missing`."""
    box, opener = sight.any_of(f"{section}.box"), sight.pack.locators(f"{section}.open")
    if box is None:
        raise SiteError("locator_missing", locator=f"{section}.box", reason="the pack does not have it")
    for _ in range(_OPENINGS if opener else 0):
        # A page whose script is not there yet loses this click; it only opens a box, so it may be made again.
        if (await sight.sample([f"{section}.box"])).found[f"{section}.box"].places:
            break
        await press_button(sight, f"{section}.open")
        if await arriving.shows(box, None, _OPENING_MS):
            break
    return await sight.resolve(f"{section}.box", APPEARS_MS)


async def press_button(sight: Sight, name: str) -> None:
    """Click something that only prepares. Raises SiteError `locator_missing`, `ambiguous`, `page_failed`."""
    locator = await sight.resolve(name, APPEARS_MS)
    with site_gate(name):
        await locator.click(timeout=APPEARS_MS)


async def choose_recipient(sight: Sight, message: Message, user: str) -> None:
    """Name the recipient, and pick them from the suggestions where the site has these."""
    if message.recipient:
        field = await sight.resolve("message.recipient", APPEARS_MS)
        # Suggestions come with keys pressed, not with a value set.
        await fill(field, user, "message.recipient", typed=bool(message.choose))
    if message.choose:
        await press_button(sight, "message.choose")


async def own_count(sight: Sight, section: str, text: str) -> int:
    """How many of our own comments or messages say this text, as far as the page shows them."""
    for entry in sight.entries(f"{section}.mine"):
        for inner in sight.pack.locators(f"{section}.text", sight.language) or ("",):
            shown = sight.visible(f"{entry} >> {inner}" if inner else entry)
            try:
                told = await probes.read(shown)
            except PlaywrightError as error:
                if has_moved(error):
                    return 0
                raise as_site_error(error, f"{section}.mine") from None
            if told:
                return sum(same_words(text, words or "", markup_of(sight, section)) for words in told)
    return 0


async def own_item(sight: Sight, section: str, text: str) -> ElementHandle:
    """Our one comment or message that says this text, as an element that stays the same one.

    Raises SiteError `own_text_missing`, or `ambiguous` where there are several.
    """
    for entry in sight.entries(f"{section}.mine"):
        with site_gate(f"{section}.mine"):
            items = await sight.visible(entry).element_handles()
            told = await asyncio.gather(*(_text_of(sight, section, item) for item in items))
        markup = markup_of(sight, section)
        same = [item for item, words in zip(items, told, strict=True) if same_words(text, words, markup)]
        if len(same) > 1:
            raise SiteError("ambiguous", locator=f"{section}.mine", count=len(same))
        if same:
            return same[0]
    raise SiteError("own_text_missing", locator=f"{section}.mine")


def markup_of(sight: Sight, section: str) -> Markup:
    """How the site draws what is written."""
    found: Comment | Message | None = getattr(sight.pack, section)
    return found.markup if found else "plain"


async def _text_of(sight: Sight, section: str, item: ElementHandle) -> str:
    for selector in sight.pack.locators(f"{section}.text", sight.language):
        part = await item.query_selector(f"{selector} >> visible=true")
        if part is not None:
            return await probes.words(part)
    return await probes.words(item)


async def within(item: ElementHandle, sight: Sight, name: str) -> ElementHandle:
    """The one visible element of a name inside an item; waited for. Raises SiteError `locator_missing`, `ambiguous`."""
    whole_page = sight.pack.scope.get(name) == ("page",)
    for selector in sight.entries(name) if whole_page else sight.pack.locators(name, sight.language):
        shown = f"{selector} >> visible=true"
        with contextlib.suppress(PlaywrightError):
            if whole_page:
                await sight.page.wait_for_selector(shown, timeout=APPEARS_MS)
            else:
                await item.wait_for_selector(shown, timeout=APPEARS_MS)
        with site_gate(name):
            found = await (sight.page if whole_page else item).query_selector_all(shown)
        if len(found) > 1:
            raise SiteError("ambiguous", locator=name, count=len(found))
        if found:
            return found[0]
    raise SiteError("locator_missing", locator=name)
