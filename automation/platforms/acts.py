"""Everything before the last click of an act, and that click."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from playwright.async_api import ElementHandle, Locator

from automation.platforms import arriving, flows, toggles, writing
from automation.platforms.clicks import click_once, press_once, was_ignored
from automation.platforms.gates import site_gate
from automation.platforms.looking import Seen
from automation.platforms.sections import Comment, Message
from automation.platforms.sight import Sample, Sight
from automation.platforms.watch import Mark
from models.enums import TOGGLES, ActionKind, Toggle
from models.errors import BadInput, SiteError


@dataclass(frozen=True, slots=True)
class Last:
    """What the last click is made on; with a key it is pressed instead. `sample` allows the proof of a lost click."""

    target: Locator | ElementHandle | None
    name: str
    key: str | None = None
    sample: Sample | None = None


async def prepare(sight: Sight, kind: ActionKind, text: str | None, seen: Seen | None) -> Last:
    """Do all that comes before the last click, and say what that is to be made on.

    Raises SiteError `toggle_unknown`, `already`, `locator_missing`, `ambiguous`, `text_not_filled`, `own_text_missing`.
    """
    if kind in TOGGLES:
        _check_state(kind, seen)
    flow = flows.of(sight, kind.value)
    if flow is not None:
        sight.values = {**sight.values, "text": text or ""}
        await flows.prepare(sight, flow)
        return Last(None, kind.value)
    if kind in TOGGLES:
        return await _toggle(sight, kind, seen)
    if kind is ActionKind.COMMENT:
        return await _comment(sight, text or "")
    if kind is ActionKind.DELETE_COMMENT:
        return await _delete(sight, text or "")
    if kind is ActionKind.DM:
        return await _message(sight, text or "")
    raise BadInput("cannot", sight.pack.platform.title, kind=kind.value)


async def commit(sight: Sight, kind: ActionKind, last: Last, mark: Mark) -> None:
    """The last click, once; once more only for a toggle whose page provably ignored the first."""
    flow = flows.of(sight, kind.value)
    if flow is not None:
        await flows.commit(sight, flow)
        return
    assert last.target is not None
    if last.key is not None:
        await press_once(last.target, last.key, last.name)
        return
    await click_once(last.target, last.name)
    if last.sample is not None and await was_ignored(sight, mark, last.sample):
        await click_once(last.target, last.name)


def _check_state(kind: ActionKind, seen: Seen | None) -> None:
    state = seen.toggle if seen else None
    if state in {None, Toggle.UNKNOWN}:
        raise SiteError("toggle_unknown", kind=kind.value)
    if state is toggles.WANTED[kind]:
        raise SiteError("already", kind=kind.value)


async def _toggle(sight: Sight, kind: ActionKind, seen: Seen | None) -> Last:
    section, wanted = toggles.SECTION[kind], toggles.WANTED[kind]
    table = getattr(sight.pack, section)
    assert seen is not None
    assert seen.sample is not None
    if table.menu:
        await writing.press_button(sight, f"{section}.menu")
    first, last = toggles.first_name(table, section, wanted), toggles.last_name(table, section, wanted)
    found = seen.sample.found.get(first)
    button = sight.chosen(first, found) if found else await sight.resolve(first, writing.APPEARS_MS)
    if first == last:
        return Last(button, first, sample=seen.sample)
    with site_gate(first):
        await button.click(timeout=writing.APPEARS_MS)
    return Last(await sight.resolve(last, writing.APPEARS_MS), last)


async def _comment(sight: Sight, text: str) -> Last:
    comment: Comment | None = sight.pack.comment
    assert comment is not None
    box = await writing.open_box(sight, "comment")
    return await _fill_and_find(sight, box, text, "comment.submit", comment.typed)


async def _delete(sight: Sight, text: str) -> Last:
    comment: Comment | None = sight.pack.comment
    assert comment is not None
    item = await writing.own_item(sight, "comment", text)
    with site_gate("comment.mine"):
        await item.scroll_into_view_if_needed(timeout=writing.APPEARS_MS)
        await item.hover(timeout=writing.APPEARS_MS)  # some sites show the button only then
    if comment.delete_menu:
        menu = await writing.within(item, sight, "comment.delete_menu")
        with site_gate("comment.delete_menu"):
            await menu.click(timeout=writing.APPEARS_MS)
    button = await writing.within(item, sight, "comment.delete")
    if not comment.delete_confirm:
        return Last(button, "comment.delete")
    with site_gate("comment.delete"):
        await button.click(timeout=writing.APPEARS_MS)
    return Last(await sight.resolve("comment.delete_confirm", writing.APPEARS_MS), "comment.delete_confirm")


async def _message(sight: Sight, text: str) -> Last:
    message: Message | None = sight.pack.message
    assert message is not None
    if message.open:
        await _open_message(sight)
    await writing.choose_recipient(sight, message, sight.values["user"])
    if message.subject:
        subject = await sight.resolve("message.subject", writing.APPEARS_MS)
        await writing.fill(subject, writing.subject_of(text), "message.subject")
    box = await sight.resolve("message.box", writing.APPEARS_MS)
    if not message.send:
        await writing.fill(box, text, "message.box", message.typed)
        return Last(box, "message.box", key="Enter")
    return await _fill_and_find(sight, box, text, "message.send", message.typed)


async def _fill_and_find(sight: Sight, box: Locator, text: str, last: str, typed: bool) -> Last:
    """Fill the box; the button of the last click is looked up meanwhile."""
    name = last.partition(".")[0] + ".box"
    _, button = await asyncio.gather(writing.fill(box, text, name, typed), sight.resolve(last, writing.APPEARS_MS))
    return Last(button, last)


async def _open_message(sight: Sight) -> None:
    """Click what shows the box, unless it is there already."""
    shown = (await sight.sample(["message.box"])).found["message.box"].places
    if not shown:
        await writing.press_button(sight, "message.open")
        next_box = sight.any_of("message.recipient", "message.box")
        if next_box is not None:
            await arriving.shows(next_box, None, writing.APPEARS_MS)
