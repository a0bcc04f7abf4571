"""Walks the steps of a flow, where a pack says that a site's path differs."""

from __future__ import annotations

from playwright.async_api import Locator

from automation.platforms import arriving, writing
from automation.platforms.clicks import click_once, press_once
from automation.platforms.gates import site_gate
from automation.platforms.placeholders import fill_selector, fill_text
from automation.platforms.sight import Sight
from automation.platforms.steps import Flow, FlowVerb, Step
from models.errors import SiteError


def of(sight: Sight, verb: str) -> Flow | None:
    """The pack's flow for a verb, if it has one."""
    name: FlowVerb = verb.replace("-", "_")  # type: ignore[assignment]
    return sight.pack.flow.get(name)


async def prepare(sight: Sight, flow: Flow) -> None:
    """All steps but the last."""
    for step in flow.steps[:-1]:
        await _walk(sight, step)


async def commit(sight: Sight, flow: Flow) -> None:
    """The last step, once."""
    step = flow.steps[-1]
    target = await _where(sight, step)
    if step.verb == "press":
        await press_once(target, step.key or "Enter", step.locator[0])
    else:
        await click_once(target, step.locator[0])


async def _walk(sight: Sight, step: Step) -> None:
    if step.verb == "goto":
        await arriving.go(sight, sight.pack.address(step.goto or "", dict(sight.values)))
        return
    if step.verb == "upload":
        await _upload(sight, step)
        return
    name = step.locator[0]
    target = await _where(sight, step)
    value = fill_text(step.value or "", sight.values)
    if step.verb in {"fill", "type"}:
        await writing.fill(target, value, name, typed=step.verb == "type")
        return
    with site_gate(name):
        if step.verb == "click":
            await target.click(timeout=writing.APPEARS_MS)
        elif step.verb == "press":
            await target.press(step.key or "Enter", timeout=writing.APPEARS_MS)
        elif step.verb == "choose":
            await target.select_option(value, timeout=writing.APPEARS_MS)
        elif step.verb == "scroll":
            await target.scroll_into_view_if_needed(timeout=writing.APPEARS_MS)


async def _upload(sight: Sight, step: Step) -> None:
    # A file input is hardly ever visible.
    field = sight.union(_entries(sight, step), visible=False)
    assert field is not None
    with site_gate(step.locator[0]):
        await field.set_input_files(fill_text(step.value or "", sight.values), timeout=writing.APPEARS_MS)


async def _where(sight: Sight, step: Step) -> Locator:
    entries = _entries(sight, step)
    union = sight.union(entries)
    assert union is not None
    if not await arriving.shows(union, None, writing.APPEARS_MS):
        raise SiteError("locator_missing", locator=step.locator[0])
    for entry in entries:
        shown = sight.visible(entry)
        with site_gate(step.locator[0]):
            count = await shown.count()
        if count > 1:
            raise SiteError("ambiguous", locator=step.locator[0], count=count)
        if count:
            return shown
    raise SiteError("locator_missing", locator=step.locator[0])


def _entries(sight: Sight, step: Step) -> list[str]:
    """A step names a locator of the pack, or says a selector itself."""
    found: list[str] = []
    for each in step.locator:
        if sight.pack.locators(each, sight.language):
            found += sight.entries(each)
        else:
            found.append(fill_selector(each, sight.values))
    return found
