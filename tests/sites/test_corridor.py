"""From the command line to a real site and back: acts happen once, and somebody else sees them there."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from automation.browser.contexts import open_page
from automation.platforms.adapter import Adapter
from models.enums import ActionKind
from tests.sites.command_line import Operator, operator_of
from tests.sites.hands import signed_in
from tests.sites.site import Site

pytestmark = pytest.mark.site

# How another person sees the likes of a post.
LIKES = {
    "spirit": ("#c1 .js-like, #c1 .comment-like", r"\d+"),
    "nodebb": ('[data-index="0"] [component="post/vote-count"]', r"-?\d+"),
}


async def likes_seen(page: Page, site: Site) -> int:
    """The likes of bob's post, as this page's reader sees them."""
    await page.goto(site.post_url)
    shown = await page.locator(LIKES[site.slug][0]).first.inner_text()
    return int("".join(sign for sign in shown if sign.isdigit()))


async def open_row(row: Locator, words: Locator) -> None:
    """Click a row until the words that it leads to are there: NodeBB draws its rows before they work."""
    while not await words.is_visible():
        await row.click()
        with suppress(PlaywrightTimeout):
            await words.wait_for(timeout=3_000)


def gist(receipt: dict[str, Any]) -> tuple[str, str]:
    """State and verdict of a receipt."""
    return receipt["action"]["state"], (receipt["verdict"] or {}).get("answer", "")


@pytest.fixture(scope="module", params=["spirit", "nodebb"])
def site(request: pytest.FixtureRequest) -> Site:
    """Each of the sites, running."""
    running: Site = request.getfixturevalue(request.param)
    return running


@pytest.fixture(scope="module")
def alice(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Operator:
    """Alice's operator, with her like taken back if an earlier run left it."""
    operator = operator_of(site, "alice", tmp_path_factory.mktemp(site.slug))
    assert operator.act("unlike", site.post_url)["action"]["state"] in {"confirmed", "skipped"}
    return operator


async def test_a_like_happens_once_and_others_see_it(site: Site, alice: Operator) -> None:
    async with signed_in(site, "carol") as carol:
        page = await open_page(carol.context)
        before = await likes_seen(page, site)
        first, again = alice.act("like", site.post_url), alice.act("like", site.post_url)
        assert gist(first) == ("confirmed", "confirmed")
        assert again["action"]["id"] == first["action"]["id"]
        assert len(again["attempts"]) == 1
        assert await likes_seen(page, site) == before + 1
        assert Path(first["evidence"]["before"]).is_file()
        assert Path(first["evidence"]["after"]).is_file()
        assert alice.do("audit", "verify")["ok"] is True


async def test_a_comment_is_there_for_others(site: Site, alice: Operator) -> None:
    text = f"Words for everybody {secrets.token_hex(4)} 😀"
    assert gist(alice.act("comment", site.post_url, "--text", text)) == ("confirmed", "confirmed")
    async with signed_in(site, "carol") as carol:
        page = await open_page(carol.context)
        said = await Adapter(carol.pack, page, "carol").comments(carol.pack.target(ActionKind.COMMENT, site.post_url))
        assert [one.author for one in said if one.text == text] == ["alice"]


async def test_a_message_is_read_by_its_recipient(site: Site, alice: Operator) -> None:
    text = f"Words for bob alone {secrets.token_hex(4)}"
    receipt = alice.act("dm", "bob", "--text", text)
    assert gist(receipt) == ("confirmed", "confirmed")
    assert receipt["evidence"]["sealed"] is True
    async with signed_in(site, "bob") as bob:
        page = await open_page(bob.context)
        await page.goto(site.base_url + bob.pack.url["inbox"].format(me="bob"))
        row = page.get_by_text(text).or_(page.locator('[component="chat/recent/room"] .room-name')).first
        await open_row(row, page.locator(".comment__text, .message-body").get_by_text(text))
