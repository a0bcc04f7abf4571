"""Signing in, and all that ends an act, on the practice network."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from automation.browser.pool import BrowserPool
from automation.platforms.adapter import Adapter
from automation.platforms.pack import Pack
from automation.practice.server import PracticeServer
from models.enums import ActionKind
from models.errors import BadInput, SiteError, SiteStop
from tests.fakes.adapter_walks import Walk

pytestmark = pytest.mark.asyncio(loop_scope="module")
K = ActionKind


async def test_signed_out_in_the_middle(network: PracticeServer, practice: Pack, alice: Page) -> None:
    walk = Walk(practice, alice, K.LIKE, "12")
    await walk.begin()
    network.control("sign_out", user="alice")
    with pytest.raises(SiteStop, match="signed_out"):
        await walk.end()
    with pytest.raises(SiteStop, match="signed_out"):
        await Walk(practice, alice, K.LIKE, "12").begin()
    await Adapter(practice, alice, "alice").sign_in("practice-alice")


async def test_somebody_else_is_signed_in(practice: Pack, alice: Page) -> None:
    with pytest.raises(SiteStop) as caught:
        await Adapter(practice, alice, "bob").open(
            practice.target(K.LIKE, f"{practice.platform.base_url}/posts/3"), K.LIKE
        )
    assert (caught.value.code, caught.value.subject) == ("identity_differs", "alice")


async def test_signing_in(network: PracticeServer, practice: Pack, pool: BrowserPool) -> None:
    async with pool.page("bob") as page:
        adapter = Adapter(practice, page, "bob")
        assert await adapter.identity() is None
        with pytest.raises(SiteError) as caught:
            await adapter.sign_in("not the word")
        assert caught.value.code == "wrong_password"
        assert "not the word" not in repr(caught.value.facts) + str(caught.value)
        network.control("challenge", user="bob")
        with pytest.raises(SiteStop, match="challenged"):
            await adapter.sign_in("practice-bob")
        network.control("clear")
        network.control("second_factor", user="bob")
        await pool.forget("bob")
    async with pool.page("bob") as page:
        with pytest.raises(SiteStop, match="second_factor"):
            await Adapter(practice, page, "bob").sign_in("practice-bob")
        network.control("clear")
        await pool.forget("bob")
    async with pool.page("bob") as page:
        adapter = Adapter(practice, page, "bob")
        await adapter.sign_in("practice-bob")
        await adapter.sign_in("practice-bob")
        assert await adapter.identity() == "bob"
    await pool.forget("bob")


async def test_a_session_is_kept_and_taken_up_again(practice: Pack, alice: Page, pool: BrowserPool) -> None:
    state = await pool.storage_state("alice")
    async with pool.page("second", state) as other:
        assert await Adapter(practice, other, "alice").identity() == "alice"
    await pool.forget("second")


@pytest.mark.parametrize(
    ("fault", "code"),
    [("rate_limit", "rate_limited"), ("challenge", "challenged"), ("suspend", "suspended")],
)
async def test_what_stops_an_act(network: PracticeServer, practice: Pack, alice: Page, fault: str, code: str) -> None:
    network.control(fault, user="alice")
    with pytest.raises(SiteStop) as caught:
        await Walk(practice, alice, K.LIKE, "3").both()
    assert caught.value.code == code


async def test_a_dead_link_that_shows_the_home_feed(network: PracticeServer, practice: Pack, alice: Page) -> None:
    number = network.control("publish", user="bob", text="soon gone")["post"]
    network.control("remove_post", post=number)
    network.control("wrong_page", user="alice")
    with pytest.raises(SiteError, match="not_found"):
        await Walk(practice, alice, K.LIKE, str(number)).begin()


async def test_what_is_not_there(practice: Pack, alice: Page) -> None:
    for kind, target in ((K.LIKE, "99999"), (K.FOLLOW, "@nobody_here")):
        with pytest.raises(SiteError, match="not_found"):
            await Walk(practice, alice, kind, target).begin()
    with pytest.raises(BadInput, match="url_other_platform"):
        practice.target(K.LIKE, "https://example.social/posts/3")


async def test_a_renamed_site_is_named_not_guessed(network: PracticeServer, practice: Pack, alice: Page) -> None:
    network.control("dialect", name="renamed")
    with pytest.raises(SiteError) as caught:
        await Walk(practice, alice, K.LIKE, "3").begin()
    assert caught.value.code in {"signed_out", "not_found", "locator_missing", "page_unready"}
