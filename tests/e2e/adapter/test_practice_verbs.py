"""Every verb on the practice network; the site’s own facts judge."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from automation.platforms.adapter import Adapter
from automation.platforms.pack import Pack
from automation.practice.server import PracticeServer
from models.enums import ActionKind, Toggle
from models.errors import SiteError
from tests.fakes.adapter_walks import Walk, acts

pytestmark = pytest.mark.asyncio(loop_scope="module")
K = ActionKind
# What a text may hold, all at once: emoji of several parts, right-to-left, quotes, newlines, markup, selector signs.
HARD = (
    "Grüße \"an\" 'alle' \N{WOMAN}\N{ZERO WIDTH JOINER}\N{EAR OF RICE}\N{CHERRY BLOSSOM}\n\n"
    '\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 >> \\ {me} <b>no</b> [x="y"] #tag 100%'
)


async def test_like_and_unlike(network: PracticeServer, practice: Pack, alice: Page) -> None:
    before, after = await Walk(practice, alice, K.LIKE, "4").both()
    assert (before.toggle, after.toggle, after.identity) == (Toggle.OFF, Toggle.ON, "alice")
    assert 4 in network.facts()["likes"]["alice"]
    again = Walk(practice, alice, K.LIKE, "4")
    assert (await again.begin()).toggle is Toggle.ON
    with pytest.raises(SiteError, match="already"):
        await again.adapter.prepare(K.LIKE)
    before, after = await Walk(practice, alice, K.UNLIKE, "4").both()
    assert (before.toggle, after.toggle) == (Toggle.ON, Toggle.OFF)
    assert 4 not in network.facts()["likes"].get("alice", [])


async def test_follow_and_unfollow_by_handle(network: PracticeServer, practice: Pack, alice: Page) -> None:
    _, after = await Walk(practice, alice, K.FOLLOW, "@carol").both()
    assert after.toggle is Toggle.ON
    assert "carol" in network.facts()["follows"]["alice"]
    _, after = await Walk(practice, alice, K.UNFOLLOW, "@carol").both()
    assert after.toggle is Toggle.OFF


async def test_a_comment_of_every_sign_comes_and_goes(network: PracticeServer, practice: Pack, alice: Page) -> None:
    before, after = await Walk(practice, alice, K.COMMENT, "5", HARD).both()
    assert (before.found, after.found, after.counts) == (False, True, {"mine": 1})
    stored = [one["text"] for one in network.facts()["comments"] if one["user"] == "alice" and one["post"] == 5]
    assert [text.replace("\r\n", "\n") for text in stored] == [HARD]
    _, after = await Walk(practice, alice, K.DELETE_COMMENT, "5", HARD).both()
    assert after.found is False
    assert HARD not in [one["text"].replace("\r\n", "\n") for one in network.facts()["comments"]]


async def test_a_message_of_every_sign_arrives(network: PracticeServer, practice: Pack, alice: Page) -> None:
    walk = Walk(practice, alice, K.DM, "@bob", HARD)
    _, after = await walk.both()
    assert after.found is True
    assert walk.adapter.landed is not None
    assert (await Adapter(practice, alice, "alice").look(walk.target, K.DM, HARD)).found is True
    sent = [one for one in network.facts()["messages"] if one["user"] == "alice" and one["recipient"] == "bob"]
    assert sent[-1]["text"].replace("\r\n", "\n") == HARD
    lines = await Adapter(practice, alice, "alice").read_thread(walk.target)
    assert (lines[-1].ours, lines[-1].text.split()) == (True, HARD.split())
    assert lines[-1].time
    rows = await Adapter(practice, alice, "alice").list_threads()
    assert rows[0].name == "@bob"


async def test_a_message_never_sent_is_not_found(practice: Pack, alice: Page) -> None:
    target = practice.target(K.DM, "@carol")
    assert (await Adapter(practice, alice, "alice").look(target, K.DM, "never said")).found is False
    with pytest.raises(SiteError, match="not_found"):
        await Adapter(practice, alice, "alice").read_thread(practice.target(K.DM, "@yuki_tea"))


async def test_figures_are_read(network: PracticeServer, practice: Pack, alice: Page) -> None:
    seen = await Walk(practice, alice, K.STATS, "3").begin()
    assert seen.author == "carol"
    assert seen.text
    assert set(seen.counts) == {"likes", "comments", "shares", "views"}


async def test_a_lie_is_seen_through(network: PracticeServer, practice: Pack, alice: Page) -> None:
    network.control("lie", verb="like")
    network.control("lie", verb="comment")
    walk = Walk(practice, alice, K.LIKE, "6")
    await walk.begin()
    await walk.adapter.prepare(K.LIKE)
    await walk.adapter.commit(K.LIKE)
    await walk.adapter.settle(K.LIKE)
    assert (await walk.adapter.observe(K.LIKE)).toggle is Toggle.ON
    assert (await walk.fresh.look(walk.target, K.LIKE)).toggle is Toggle.OFF
    _, after = await Walk(practice, alice, K.COMMENT, "6", "believe me").both()
    assert after.found is False


async def test_a_slow_answer_is_waited_for(network: PracticeServer, practice: Pack, alice: Page) -> None:
    network.control("slow", verb="like", before_ms=700)
    _, after = await Walk(practice, alice, K.LIKE, "7").both()
    assert after.toggle is Toggle.ON
    assert len(acts(network, "like")) >= 1


@pytest.mark.parametrize(
    ("kind", "target", "text"), [(K.LIKE, "8", None), (K.COMMENT, "8", "hm"), (K.DM, "@bob", "hm")]
)
async def test_a_visible_refusal_is_read(
    network: PracticeServer, practice: Pack, alice: Page, kind: ActionKind, target: str, text: str | None
) -> None:
    network.control("refuse", text="Not like that")
    walk = Walk(practice, alice, kind, target, text)
    await walk.both()
    assert walk.adapter.clicked
    network.control("refuse", text="Not like that")
    again = Walk(practice, alice, kind, target, text)
    await again.begin()
    await again.adapter.prepare(kind, text)
    await again.adapter.commit(kind, text)
    await again.adapter.settle(kind, text)
    assert "Not like that" in str(await again.adapter.refused(kind))


async def test_lost_clicks(network: PracticeServer, practice: Pack, alice: Page) -> None:
    network.control("lose", verb="like", clicks=1)
    before = len(acts(network, "like"))
    _, after = await Walk(practice, alice, K.LIKE, "9").both()
    assert after.toggle is Toggle.ON
    assert len(acts(network, "like")) == before + 1
    network.control("clear")
    network.control("lose", verb="comment", clicks=1)
    _, after = await Walk(practice, alice, K.COMMENT, "9", "lost on the way").both()
    assert after.found is False
    assert "lost on the way" not in [one["text"] for one in acts(network, "comment")]


async def test_late_parts_are_waited_for(network: PracticeServer, practice: Pack, alice: Page) -> None:
    network.control("late", verb="like", ms=900)
    _, after = await Walk(practice, alice, K.LIKE, "10").both()
    assert after.toggle is Toggle.ON


async def test_two_buttons_or_none(network: PracticeServer, practice: Pack, alice: Page) -> None:
    network.control("double", verb="like")
    with pytest.raises(SiteError, match="ambiguous"):
        await Walk(practice, alice, K.LIKE, "11").begin()
    network.control("clear")
    network.control("absent", verb="like")
    walk = Walk(practice, alice, K.LIKE, "11")
    assert (await walk.begin()).toggle is Toggle.UNKNOWN
    with pytest.raises(SiteError, match="toggle_unknown"):
        await walk.adapter.prepare(K.LIKE)
