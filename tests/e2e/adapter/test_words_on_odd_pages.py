"""Boxes that cut, comments that look alike, questions before the last click."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from automation.platforms.pack import Pack
from models.enums import ActionKind
from models.errors import SiteError
from tests.fakes.adapter_walks import opened, walk
from tests.fakes.hand_site import HandSite, post

pytestmark = pytest.mark.asyncio(loop_scope="module")
K = ActionKind


async def test_a_missing_box_is_named_and_the_page_kept(
    site: HandSite, hand: Pack, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("automation.platforms.writing.APPEARS_MS", 2_000)
    site.pages["/post/1"] = post("no box here")
    adapter = await opened(hand, page, ActionKind.COMMENT)
    await adapter.observe(ActionKind.COMMENT, "hi")
    with pytest.raises(SiteError) as caught:
        await adapter.prepare(ActionKind.COMMENT, "hi")
    assert (caught.value.code, caught.value.facts["locator"]) == ("locator_missing", "comment.box")
    assert "no box here" in await adapter.saved_page()


async def test_a_box_that_cuts_the_text_is_an_error(site: HandSite, hand: Pack, page: Page) -> None:
    site.pages["/post/1"] = post(
        "<textarea id=box oninput='value = value.slice(0, 5)'></textarea><button id=send>Send</button>"
    )
    adapter = await opened(hand, page, ActionKind.COMMENT)
    await adapter.observe(ActionKind.COMMENT, "longer than five")
    with pytest.raises(SiteError, match="text_not_filled"):
        await adapter.prepare(ActionKind.COMMENT, "longer than five")


async def test_only_our_own_comment_goes_and_a_question_is_answered(site: HandSite, hand: Pack, page: Page) -> None:
    row = "<li><a>%s</a> <span class=text>%s</span> <button class=delete onclick='gone(this)'>x</button></li>"
    script = """<script>function gone(b) { if (!confirm('Sure?')) return;
      fetch('/acts', {method: 'POST', body: 'gone'}).then(() => b.parentNode.remove()); }</script>"""
    rows = row % ("bob", "hello") + row % ("ann", "other") + row % ("ann", "hello")
    site.pages["/post/1"] = post(f"<ul>{rows}</ul>{script}")
    kind = ActionKind.DELETE_COMMENT
    adapter = await opened(hand, page, kind)
    assert (await walk(adapter, kind, "hello")).found
    assert site.acts == ["gone"]
    assert await page.locator("li").count() == 2
    assert "ann other" in " ".join((await page.locator("ul").inner_text()).split())
    assert (await adapter.observe(kind, "hello")).found is False
    with pytest.raises(SiteError, match="own_text_missing"):
        await adapter.prepare(kind, "hello")


async def test_two_equal_comments_are_not_told_apart(site: HandSite, hand: Pack, page: Page) -> None:
    row = "<li><a>ann</a> <span class=text>twice</span> <button class=delete>x</button></li>"
    site.pages["/post/1"] = post(f"<ul>{row}{row}</ul>")
    adapter = await opened(hand, page, ActionKind.DELETE_COMMENT)
    seen = await adapter.observe(ActionKind.DELETE_COMMENT, "twice")
    assert seen.counts == {"mine": 2}
    with pytest.raises(SiteError, match="ambiguous"):
        await adapter.prepare(ActionKind.DELETE_COMMENT, "twice")


async def test_a_question_nobody_meant_is_declined(site: HandSite, hand: Pack, page: Page) -> None:
    asks = "<script>document.body.dataset.answer = confirm('Delete everything?')</script>"
    site.pages["/post/1"] = post("words" + asks)
    await opened(hand, page, ActionKind.COMMENT)
    assert await page.locator("body").get_attribute("data-answer") == "false"


async def test_two_boxes_are_an_error(site: HandSite, hand: Pack, page: Page) -> None:
    site.pages["/post/1"] = post(
        "<textarea id=box></textarea><textarea id=box></textarea><button id=send>Send</button>"
    )
    adapter = await opened(hand, page, ActionKind.COMMENT)
    await adapter.observe(ActionKind.COMMENT, "hi")
    with pytest.raises(SiteError) as caught:
        await adapter.prepare(ActionKind.COMMENT, "hi")
    assert (caught.value.code, caught.value.facts["locator"]) == ("ambiguous", "comment.box")
