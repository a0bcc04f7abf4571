"""The practice network in a real browser: its own script, its pack's locators, and faults that only a page can show."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from automation.browser.contexts import new_context, open_page
from automation.browser.launcher import launch
from automation.platforms.addresses import understand
from automation.platforms.pack import Pack, load_pack
from automation.platforms.placeholders import fill_selector
from automation.practice.server import PracticeServer


class Visit:
    """A page of the practice network, looked at through the pack: the first of a name's locators, in its container."""

    def __init__(self, page: Page, pack: Pack) -> None:
        self.page, self.pack, self.problems = page, pack, list[str]()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda said: self.problems.append(said.text) if "Content Security" in said.text else None)

    async def open(self, place: str, **values: str) -> None:
        await self.page.goto(self.pack.address(place, values))
        await self.ready()

    async def ready(self) -> None:
        await self.page.locator(self.pack.ready.of("any")[0]).wait_for()

    def find(self, name: str, entry: int = 0, **values: str) -> Locator:
        inside = "".join(fill_selector(one, values) + " >> " for one in self.pack.container(name)[:1])
        return self.page.locator(inside + fill_selector(self.pack.locators(name)[entry], values))

    async def sign_in(self, user: str) -> None:
        await self.page.goto(self.pack.address("sign_in", {}))
        await self.find("sign_in.user").fill(user)
        await self.find("sign_in.password").fill(f"practice-{user}")
        await self.find("sign_in.submit").click()
        await expect(self.find("identity.locator")).to_have_attribute("data-id", user)


@pytest.fixture
def network() -> Iterator[PracticeServer]:
    with PracticeServer() as server:
        yield server


@pytest.fixture
async def visit(network: PracticeServer) -> AsyncIterator[Visit]:
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        visit = Visit(await open_page(await new_context(browser)), load_pack("practice", base_url=network.url))
        await visit.sign_in("alice")
        yield visit
        assert visit.problems == []
        await browser.close()


def acts(network: PracticeServer) -> list[tuple[str, int]]:
    return [(r["verb"], r["stored"]) for r in network.facts()["requests"] if r["verb"] != "sign_in"]


@pytest.mark.parametrize("entry", [0, 1])
async def test_like_and_unlike(network: PracticeServer, visit: Visit, entry: int) -> None:
    await visit.open("post", post="2")
    await visit.find("like.off", entry, post="2").click()
    await expect(visit.find("like.on", entry, post="2")).to_be_visible()
    await expect(visit.find("post.likes", post="2")).to_have_text("3,483")
    await visit.open("post", post="2")
    await visit.find("like.on", entry, post="2").click()
    await expect(visit.find("like.off", entry, post="2")).to_be_visible()
    assert acts(network) == [("like", 1), ("unlike", 1)]


async def test_no_locator_takes_a_comments_heart_for_the_posts(network: PracticeServer, visit: Visit) -> None:
    network.control("absent", user="alice", verb="like")
    await visit.open("post", post="2")
    assert [await visit.find("like.off", entry, post="2").count() for entry in (0, 1)] == [0, 0]


@pytest.mark.parametrize("entry", [0, 1])
async def test_follow_and_unfollow(network: PracticeServer, visit: Visit, entry: int) -> None:
    await visit.open("profile", user="carol")
    await visit.find("follow.off", entry, user="carol").click()
    await expect(visit.find("follow.on", entry, user="carol")).to_be_visible()
    await expect(visit.find("person.followers", user="carol")).to_have_text("5,211")
    await visit.find("follow.on", entry, user="carol").click()
    await expect(visit.find("follow.off", entry, user="carol")).to_be_visible()
    assert acts(network) == [("follow", 1), ("unfollow", 1)]


async def test_comment_and_delete(network: PracticeServer, visit: Visit) -> None:
    text = 'Tall, and <b>proud</b> 🌸\n"الصفحة"'
    await visit.open("post", post="3")
    await visit.find("comment.box").fill(text)
    await visit.find("comment.submit").click()
    mine = visit.find("comment.mine", me="alice")
    await expect(mine.locator(visit.pack.locators("comment.text")[0])).to_have_text(text, use_inner_text=True)
    await expect(visit.find("comment.box")).to_have_value("")
    await expect(visit.find("comment.count", post="3")).to_have_text("2")
    await visit.open("post", post="3")
    await mine.locator(visit.pack.locators("comment.delete")[0]).click()
    await expect(mine).to_have_count(0)
    assert acts(network) == [("comment", 1), ("delete_comment", 1)]


async def test_a_message_through_the_recipient_box(network: PracticeServer, visit: Visit) -> None:
    await visit.open("compose")
    await visit.find("message.recipient").press_sequentially("Okaf")
    await visit.find("message.choose", user="bob").click()
    await visit.find("message.box").fill("See you at nine 🚲")
    await visit.find("message.send").click()
    found = understand(visit.pack.site.path_of(visit.page.url) or "", visit.pack.id, "thread")
    assert found
    await expect(visit.find("message.mine", thread=found["thread"])).to_contain_text("See you at nine 🚲")
    await visit.open("inbox")
    await expect(visit.find("message.row").first).to_contain_text("@bob")
    assert acts(network) == [("message", 1)]


async def test_a_refused_comment_says_so_and_keeps_the_text(network: PracticeServer, visit: Visit) -> None:
    network.control("refuse", verb="comment", times=1)
    await visit.open("post", post="3")
    await visit.find("comment.box").fill("too quick")
    await visit.find("comment.submit").click()
    await expect(visit.find("comment.refused")).to_be_visible()
    await expect(visit.find("comment.box")).to_have_value("too quick")
    await visit.find("comment.submit").click()
    await expect(visit.find("comment.mine", me="alice")).to_have_count(1)
    await expect(visit.find("comment.refused")).to_have_count(0)


async def test_a_failed_like_turns_back(network: PracticeServer, visit: Visit) -> None:
    network.control("fail", verb="like", times=1)
    await visit.open("post", post="3")
    await visit.find("like.off", post="3").click()
    await expect(visit.page.get_by_test_id("toast")).to_have_text("Something went wrong. Try again later.")
    await expect(visit.find("like.off", post="3")).to_be_visible()


async def test_a_lie_is_red_until_the_next_look(network: PracticeServer, visit: Visit) -> None:
    network.control("lie", verb="like", times=1)
    await visit.open("post", post="3")
    await visit.find("like.off", post="3").click()
    await expect(visit.find("post.likes", post="3")).to_have_text("643")
    await expect(visit.find("like.on", post="3")).to_be_visible()
    await visit.open("post", post="3")
    await expect(visit.find("like.off", post="3")).to_be_visible()


async def test_a_lost_click_sends_nothing(network: PracticeServer, visit: Visit) -> None:
    network.control("lose", verb="like")
    await visit.open("post", post="3")
    sent: list[str] = []
    visit.page.on("request", lambda request: sent.append(request.url))
    await visit.find("like.off", post="3").click()
    await expect(visit.find("like.off", post="3")).to_be_visible()
    assert (sent, acts(network)) == ([], [])
    await visit.find("like.off", post="3").click()
    await expect(visit.find("post.likes", post="3")).to_have_text("643")
    assert acts(network) == [("like", 1)]


async def test_a_late_bar_comes_before_ready(network: PracticeServer, visit: Visit) -> None:
    network.control("late", ms=400, times=1)
    await visit.page.goto(visit.pack.address("post", {"post": "2"}))
    assert await visit.page.get_by_test_id("comment-like").count() == 2
    assert await visit.find("like.off", post="2").count() == 0
    await visit.ready()
    await expect(visit.find("like.off", post="2")).to_be_visible()


async def test_a_rate_limit_opens_a_dialog(network: PracticeServer, visit: Visit) -> None:
    network.control("rate_limit", verb="like", times=1)
    await visit.open("post", post="3")
    await visit.find("like.off", post="3").click()
    dialog = visit.page.get_by_role("dialog", name="You are going too fast")
    await expect(dialog).to_be_visible()
    await dialog.get_by_role("button", name="Close").click()
    await expect(dialog).to_have_count(0)
    await expect(visit.find("like.off", post="3")).to_be_visible()


async def test_a_challenge_is_cleared_by_its_button(network: PracticeServer, visit: Visit) -> None:
    network.control("challenge", user="alice", verb="like", times=1)
    await visit.open("post", post="3")
    await visit.find("like.off", post="3").click()
    await expect(visit.page.get_by_role("heading", name="Confirm it is you")).to_be_visible()
    await visit.page.get_by_role("button", name="Yes, this was me").click()
    await visit.page.wait_for_url("**/posts/3")
    await expect(visit.find("like.off", post="3")).to_be_visible()
    assert acts(network) == [("like", 0)]


async def test_no_locator_of_the_pack_survives_a_redesign(network: PracticeServer, visit: Visit) -> None:
    network.control("dialect", name="renamed")
    await visit.open("post", post="3")
    await expect(visit.page.get_by_role("button", name="Applaud", exact=True)).to_be_visible()
    for name in ("like.off", "like.on", "comment.box", "identity.locator"):
        assert await visit.find(name, post="3").count() == 0
    await visit.page.get_by_role("button", name="Applaud", exact=True).click()
    await expect(visit.page.get_by_role("button", name="Take back applause")).to_be_visible()
    assert network.facts()["likes"]["alice"] == [3]
