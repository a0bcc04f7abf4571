"""What a page is not: ready, right, ours, free to go on."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page

from automation.platforms.pack import Pack
from models.enums import ActionKind, Toggle
from models.errors import SiteError, SiteStop
from tests.fakes.adapter_walks import LIKES, opened, read_pack, walk
from tests.fakes.hand_site import LIKE, SHELL, HandSite, post

pytestmark = pytest.mark.asyncio(loop_scope="module")
K = ActionKind


@pytest.mark.parametrize(
    "badge",
    [
        'style="visibility:hidden"', 'style="opacity:0"', 'style="display:none"', 'width="0" height="0"',
        'style="position:absolute;left:-9999px"',
    ],
)  # fmt: skip
async def test_an_invisible_captcha_badge_stops_nothing(site: HandSite, hand: Pack, page: Page, badge: str) -> None:
    scripts = "<script>/* captcha recaptcha try again later */</script><p>Are you human</p>"
    site.pages["/post/1"] = post(LIKE + scripts + f'<iframe title="recaptcha" {badge}></iframe>')
    assert (await (await opened(hand, page)).observe(LIKES)).toggle is Toggle.OFF


@pytest.mark.parametrize("sign", ['<iframe title="recaptcha"></iframe>', "<h2>Are you human</h2>"])
async def test_a_visible_challenge_belongs_to_a_person(site: HandSite, hand: Pack, page: Page, sign: str) -> None:
    site.pages["/post/1"] = post(LIKE + sign)
    with pytest.raises(SiteStop, match="challenged"):
        await opened(hand, page)


async def test_a_challenge_after_the_click_is_told(site: HandSite, hand: Pack, page: Page) -> None:
    asked = LIKE.replace("b.setAttribute('aria-pressed', 'true')", "b.outerHTML = '<h2>Are you human</h2>'")
    site.pages["/post/1"] = post(asked)
    adapter = await opened(hand, page)
    with pytest.raises(SiteStop, match="challenged"):
        await walk(adapter)
    assert adapter.clicked


@pytest.mark.parametrize(
    ("html", "code"),
    [
        (SHELL % "the home feed", "not_found"),
        (post(LIKE).replace('data-me="ann"', ""), "signed_out"),
        (post(LIKE).replace('data-me="ann"', 'data-me="bob"'), "identity_differs"),
        (
            post(LIKE).replace('data-me="ann"></span>', 'data-me="ann"></span><i id="me" data-me="bob"></i>'),
            "ambiguous",
        ),
        (post("a") + '<article data-id="1">b</article>', "ambiguous"),
    ],
)
async def test_the_wrong_page_is_named(site: HandSite, hand: Pack, page: Page, html: str, code: str) -> None:
    site.pages["/post/1"] = html
    with pytest.raises(SiteError) as caught:
        await opened(hand, page)
    assert caught.value.code == code


async def test_a_page_that_never_gets_ready_is_named(
    site: HandSite, hand: Pack, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("automation.platforms.arriving.READY_MS", 2_000)
    site.pages["/post/1"] = post(LIKE).replace('class="ready"', "")
    with pytest.raises(SiteError, match="page_unready"):
        await opened(hand, page)


@pytest.mark.parametrize(
    ("status", "code"), [(404, "not_found"), (403, "private"), (429, "rate_limited"), (503, "page_unreachable")]
)
async def test_a_bare_status_is_understood(site: HandSite, hand: Pack, page: Page, status: int, code: str) -> None:
    site.pages["/post/1"], site.statuses["/post/1"] = SHELL % "", status
    with pytest.raises(SiteError, match=code):
        await opened(hand, page)


async def test_being_sent_to_the_door_means_signed_out(site: HandSite, hand: Pack, page: Page) -> None:
    site.pages["/login"] = SHELL % "<form></form>"
    site.pages["/post/1"] = '<script>location = "/login"</script>'
    with pytest.raises(SiteStop, match="signed_out"):
        await opened(hand, page)


async def test_nobody_at_the_address(page: Page, tmp_path: Path) -> None:
    with HandSite() as gone:
        pack = read_pack(gone, tmp_path)
    with pytest.raises(SiteError, match="page_unreachable"):
        await opened(pack, page)


async def test_what_may_be_closed_is_closed(site: HandSite, hand: Pack, page: Page) -> None:
    button = '<button onclick="this.parentNode.remove()">Fine</button>'
    banner = f'<div id="cookies" style="position:fixed;inset:0">{button}</div>'
    site.pages["/post/1"] = post(LIKE + banner)
    await walk(await opened(hand, page))
    assert site.acts == ["like"]


async def test_labels_in_another_language_are_not_guessed(site: HandSite, page: Page, tmp_path: Path) -> None:
    pack = read_pack(site, tmp_path, ('evidence = "live"', 'evidence = "live"\nneeds_language = "en"'))
    site.pages["/post/1"] = post(LIKE).replace('lang="en"', 'lang="fr"')
    with pytest.raises(SiteError) as caught:
        await opened(pack, page)
    assert (caught.value.code, caught.value.subject) == ("wrong_language", "fr")


async def test_words_of_the_pages_own_language(site: HandSite, page: Page, tmp_path: Path) -> None:
    german = (
        '[locator."like.off"]\nde = \'button:text-is("Gefällt mir")\'\n[locator."like.on"]\nde = "button.an"\n[settle]'
    )
    pack = read_pack(site, tmp_path, ("[settle]", german))
    site.pages["/post/1"] = post("<button>Gefällt mir</button>").replace('lang="en"', 'lang="de"')
    assert (await (await opened(pack, page)).observe(LIKES)).toggle is Toggle.OFF


async def test_a_selector_that_is_none_is_named(site: HandSite, page: Page, tmp_path: Path) -> None:
    pack = read_pack(site, tmp_path, ("button.heart.on", "button[[heart"))
    site.pages["/post/1"] = post(LIKE)
    with pytest.raises(SiteError) as caught:
        await opened(pack, page)
    assert caught.value.code == "locator_broken"
