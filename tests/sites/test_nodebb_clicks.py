"""NodeBB draws its buttons long before they work: no click may be lost there, and none made twice."""

from __future__ import annotations

import asyncio
import tomllib
from pathlib import Path

import pytest
from playwright.async_api import Page, Route

import resources
from automation.browser.contexts import open_page
from automation.platforms.pack import Pack, load_pack
from models.enums import ActionKind, Toggle
from tests.sites.hands import Hands, signed_in
from tests.sites.site import Site

pytestmark = pytest.mark.site


def frames_of(page: Page) -> list[str]:
    """Every frame that leaves a page from now on: over its websocket, or posted for as long as that is not open yet."""
    sent: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    page.on("request", lambda request: sent.append(request.post_data or ""))
    return sent


def votes_in(sent: list[str]) -> list[str]:
    """The votes among the frames, by name."""
    return [name for frame in sent for name in ("posts.upvote", "posts.unvote") if name in frame]


async def answered(page: Page, sent: list[str]) -> None:
    """Wait until the site has had, and answered, what a click has made the page say."""
    await page.wait_for_function("window.socket?.connected")
    if votes_in(sent) == ["posts.upvote"]:
        await page.locator('[component="post/upvote"].upvoted').first.wait_for()


async def with_late_script(hands: Hands, seconds: float) -> Page:
    """A page whose program comes late, while all its buttons are there."""

    async def late(route: Route) -> None:
        await asyncio.sleep(seconds)
        await route.continue_()

    page = await open_page(hands.context)
    await page.route("**/nodebb.min.js*", late)
    return page


def without_ready(site: Site, folder: Path) -> Pack:
    """The pack as somebody might write it who has not noticed that buttons are drawn too early."""
    text = resources.path("platforms/nodebb.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("[ready]")
    careless = folder / "nodebb.toml"
    careless.write_text(
        head + '[ready]\nsign_in = "#username:focus"\n\n[scope]' + rest.partition("[scope]")[2], "utf-8"
    )
    assert set(tomllib.loads(careless.read_text(encoding="utf-8"))["ready"]) == {"sign_in"}
    return load_pack("nodebb", base_url=site.base_url, file=careless)


async def test_a_button_is_clicked_once_it_works(nodebb: Site) -> None:
    async with signed_in(nodebb, "alice") as alice:
        await alice.undo(ActionKind.LIKE, nodebb.post_url)
        page = await with_late_script(alice, 2.0)
        sent = frames_of(page)
        await alice.do(page, ActionKind.LIKE, nodebb.post_url)
        assert votes_in(sent) == ["posts.upvote"]
        assert (await alice.look(ActionKind.LIKE, nodebb.post_url)).toggle is Toggle.ON
        await alice.undo(ActionKind.LIKE, nodebb.post_url)


@pytest.mark.parametrize("seconds", [0.6, 3.5])
async def test_a_click_that_came_too_early_is_never_doubled(nodebb: Site, tmp_path: Path, seconds: float) -> None:
    async with signed_in(nodebb, "alice") as careful:
        await careful.undo(ActionKind.LIKE, nodebb.second_post_url)
    async with signed_in(nodebb, "alice", pack=without_ready(nodebb, tmp_path)) as alice:
        page = await with_late_script(alice, seconds)
        sent = frames_of(page)
        await alice.do(page, ActionKind.LIKE, nodebb.second_post_url)
        await answered(page, sent)
        seen = await alice.look(ActionKind.LIKE, nodebb.second_post_url)
        assert votes_in(sent) == (["posts.upvote"] if seen.toggle is Toggle.ON else [])


async def test_a_click_that_the_page_provably_lost_is_made_once_more(nodebb: Site) -> None:
    async with signed_in(nodebb, "alice") as alice:
        await alice.undo(ActionKind.FOLLOW, "carol")
        page = await open_page(alice.context)
        sent = frames_of(page)
        await page.add_init_script(SWALLOW_THE_FIRST_CLICK)
        await alice.do(page, ActionKind.FOLLOW, "carol")
        assert await page.evaluate("window.swallowed") == 1
        assert len([frame for frame in sent if "user.follow" in frame]) == 1
        assert not [frame for frame in sent if "user.unfollow" in frame]
        assert (await alice.look(ActionKind.FOLLOW, "carol")).toggle is Toggle.ON
        await alice.undo(ActionKind.FOLLOW, "carol")


SWALLOW_THE_FIRST_CLICK = """
window.swallowed = 0;
addEventListener("click", event => {
  if (window.swallowed || !event.target.closest(".btn-morph")) return;
  window.swallowed += 1;
  event.stopImmediatePropagation();
  event.preventDefault();
}, true);
"""
