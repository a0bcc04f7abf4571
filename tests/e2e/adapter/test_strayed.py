"""A page that has left the site is not acted on, told nothing, and not believed; no link leads out of the site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from automation.platforms.adapter import Adapter
from automation.platforms.pack import Pack
from models.enums import ActionKind
from models.errors import SiteError
from tests.fakes.adapter_walks import opened, read_pack
from tests.fakes.hand_site import LIKE, SHELL, HandSite, post

pytestmark = pytest.mark.asyncio(loop_scope="module")
FORM = """<form method="post" action="/in"><input id="user"><input id="word" type="password" name="word"></form>"""
SIGN_IN = ("[stop]", '[sign_in]\nuser = "#user"\npassword = "#word"\n[stop]')
INBOX = (
    "[stop]",
    '[message]\nbox = "#box"\nsend = "#send"\nitem = "p"\nmine = "p"\nrow = "div.row"\nname = "b"\nlink = "a"\n[stop]',
)
LAST = ('box = "#box"', 'box = "#box"\nlast = "a.last"')


@pytest.fixture
def other() -> Iterator[HandSite]:
    with HandSite() as site:
        yield site


def lead(other: HandSite, path: str) -> str:
    return f'<script>location = "{other.url}{path}"</script>'


async def test_a_page_of_another_site_is_not_clicked(site: HandSite, other: HandSite, hand: Pack, page: Page) -> None:
    site.pages["/post/1"] = lead(other, "/post/1")
    other.pages["/post/1"] = post(LIKE)
    with pytest.raises(SiteError, match="wrong_page"):
        await opened(hand, page)


async def test_another_site_is_told_no_password(site: HandSite, other: HandSite, page: Page, tmp_path: Path) -> None:
    pack = read_pack(site, tmp_path, SIGN_IN)
    site.pages["/login"] = lead(other, "/login")
    other.pages["/login"] = SHELL.replace('data-me="ann"', "") % FORM
    with pytest.raises(SiteError, match="wrong_page"):
        await Adapter(pack, page, "ann").sign_in("a word of mine")
    assert other.acts == []


@pytest.mark.parametrize("out", ["file:///etc/hostname", "http://127.0.0.1:9/", "javascript:alert(1)"])
async def test_no_link_of_a_page_leads_out_of_the_site(site: HandSite, page: Page, tmp_path: Path, out: str) -> None:
    pack = read_pack(site, tmp_path, LAST)
    site.pages["/post/1"] = post(f'<ul></ul><a class="last" href="{out}">the newest</a>')
    been: list[str] = []
    page.on("framenavigated", lambda frame: been.append(frame.url))
    target = pack.target(ActionKind.COMMENT, f"{site.url}/post/1")
    with pytest.raises(SiteError, match="wrong_page"):
        await Adapter(pack, page, "ann").look(target, ActionKind.COMMENT, "Hello")
    assert been == [f"{site.url}/post/1"]


async def test_no_row_of_the_inbox_leads_out_of_the_site(
    site: HandSite, other: HandSite, page: Page, tmp_path: Path
) -> None:
    pack = read_pack(site, tmp_path, INBOX)
    site.pages["/with/bob"] = SHELL % "<p>Good evening</p>"
    site.pages["/inbox"] = SHELL % f'<div class="row"><b>bob</b><a href="{other.url}/with/bob">open</a></div>'
    target = pack.target(ActionKind.DM, f"{site.url}/u/bob")
    with pytest.raises(SiteError, match="wrong_page"):
        await Adapter(pack, page, "ann").look(target, ActionKind.DM, "Hello")
    assert page.url == f"{site.url}/inbox"
