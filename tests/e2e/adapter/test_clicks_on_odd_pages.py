"""On pages that misbehave the adapter clicks once, and only where it is sure."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from automation.platforms.pack import Pack
from models.enums import ActionKind, Toggle
from models.errors import BadInput, SiteError
from tests.fakes.adapter_walks import LIKES, opened, walk
from tests.fakes.hand_site import LIKE, HandSite, post

pytestmark = pytest.mark.asyncio(loop_scope="module")
K = ActionKind


async def test_a_like_is_one_act_and_shows(site: HandSite, hand: Pack, page: Page) -> None:
    site.pages["/post/1"] = post(LIKE)
    adapter = await opened(hand, page)
    seen = await walk(adapter)
    assert (seen.toggle, seen.identity) == (Toggle.OFF, "ann")
    assert site.acts == ["like"]
    assert (await adapter.observe(LIKES)).toggle is Toggle.ON
    assert await adapter.refused(LIKES) is None
    with pytest.raises(SiteError, match="already"):
        await adapter.prepare(LIKES)


async def test_opening_and_looking_send_nothing(site: HandSite, hand: Pack, page: Page) -> None:
    site.pages["/post/1"] = post(LIKE)
    adapter = await opened(hand, page)
    await adapter.observe(LIKES)
    await adapter.look(hand.target(LIKES, f"{site.url}/post/1"), LIKES)
    await adapter.prepare(LIKES)
    assert site.acts == []
    assert not adapter.clicked


async def test_a_flickering_page_is_waited_for(site: HandSite, hand: Pack, page: Page) -> None:
    # There and gone with every look at it, so that no luck of timing decides; after a dozen looks it is on.
    flicker = """<script>let n = 0; const b = document.querySelector('button'), real = b.checkVisibility;
      Element.prototype.checkVisibility = function (how) { if (this === b && n < 12) b.hidden = n++ % 2;
        if (n === 12) { b.hidden = false; b.setAttribute('aria-pressed', 'true'); } return real.call(this, how); };
      </script>"""
    site.pages["/post/1"] = post(LIKE + flicker)
    assert (await (await opened(hand, page)).observe(LIKES)).toggle is Toggle.ON


async def test_a_page_that_never_rests_is_never_clicked(site: HandSite, hand: Pack, page: Page) -> None:
    restless = """<script>const b = document.querySelector('button');
      setInterval(() => b.remove() || document.querySelector('article').prepend(b) ||
        b.setAttribute('aria-pressed', Math.random() < .5), 40);</script>"""
    both = LIKE + '<button class="like" aria-pressed="true">Liked</button>'
    site.pages["/post/1"], site.pages["/post/2"] = post(LIKE + restless), post(both, "2")
    for slug in ("1", "2"):
        adapter = await opened(hand, page, slug=slug)
        if (await adapter.observe(LIKES)).toggle is Toggle.UNKNOWN:
            with pytest.raises(SiteError, match="toggle_unknown"):
                await adapter.prepare(LIKES)
        else:
            assert slug == "1"  # two equal samples by chance
    assert site.acts == []


async def test_two_candidates_are_an_error(site: HandSite, hand: Pack, page: Page) -> None:
    site.pages["/post/1"] = post(LIKE + LIKE)
    with pytest.raises(SiteError) as caught:
        await (await opened(hand, page)).observe(LIKES)
    assert (caught.value.code, caught.value.facts["locator"], caught.value.facts["count"]) == (
        "ambiguous",
        "like.off",
        2,
    )
    assert site.acts == []


async def test_a_fallback_waits_until_the_page_is_ready(site: HandSite, hand: Pack, page: Page) -> None:
    half = """<ul><li><button class="heart" onclick="fetch('/acts', {method: 'POST', body: 'wrong'})">of a comment
      </button></li></ul><div></div><script>const main = document.querySelector('main'); main.className = '';
      setTimeout(() => { main.className = 'ready'; document.querySelector('div').innerHTML = '<button class="like"' +
        ' aria-pressed="false" onclick="act(this)">Like</button>'; }, 500);</script>"""
    site.pages["/post/1"] = post(half + LIKE.partition("</button>")[2])
    await walk(await opened(hand, page))
    assert site.acts == ["like"]


async def test_a_lost_click_is_made_once_more(site: HandSite, hand: Pack, page: Page) -> None:
    deaf = (
        LIKE.replace("onclick", "data-later")
        + """<script>const b = document.querySelector('button');
      b.addEventListener('click', () => setTimeout(() => { b.onclick = () => act(b); }), {once: true});</script>"""
    )
    site.pages["/post/1"] = post(deaf)
    adapter = await opened(hand, page)
    await walk(adapter)
    assert site.acts == ["like"]
    assert (await adapter.observe(LIKES)).toggle is Toggle.ON


ASKS_LATE = (
    LIKE.replace("fetch(", "late(")
    + """<script>
  const late = (...what) => new Promise(done => setTimeout(done, 900)).then(() => fetch(...what));</script>"""
)
SHOWS_FIRST = (
    LIKE.replace("fetch(", "first(b, ")
    + """<script>const first = (b, ...what) => {
  b.setAttribute('aria-pressed', 'true'); setTimeout(() => fetch(...what), 2500);
  return new Promise(() => 0); };</script>"""
)
WAS_BUSY = (
    LIKE.replace("fetch(", "never(")
    + """<script>fetch('/hangs', {method: 'POST'});
  const never = () => new Promise(() => 0);</script>"""
)


@pytest.mark.parametrize("slow", [ASKS_LATE, SHOWS_FIRST, WAS_BUSY], ids=["asks late", "shows first", "was busy"])
async def test_a_slow_page_is_not_clicked_again(
    site: HandSite, hand: Pack, page: Page, slow: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("automation.platforms.clicks.IGNORED_MS", 30_000)  # a busy machine is slower than the page
    counted = '<script>window.clicks = 0; addEventListener("click", () => clicks++, true);</script>'
    site.pages["/post/1"] = post(counted + slow)
    await page.route("**/hangs", lambda route: None)
    await walk(await opened(hand, page))
    assert await page.evaluate("clicks") == 1
    await page.unroute_all(behavior="ignoreErrors")


async def test_a_covered_button_is_certainly_not_clicked(
    site: HandSite, hand: Pack, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("automation.platforms.clicks.CLICK_MS", 800)
    site.pages["/post/1"] = post(LIKE + '<div style="position:fixed;inset:0">in the way</div>')
    adapter = await opened(hand, page)
    await adapter.observe(LIKES)
    await adapter.prepare(LIKES)
    with pytest.raises(SiteError, match="not_clickable"):
        await adapter.commit(LIKES)
    assert not adapter.clicked
    assert site.acts == []
    with pytest.raises(BadInput, match="not_prepared"):
        await adapter.commit(LIKES)


async def test_a_refusal_is_read(site: HandSite, hand: Pack, page: Page) -> None:
    no = LIKE.replace(
        "b.setAttribute('aria-pressed', 'true')", "b.insertAdjacentHTML('afterend', '<p class=refused>Too fast</p>')"
    )
    site.pages["/post/1"] = post(no)
    adapter = await opened(hand, page)
    await walk(adapter)
    assert await adapter.refused(LIKES) == "Too fast"


async def test_shadow_trees_hide_nothing(site: HandSite, hand: Pack, page: Page) -> None:
    site.pages["/post/1"] = post("""<div></div><script>
      const root = document.querySelector('div').attachShadow({mode: 'open'});
      root.innerHTML = '<button class="like" aria-pressed="false">Like</button>';
      const b = root.querySelector('button'); b.onclick = () => fetch('/acts', {method: 'POST', body: 'like'})
        .then(() => b.setAttribute('aria-pressed', 'true'));</script>""")
    adapter = await opened(hand, page)
    assert (await walk(adapter)).toggle is Toggle.OFF
    assert site.acts == ["like"]
    assert (await adapter.observe(LIKES)).toggle is Toggle.ON
