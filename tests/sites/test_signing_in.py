"""Doors of real sites: wrong words are told from too many tries, and somebody else's session from ours."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import BrowserContext, async_playwright

from automation.browser.contexts import close_page, new_context, open_page
from automation.browser.launcher import launch
from automation.platforms.adapter import Adapter
from automation.platforms.pack import load_pack
from models.enums import ActionKind
from models.errors import SiteError, SiteStop
from tests.sites.hands import signed_in
from tests.sites.site import Site

pytestmark = pytest.mark.site
TRIES_BEFORE_THE_DOOR_CLOSES = 5


@pytest.fixture
async def context() -> AsyncIterator[BrowserContext]:
    """A stranger's browser."""
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        yield await new_context(browser)
        await browser.close()


async def knock(context: BrowserContext, site: Site, handle: str, password: str) -> SiteError:
    """Try to sign in with words that must not open the door."""
    page = await open_page(context)
    with pytest.raises(SiteError) as told:
        await Adapter(load_pack(site.slug, base_url=site.base_url), page, handle).sign_in(password)
    await close_page(page)
    return told.value


async def test_a_wrong_password_is_called_that(site: Site, context: BrowserContext) -> None:
    assert (await knock(context, site, "carol", "not-her-password")).code == "wrong_password"


async def test_too_many_tries_belong_to_a_person(strict_spirit: Site, context: BrowserContext) -> None:
    codes = [
        (await knock(context, strict_spirit, "carol", "not-her-password")).code
        for _ in range(TRIES_BEFORE_THE_DOOR_CLOSES + 1)
    ]
    assert codes == ["wrong_password"] * TRIES_BEFORE_THE_DOOR_CLOSES + ["rate_limited"]


async def test_a_session_of_somebody_else_stops_the_act(site: Site) -> None:
    async with signed_in(site, "carol") as carol:
        adapter = Adapter(carol.pack, await open_page(carol.context), "alice")
        with pytest.raises(SiteStop) as told:
            await adapter.open(carol.pack.target(ActionKind.LIKE, site.post_url), ActionKind.LIKE)
        assert told.value.code == "identity_differs"


async def test_a_dead_address_is_told_from_a_signed_out_session(site: Site, context: BrowserContext) -> None:
    nowhere = site.base_url + "/topic/99999/nowhere" + ("/" if site.slug == "spirit" else "")
    async with signed_in(site, "carol") as carol:
        with pytest.raises(SiteError) as dead:
            await carol.look(ActionKind.LIKE, nowhere)
    stranger = Adapter(carol.pack, await open_page(context), "carol")
    with pytest.raises(SiteError) as out:
        await stranger.open(carol.pack.target(ActionKind.LIKE, site.post_url), ActionKind.LIKE)
    assert (dead.value.code, out.value.code) == ("not_found", "signed_out")
