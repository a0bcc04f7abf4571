"""What a page shows of an act: a state, our own words, figures. Nothing here clicks anything that acts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from playwright.async_api import Locator

from automation.platforms import arriving, reading, toggles, writing
from automation.platforms.gates import site_gate
from automation.platforms.sight import NOTHING, SAMPLE_GAP_S, Sample, Sight
from automation.platforms.watch import Watch
from automation.values import OpenPost
from models.enums import TOGGLES, ActionKind, Toggle
from models.errors import SiteError

SECTION = {
    **toggles.SECTION,
    ActionKind.COMMENT: "comment",
    ActionKind.DELETE_COMMENT: "comment",
    ActionKind.DM: "message",
}
# Before an act a look must be quick; after it, what is missing gets time to come.
GLANCE_MS = 0
STARE_MS = 3_000
# Where our words should be gone they are given a little time to come, in case comments are drawn late.
GONE_MS = 600


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look found."""

    toggle: Toggle | None = None
    found: bool | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    author: str | None = None
    text: str | None = None
    sample: Sample | None = None


async def observe(
    sight: Sight, kind: ActionKind, text: str | None, early: Sample | None = None, patience_ms: int = GLANCE_MS
) -> Seen:
    """What the open page shows of an act. Raises SiteError `ambiguous`."""
    if kind in TOGGLES:
        section = toggles.SECTION[kind]
        state, sample = await toggles.observe(sight, section, early)
        return Seen(toggle=state, sample=sample)
    if kind in SECTION:
        return await own_words(sight, SECTION[kind], text or "", patience_ms)
    return await figures(sight)


async def own_words(sight: Sight, section: str, text: str, patience_ms: int) -> Seen:
    """Whether our own words are there, and how often; two equal looks, and time to come where they are missing."""
    deadline = time.monotonic() + patience_ms / 1000
    try:
        before = await writing.own_count(sight, section, text)
        while True:
            await asyncio.sleep(SAMPLE_GAP_S)
            now = await writing.own_count(sight, section, text)
            if now == before and (now or time.monotonic() >= deadline):
                break
            before = now
    except SiteError as error:
        if error.code != "locator_missing":
            raise
        return Seen()  # this page is not where such things are shown
    return Seen(found=now > 0, counts={"mine": now})


async def own_words_anywhere(sight: Sight, watch: Watch, text: str, patience_ms: int = STARE_MS) -> Seen:
    """Our own comment on this page, or on the last page of a long post."""
    seen = await own_words(sight, "comment", text, GLANCE_MS if sight.pack.locators("comment.last") else patience_ms)
    if seen.found is False and await follow_last(sight, watch):
        seen = await own_words(sight, "comment", text, patience_ms)
    return seen


async def open_post(sight: Sight) -> OpenPost:
    """Author and text of the post, and whether it bears the site's mark of what is paid for."""
    marked = sight.pack.locators("post.sponsored", sight.language)
    said = await reading.at_once(sight, ["post.author", "post.text"])
    mark = (await sight.sample(["post.sponsored"])).found["post.sponsored"] if marked else NOTHING
    return OpenPost(said["post.author"], said["post.text"], bool(mark.places))


async def figures(sight: Sight) -> Seen:
    """Counts, author and text of the post."""
    said = await reading.at_once(sight, ["post.author", "post.text", *(f"post.{name}" for name in reading.COUNTS)])
    return Seen(counts=_counts(sight, "post", said), author=said["post.author"], text=said["post.text"])


async def person_figures(sight: Sight) -> dict[str, int]:
    """Counts of the person."""
    return _counts(sight, "person", await reading.at_once(sight, [f"person.{name}" for name in reading.PERSON_COUNTS]))


def _counts(sight: Sight, of: str, said: Mapping[str, str | None]) -> dict[str, int]:
    names = reading.COUNTS if of == "post" else reading.PERSON_COUNTS
    told = {name: reading.count(sight, said[f"{of}.{name}"]) for name in names}
    return {name: count for name, count in told.items() if count is not None}


def place_of(sight: Sight, scope: str) -> str | Locator | None:
    """The container of a kind of thing, to be marked; None where the page cannot have it."""
    try:
        entries = sight.entries(f"scope.{scope}")
    except SiteError:
        return None
    return entries[0] if len(entries) == 1 else sight.union(entries)


async def follow_last(sight: Sight, watch: Watch) -> bool:
    """Go where the newest comments are, where a link says so. True when the page has changed."""
    if not sight.pack.locators("comment.last"):
        return False
    sample = await sight.sample(["comment.last"])
    found = sample.found["comment.last"]
    if not found.one:
        return False
    link = sight.chosen("comment.last", found)
    with site_gate("comment.last"):
        address: str | None = await link.evaluate("el => el.href || el.closest('a[href]')?.href || null")
    if address is None:
        await writing.press_button(sight, "comment.last")
    else:
        sight.stay(address)
        status = await arriving.go(sight, address)
        await arriving.arrive(sight, watch, "post", status)
    return True
