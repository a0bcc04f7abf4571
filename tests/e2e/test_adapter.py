"""The adapter on the practice network: every verb, every stop, and the lie; the site's own facts judge."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page

from automation.browser.pool import BrowserPool
from automation.platforms.adapter import Adapter
from automation.platforms.pack import Pack, load_pack
from automation.practice.server import PracticeServer
from automation.values import Observation
from models.enums import ActionKind, Toggle
from models.errors import BadInput, SiteError, SiteStop

pytestmark = pytest.mark.asyncio(loop_scope="module")
K = ActionKind
# What a text may hold, all at once: emoji of several parts, right-to-left, quotes, newlines, markup, selector signs.
HARD = (
    "Grüße \"an\" 'alle' \N{WOMAN}\N{ZERO WIDTH JOINER}\N{EAR OF RICE}\N{CHERRY BLOSSOM}\n\n"
    '\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 >> \\ {me} <b>no</b> [x="y"] #tag 100%'
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[BrowserPool]:
    pool = BrowserPool()
    yield pool
    await pool.stop()


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    with PracticeServer() as server:
        yield server


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks for what is not there, cut short."""
    monkeypatch.setattr("automation.platforms.looking.STARE_MS", 1_000)


@pytest.fixture
def network(server: PracticeServer) -> PracticeServer:
    server.control("clear")
    server.control("dialect", name="plain")
    return server


@pytest.fixture
def pack(network: PracticeServer) -> Pack:
    return load_pack("practice", base_url=network.url)


@pytest_asyncio.fixture(loop_scope="module")
async def page(pool: BrowserPool, pack: Pack) -> AsyncIterator[Page]:
    async with pool.page("alice", locale=pack.platform.locale) as page:
        if await Adapter(pack, page, "alice").identity() is None:
            await Adapter(pack, page, "alice").sign_in("practice-alice")
        yield page


class Walk:
    """One act from opening to a fresh look."""

    def __init__(self, pack: Pack, page: Page, kind: ActionKind, target: str, text: str | None = None) -> None:
        self.adapter = Adapter(pack, page, "alice")
        self.fresh = Adapter(pack, page, "alice")
        self.target = pack.target(kind, target if "@" in target else f"{pack.platform.base_url}/posts/{target}")
        self.kind, self.text = kind, text

    async def begin(self) -> Observation:
        await self.adapter.open(self.target, self.kind)
        return await self.adapter.observe(self.kind, self.text)

    async def end(self) -> Observation:
        await self.adapter.prepare(self.kind, self.text)
        await self.adapter.commit(self.kind, self.text)
        await self.adapter.settle(self.kind, self.text)
        return await self.fresh.look(self.target, self.kind, self.text, self.adapter.landed)

    async def both(self) -> tuple[Observation, Observation]:
        return await self.begin(), await self.end()


def acts(network: PracticeServer, verb: str) -> list[dict[str, Any]]:
    return [one for one in network.facts()["requests"] if one["verb"] == verb]


async def test_like_and_unlike(network: PracticeServer, pack: Pack, page: Page) -> None:
    before, after = await Walk(pack, page, K.LIKE, "4").both()
    assert (before.toggle, after.toggle, after.identity) == (Toggle.OFF, Toggle.ON, "alice")
    assert 4 in network.facts()["likes"]["alice"]
    assert before.region is not None
    again = Walk(pack, page, K.LIKE, "4")
    assert (await again.begin()).toggle is Toggle.ON
    with pytest.raises(SiteError, match="already"):
        await again.adapter.prepare(K.LIKE)
    before, after = await Walk(pack, page, K.UNLIKE, "4").both()
    assert (before.toggle, after.toggle) == (Toggle.ON, Toggle.OFF)
    assert 4 not in network.facts()["likes"].get("alice", [])


async def test_follow_and_unfollow_by_handle(network: PracticeServer, pack: Pack, page: Page) -> None:
    _, after = await Walk(pack, page, K.FOLLOW, "@carol").both()
    assert after.toggle is Toggle.ON
    assert "carol" in network.facts()["follows"]["alice"]
    _, after = await Walk(pack, page, K.UNFOLLOW, "@carol").both()
    assert after.toggle is Toggle.OFF


async def test_a_comment_of_every_sign_comes_and_goes(network: PracticeServer, pack: Pack, page: Page) -> None:
    before, after = await Walk(pack, page, K.COMMENT, "5", HARD).both()
    assert (before.found, after.found, after.counts) == (False, True, {"mine": 1})
    stored = [one["text"] for one in network.facts()["comments"] if one["user"] == "alice" and one["post"] == 5]
    assert [text.replace("\r\n", "\n") for text in stored] == [HARD]
    _, after = await Walk(pack, page, K.DELETE_COMMENT, "5", HARD).both()
    assert after.found is False
    assert HARD not in [one["text"].replace("\r\n", "\n") for one in network.facts()["comments"]]


async def test_a_message_of_every_sign_arrives(network: PracticeServer, pack: Pack, page: Page) -> None:
    walk = Walk(pack, page, K.DM, "@bob", HARD)
    _, after = await walk.both()
    assert after.found is True
    assert walk.adapter.landed is not None
    assert (await Adapter(pack, page, "alice").look(walk.target, K.DM, HARD)).found is True
    sent = [one for one in network.facts()["messages"] if one["user"] == "alice" and one["recipient"] == "bob"]
    assert sent[-1]["text"].replace("\r\n", "\n") == HARD
    lines = await Adapter(pack, page, "alice").read_thread(walk.target)
    assert (lines[-1].ours, lines[-1].text.split()) == (True, HARD.split())
    assert lines[-1].time
    rows = await Adapter(pack, page, "alice").list_threads()
    assert rows[0].name == "@bob"


async def test_a_message_never_sent_is_not_found(pack: Pack, page: Page) -> None:
    target = pack.target(K.DM, "@carol")
    assert (await Adapter(pack, page, "alice").look(target, K.DM, "never said")).found is False
    with pytest.raises(SiteError, match="not_found"):
        await Adapter(pack, page, "alice").read_thread(pack.target(K.DM, "@yuki_tea"))


async def test_figures_are_read(network: PracticeServer, pack: Pack, page: Page) -> None:
    seen = await Walk(pack, page, K.STATS, "3").begin()
    assert seen.author == "carol"
    assert seen.text
    assert set(seen.counts) == {"likes", "comments", "shares", "views"}


async def test_a_lie_is_seen_through(network: PracticeServer, pack: Pack, page: Page) -> None:
    network.control("lie", verb="like")
    network.control("lie", verb="comment")
    walk = Walk(pack, page, K.LIKE, "6")
    await walk.begin()
    await walk.adapter.prepare(K.LIKE)
    await walk.adapter.commit(K.LIKE)
    await walk.adapter.settle(K.LIKE)
    assert (await walk.adapter.observe(K.LIKE)).toggle is Toggle.ON
    assert (await walk.fresh.look(walk.target, K.LIKE)).toggle is Toggle.OFF
    _, after = await Walk(pack, page, K.COMMENT, "6", "believe me").both()
    assert after.found is False


async def test_a_slow_answer_is_waited_for(network: PracticeServer, pack: Pack, page: Page) -> None:
    network.control("slow", verb="like", before_ms=700)
    _, after = await Walk(pack, page, K.LIKE, "7").both()
    assert after.toggle is Toggle.ON
    assert len(acts(network, "like")) >= 1


@pytest.mark.parametrize(
    ("kind", "target", "text"), [(K.LIKE, "8", None), (K.COMMENT, "8", "hm"), (K.DM, "@bob", "hm")]
)
async def test_a_visible_refusal_is_read(
    network: PracticeServer, pack: Pack, page: Page, kind: ActionKind, target: str, text: str | None
) -> None:
    network.control("refuse", text="Not like that")
    walk = Walk(pack, page, kind, target, text)
    await walk.both()
    assert walk.adapter.clicked
    network.control("refuse", text="Not like that")
    again = Walk(pack, page, kind, target, text)
    await again.begin()
    await again.adapter.prepare(kind, text)
    await again.adapter.commit(kind, text)
    await again.adapter.settle(kind, text)
    assert "Not like that" in str(await again.adapter.refused(kind))


async def test_lost_clicks(network: PracticeServer, pack: Pack, page: Page) -> None:
    network.control("lose", verb="like", clicks=1)
    before = len(acts(network, "like"))
    _, after = await Walk(pack, page, K.LIKE, "9").both()
    assert after.toggle is Toggle.ON
    assert len(acts(network, "like")) == before + 1
    network.control("clear")
    network.control("lose", verb="comment", clicks=1)
    _, after = await Walk(pack, page, K.COMMENT, "9", "lost on the way").both()
    assert after.found is False
    assert "lost on the way" not in [one["text"] for one in acts(network, "comment")]


async def test_late_parts_are_waited_for(network: PracticeServer, pack: Pack, page: Page) -> None:
    network.control("late", verb="like", ms=900)
    _, after = await Walk(pack, page, K.LIKE, "10").both()
    assert after.toggle is Toggle.ON


async def test_two_buttons_or_none(network: PracticeServer, pack: Pack, page: Page) -> None:
    network.control("double", verb="like")
    with pytest.raises(SiteError, match="ambiguous"):
        await Walk(pack, page, K.LIKE, "11").begin()
    network.control("clear")
    network.control("absent", verb="like")
    walk = Walk(pack, page, K.LIKE, "11")
    assert (await walk.begin()).toggle is Toggle.UNKNOWN
    with pytest.raises(SiteError, match="toggle_unknown"):
        await walk.adapter.prepare(K.LIKE)


@pytest.mark.parametrize(
    ("fault", "code"),
    [("rate_limit", "rate_limited"), ("challenge", "challenged"), ("suspend", "suspended")],
)
async def test_what_stops_an_act(network: PracticeServer, pack: Pack, page: Page, fault: str, code: str) -> None:
    network.control(fault, user="alice")
    with pytest.raises(SiteStop) as caught:
        await Walk(pack, page, K.LIKE, "3").both()
    assert caught.value.code == code


async def test_a_dead_link_that_shows_the_home_feed(network: PracticeServer, pack: Pack, page: Page) -> None:
    number = network.control("publish", user="bob", text="soon gone")["post"]
    network.control("remove_post", post=number)
    network.control("wrong_page", user="alice")
    with pytest.raises(SiteError, match="not_found"):
        await Walk(pack, page, K.LIKE, str(number)).begin()


async def test_what_is_not_there(pack: Pack, page: Page) -> None:
    for kind, target in ((K.LIKE, "99999"), (K.FOLLOW, "@nobody_here")):
        with pytest.raises(SiteError, match="not_found"):
            await Walk(pack, page, kind, target).begin()
    with pytest.raises(BadInput, match="url_other_platform"):
        pack.target(K.LIKE, "https://example.social/posts/3")


async def test_signed_out_in_the_middle(network: PracticeServer, pack: Pack, page: Page) -> None:
    walk = Walk(pack, page, K.LIKE, "12")
    await walk.begin()
    network.control("sign_out", user="alice")
    with pytest.raises(SiteStop, match="signed_out"):
        await walk.end()
    with pytest.raises(SiteStop, match="signed_out"):
        await Walk(pack, page, K.LIKE, "12").begin()
    await Adapter(pack, page, "alice").sign_in("practice-alice")


async def test_somebody_else_is_signed_in(pack: Pack, page: Page) -> None:
    with pytest.raises(SiteStop) as caught:
        await Adapter(pack, page, "bob").open(pack.target(K.LIKE, f"{pack.platform.base_url}/posts/3"), K.LIKE)
    assert (caught.value.code, caught.value.subject) == ("identity_differs", "alice")


async def test_signing_in(network: PracticeServer, pack: Pack, pool: BrowserPool) -> None:
    async with pool.page("bob") as page:
        adapter = Adapter(pack, page, "bob")
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
            await Adapter(pack, page, "bob").sign_in("practice-bob")
        network.control("clear")
        await pool.forget("bob")
    async with pool.page("bob") as page:
        adapter = Adapter(pack, page, "bob")
        await adapter.sign_in("practice-bob")
        await adapter.sign_in("practice-bob")
        assert await adapter.identity() == "bob"
    await pool.forget("bob")


async def test_a_session_is_kept_and_taken_up_again(pack: Pack, page: Page, pool: BrowserPool) -> None:
    state = await pool.storage_state("alice")
    async with pool.page("second", state) as other:
        assert await Adapter(pack, other, "alice").identity() == "alice"
    await pool.forget("second")


async def test_a_renamed_site_is_named_not_guessed(network: PracticeServer, pack: Pack, page: Page) -> None:
    network.control("dialect", name="renamed")
    with pytest.raises(SiteError) as caught:
        await Walk(pack, page, K.LIKE, "3").begin()
    assert caught.value.code in {"signed_out", "not_found", "locator_missing", "page_unready"}
