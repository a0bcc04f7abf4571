"""The adapter on pages that misbehave: it clicks once and only where it is sure, and says what it saw."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page

from automation.browser.pool import BrowserPool
from automation.platforms.adapter import Adapter
from automation.platforms.pack import Pack, load_pack
from automation.values import Observation
from models.enums import ActionKind, Toggle
from models.errors import BadInput, SiteError, SiteStop
from tests.fakes.hand_site import LIKE, SHELL, HandSite, post

pytestmark = pytest.mark.asyncio(loop_scope="module")
LIKES = ActionKind.LIKE


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[BrowserPool]:
    pool = BrowserPool()
    yield pool
    await pool.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def page(pool: BrowserPool) -> AsyncIterator[Page]:
    async with pool.page("ann") as page:
        yield page
    await pool.forget("ann")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits for what will not come, cut short."""
    monkeypatch.setattr("automation.platforms.arriving.READY_MS", 2_000)
    monkeypatch.setattr("automation.platforms.arriving.PARTS_MS", 500)
    monkeypatch.setattr("automation.platforms.clicks.CLICK_MS", 800)
    monkeypatch.setattr("automation.platforms.writing.APPEARS_MS", 1_000)


@pytest.fixture
def site() -> Iterator[HandSite]:
    with HandSite() as site:
        yield site


@pytest.fixture
def pack(site: HandSite, tmp_path: Path) -> Pack:
    return read_pack(site, tmp_path)


def read_pack(site: HandSite, folder: Path, *changes: tuple[str, str]) -> Pack:
    text = site.pack_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "hand.toml").write_text(text, "utf-8")
    return load_pack("hand", file=folder / "hand.toml")


async def opened(pack: Pack, page: Page, kind: ActionKind = LIKES, slug: str = "1") -> Adapter:
    adapter = Adapter(pack, page, "ann")
    await adapter.open(pack.target(kind, f"{pack.platform.base_url}/post/{slug}"), kind)
    return adapter


async def walk(adapter: Adapter, kind: ActionKind = LIKES, text: str | None = None) -> Observation:
    """The whole act; what was seen before it."""
    seen = await adapter.observe(kind, text)
    await adapter.prepare(kind, text)
    await adapter.commit(kind, text)
    await adapter.settle(kind, text)
    return seen


async def test_a_like_is_one_act_and_shows(site: HandSite, pack: Pack, page: Page) -> None:
    site.pages["/post/1"] = post(LIKE)
    adapter = await opened(pack, page)
    seen = await walk(adapter)
    assert (seen.toggle, seen.identity) == (Toggle.OFF, "ann")
    assert site.acts == ["like"]
    assert (await adapter.observe(LIKES)).toggle is Toggle.ON
    assert await adapter.refused(LIKES) is None
    with pytest.raises(SiteError, match="already"):
        await adapter.prepare(LIKES)


async def test_opening_and_looking_send_nothing(site: HandSite, pack: Pack, page: Page) -> None:
    site.pages["/post/1"] = post(LIKE)
    adapter = await opened(pack, page)
    await adapter.observe(LIKES)
    await adapter.look(pack.target(LIKES, f"{site.url}/post/1"), LIKES)
    await adapter.prepare(LIKES)
    assert site.acts == []
    assert not adapter.clicked


async def test_a_flickering_page_is_waited_for(site: HandSite, pack: Pack, page: Page) -> None:
    flicker = """<script>const b = document.querySelector('button'); let n = 0;
      const timer = setInterval(() => { b.setAttribute('aria-pressed', n++ % 2 ? 'true' : 'false');
        if (n > 14) { clearInterval(timer); b.setAttribute('aria-pressed', 'true'); } }, 70);</script>"""
    site.pages["/post/1"] = post(LIKE + flicker)
    assert (await (await opened(pack, page)).observe(LIKES)).toggle is Toggle.ON


async def test_a_page_that_never_rests_is_never_clicked(site: HandSite, pack: Pack, page: Page) -> None:
    restless = """<script>const b = document.querySelector('button');
      setInterval(() => b.remove() || document.querySelector('article').prepend(b) ||
        b.setAttribute('aria-pressed', Math.random() < .5), 40);</script>"""
    both = LIKE + '<button class="like" aria-pressed="true">Liked</button>'
    site.pages["/post/1"], site.pages["/post/2"] = post(LIKE + restless), post(both, "2")
    for slug in ("1", "2"):
        adapter = await opened(pack, page, slug=slug)
        if (await adapter.observe(LIKES)).toggle is Toggle.UNKNOWN:
            with pytest.raises(SiteError, match="toggle_unknown"):
                await adapter.prepare(LIKES)
        else:
            assert slug == "1"  # two equal samples by chance
    assert site.acts == []


async def test_two_candidates_are_an_error(site: HandSite, pack: Pack, page: Page) -> None:
    site.pages["/post/1"] = post(LIKE + LIKE)
    with pytest.raises(SiteError) as caught:
        await (await opened(pack, page)).observe(LIKES)
    assert (caught.value.code, caught.value.facts["locator"], caught.value.facts["count"]) == (
        "ambiguous",
        "like.off",
        2,
    )
    assert site.acts == []


async def test_a_fallback_waits_until_the_page_is_ready(site: HandSite, pack: Pack, page: Page) -> None:
    half = """<ul><li><button class="heart" onclick="fetch('/acts', {method: 'POST', body: 'wrong'})">of a comment
      </button></li></ul><div></div><script>const main = document.querySelector('main'); main.className = '';
      setTimeout(() => { main.className = 'ready'; document.querySelector('div').innerHTML = '<button class="like"' +
        ' aria-pressed="false" onclick="act(this)">Like</button>'; }, 500);</script>"""
    site.pages["/post/1"] = post(half + LIKE.partition("</button>")[2])
    await walk(await opened(pack, page))
    assert site.acts == ["like"]


async def test_a_lost_click_is_made_once_more(site: HandSite, pack: Pack, page: Page) -> None:
    deaf = (
        LIKE.replace("onclick", "data-later")
        + """<script>setTimeout(() => {
      const b = document.querySelector('button'); b.onclick = () => act(b); }, 1200);</script>"""
    )
    site.pages["/post/1"] = post(deaf)
    adapter = await opened(pack, page)
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
async def test_a_slow_page_is_not_clicked_again(site: HandSite, pack: Pack, page: Page, slow: str) -> None:
    counted = '<script>window.clicks = 0; addEventListener("click", () => clicks++, true);</script>'
    site.pages["/post/1"] = post(counted + slow)
    await page.route("**/hangs", lambda route: None)
    await walk(await opened(pack, page))
    assert await page.evaluate("clicks") == 1
    await page.unroute_all(behavior="ignoreErrors")


async def test_a_covered_button_is_certainly_not_clicked(site: HandSite, pack: Pack, page: Page) -> None:
    site.pages["/post/1"] = post(LIKE + '<div style="position:fixed;inset:0">in the way</div>')
    adapter = await opened(pack, page)
    await adapter.observe(LIKES)
    await adapter.prepare(LIKES)
    with pytest.raises(SiteError, match="not_clickable"):
        await adapter.commit(LIKES)
    assert not adapter.clicked
    assert site.acts == []
    with pytest.raises(BadInput, match="not_prepared"):
        await adapter.commit(LIKES)


async def test_a_refusal_is_read(site: HandSite, pack: Pack, page: Page) -> None:
    no = LIKE.replace(
        "b.setAttribute('aria-pressed', 'true')", "b.insertAdjacentHTML('afterend', '<p class=refused>Too fast</p>')"
    )
    site.pages["/post/1"] = post(no)
    adapter = await opened(pack, page)
    await walk(adapter)
    assert await adapter.refused(LIKES) == "Too fast"


@pytest.mark.parametrize(
    "badge",
    [
        'style="visibility:hidden"', 'style="opacity:0"', 'style="display:none"', 'width="0" height="0"',
        'style="position:absolute;left:-9999px"',
    ],
)  # fmt: skip
async def test_an_invisible_captcha_badge_stops_nothing(site: HandSite, pack: Pack, page: Page, badge: str) -> None:
    scripts = "<script>/* captcha recaptcha try again later */</script><p>Are you human</p>"
    site.pages["/post/1"] = post(LIKE + scripts + f'<iframe title="recaptcha" {badge}></iframe>')
    assert (await (await opened(pack, page)).observe(LIKES)).toggle is Toggle.OFF


@pytest.mark.parametrize("sign", ['<iframe title="recaptcha"></iframe>', "<h2>Are you human</h2>"])
async def test_a_visible_challenge_belongs_to_a_person(site: HandSite, pack: Pack, page: Page, sign: str) -> None:
    site.pages["/post/1"] = post(LIKE + sign)
    with pytest.raises(SiteStop, match="challenged"):
        await opened(pack, page)


async def test_a_challenge_after_the_click_is_told(site: HandSite, pack: Pack, page: Page) -> None:
    asked = LIKE.replace("b.setAttribute('aria-pressed', 'true')", "b.outerHTML = '<h2>Are you human</h2>'")
    site.pages["/post/1"] = post(asked)
    adapter = await opened(pack, page)
    with pytest.raises(SiteStop, match="challenged"):
        await walk(adapter)
    assert adapter.clicked


@pytest.mark.parametrize(
    ("html", "code"),
    [
        (SHELL % "the home feed", "not_found"),
        (post(LIKE).replace('data-me="ann"', ""), "signed_out"),
        (post(LIKE).replace('data-me="ann"', 'data-me="bob"'), "identity_differs"),
        (post(LIKE).replace('class="ready"', ""), "page_unready"),
        (
            post(LIKE).replace('data-me="ann"></span>', 'data-me="ann"></span><i id="me" data-me="bob"></i>'),
            "ambiguous",
        ),
        (post("a") + '<article data-id="1">b</article>', "ambiguous"),
    ],
)
async def test_the_wrong_page_is_named(site: HandSite, pack: Pack, page: Page, html: str, code: str) -> None:
    site.pages["/post/1"] = html
    with pytest.raises(SiteError) as caught:
        await opened(pack, page)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("status", "code"), [(404, "not_found"), (403, "private"), (429, "rate_limited"), (503, "page_unreachable")]
)
async def test_a_bare_status_is_understood(site: HandSite, pack: Pack, page: Page, status: int, code: str) -> None:
    site.pages["/post/1"], site.statuses["/post/1"] = SHELL % "", status
    with pytest.raises(SiteError, match=code):
        await opened(pack, page)


async def test_being_sent_to_the_door_means_signed_out(site: HandSite, pack: Pack, page: Page) -> None:
    site.pages["/login"] = SHELL % "<form></form>"
    site.pages["/post/1"] = '<script>location = "/login"</script>'
    with pytest.raises(SiteStop, match="signed_out"):
        await opened(pack, page)


async def test_nobody_at_the_address(page: Page, tmp_path: Path) -> None:
    with HandSite() as gone:
        pack = read_pack(gone, tmp_path)
    with pytest.raises(SiteError, match="page_unreachable"):
        await opened(pack, page)


async def test_what_may_be_closed_is_closed(site: HandSite, pack: Pack, page: Page) -> None:
    button = '<button onclick="this.parentNode.remove()">Fine</button>'
    banner = f'<div id="cookies" style="position:fixed;inset:0">{button}</div>'
    site.pages["/post/1"] = post(LIKE + banner)
    await walk(await opened(pack, page))
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


async def test_a_missing_box_is_named_and_the_page_kept(site: HandSite, pack: Pack, page: Page) -> None:
    site.pages["/post/1"] = post("no box here")
    adapter = await opened(pack, page, ActionKind.COMMENT)
    await adapter.observe(ActionKind.COMMENT, "hi")
    with pytest.raises(SiteError) as caught:
        await adapter.prepare(ActionKind.COMMENT, "hi")
    assert (caught.value.code, caught.value.facts["locator"]) == ("locator_missing", "comment.box")
    assert "no box here" in await adapter.saved_page()


async def test_a_box_that_cuts_the_text_is_an_error(site: HandSite, pack: Pack, page: Page) -> None:
    site.pages["/post/1"] = post(
        "<textarea id=box oninput='value = value.slice(0, 5)'></textarea><button id=send>Send</button>"
    )
    adapter = await opened(pack, page, ActionKind.COMMENT)
    await adapter.observe(ActionKind.COMMENT, "longer than five")
    with pytest.raises(SiteError, match="text_not_filled"):
        await adapter.prepare(ActionKind.COMMENT, "longer than five")


async def test_only_our_own_comment_goes_and_a_question_is_answered(site: HandSite, pack: Pack, page: Page) -> None:
    row = "<li><a>%s</a> <span class=text>%s</span> <button class=delete onclick='gone(this)'>x</button></li>"
    script = """<script>function gone(b) { if (!confirm('Sure?')) return;
      fetch('/acts', {method: 'POST', body: 'gone'}).then(() => b.parentNode.remove()); }</script>"""
    rows = row % ("bob", "hello") + row % ("ann", "other") + row % ("ann", "hello")
    site.pages["/post/1"] = post(f"<ul>{rows}</ul>{script}")
    kind = ActionKind.DELETE_COMMENT
    adapter = await opened(pack, page, kind)
    assert (await walk(adapter, kind, "hello")).found
    assert site.acts == ["gone"]
    assert await page.locator("li").count() == 2
    assert "ann other" in " ".join((await page.locator("ul").inner_text()).split())
    assert (await adapter.observe(kind, "hello")).found is False
    with pytest.raises(SiteError, match="own_text_missing"):
        await adapter.prepare(kind, "hello")


async def test_two_equal_comments_are_not_told_apart(site: HandSite, pack: Pack, page: Page) -> None:
    row = "<li><a>ann</a> <span class=text>twice</span> <button class=delete>x</button></li>"
    site.pages["/post/1"] = post(f"<ul>{row}{row}</ul>")
    adapter = await opened(pack, page, ActionKind.DELETE_COMMENT)
    seen = await adapter.observe(ActionKind.DELETE_COMMENT, "twice")
    assert seen.counts == {"mine": 2}
    with pytest.raises(SiteError, match="ambiguous"):
        await adapter.prepare(ActionKind.DELETE_COMMENT, "twice")


async def test_shadow_trees_hide_nothing(site: HandSite, pack: Pack, page: Page) -> None:
    site.pages["/post/1"] = post("""<div></div><script>
      const root = document.querySelector('div').attachShadow({mode: 'open'});
      root.innerHTML = '<button class="like" aria-pressed="false">Like</button>';
      const b = root.querySelector('button'); b.onclick = () => fetch('/acts', {method: 'POST', body: 'like'})
        .then(() => b.setAttribute('aria-pressed', 'true'));</script>""")
    adapter = await opened(pack, page)
    assert (await walk(adapter)).toggle is Toggle.OFF
    assert site.acts == ["like"]
    assert (await adapter.observe(LIKES)).toggle is Toggle.ON
