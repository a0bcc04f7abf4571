"""What Spirit does to words: refuses them, drops them, turns the page over, and draws them as markdown."""

from __future__ import annotations

import re
import secrets

import pytest

from automation.browser.contexts import close_page, open_page
from automation.platforms.adapter import Adapter
from models.enums import ActionKind
from tests.sites.hands import Hands, signed_in
from tests.sites.site import Site

pytestmark = pytest.mark.site
COMMENTS_ON_A_PAGE = 20


@pytest.fixture
def mark() -> str:
    """A word that no run before has written: the site may have been running for long."""
    return secrets.token_hex(4)


async def comment(hands: Hands, url: str, text: str) -> Adapter:
    """Write one comment on a page of its own, up to and past the last click."""
    page = await open_page(hands.context)
    adapter = await hands.do(page, ActionKind.COMMENT, url, text)
    await close_page(page)
    return adapter


async def test_a_comment_that_comes_too_soon_is_known_not_to_be_there(strict_spirit: Site, mark: str) -> None:
    too_soon = f"And at once some more words {mark}"
    async with signed_in(strict_spirit, "alice") as alice:
        await comment(alice, strict_spirit.post_url, f"The first words of this minute {mark}")
        page = await open_page(alice.context)
        second = await alice.do(page, ActionKind.COMMENT, strict_spirit.post_url, too_soon)
        assert re.search("too many", await second.refused(ActionKind.COMMENT) or "", re.IGNORECASE)
        seen = await alice.look(ActionKind.COMMENT, strict_spirit.post_url, too_soon)
        assert seen.found is False


async def test_the_same_words_again_are_dropped_and_counted_once(spirit: Site, mark: str) -> None:
    text = f"Twice the same words {mark}"
    async with signed_in(spirit, "carol") as carol:
        for _ in range(2):
            await comment(carol, spirit.second_post_url, text)
        seen = await carol.look(ActionKind.COMMENT, spirit.second_post_url, text)
        assert dict(seen.counts)["mine"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "He said “hello” & <b>left</b> 😀",
        "שלום עולם, مرحبا",
        "one line\nand another",
        "*stars* and _lines_ at https://x.example",
    ],
)
async def test_words_are_found_again_however_they_are_drawn(spirit: Site, mark: str, text: str) -> None:
    text = f"{text} {mark}"
    async with signed_in(spirit, "carol") as carol:
        await comment(carol, spirit.post_url, text)
        assert (await carol.look(ActionKind.COMMENT, spirit.post_url, text)).found is True


async def fill_the_page(hands: Hands, url: str, mark: str) -> None:
    """Write as many comments as fit on a page, straight through the site's form."""
    cookies = {cookie["name"]: cookie["value"] for cookie in await hands.context.cookies()}
    topic = hands.pack.target(ActionKind.COMMENT, url).external_id
    for number in range(COMMENTS_ON_A_PAGE):
        reply = await hands.context.request.post(
            hands.pack.site.absolute(f"/comment/{topic}/publish/"),
            form={"comment": f"Loaf {mark} number {number}", "csrfmiddlewaretoken": cookies["csrftoken"]},
        )
        assert reply.ok


async def test_a_comment_on_the_second_page_is_found(spirit: Site, mark: str) -> None:
    url = spirit.base_url + spirit.posts["Sourdough bread tips"]
    async with signed_in(spirit, "bob") as bob:
        await fill_the_page(bob, url, mark)
        await comment(bob, url, f"The last loaf {mark}")
        newest = await bob.look(ActionKind.COMMENT, url, f"The last loaf {mark}")
        unwritten = await bob.look(ActionKind.COMMENT, url, f"Another loaf {mark}")
        assert (newest.found, unwritten.found) == (True, False)
