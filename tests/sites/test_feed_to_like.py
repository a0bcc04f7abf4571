"""A new post in a real feed becomes a like, once; what stood in the feed before never does."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from automation.browser.contexts import close_page, open_page
from tests.sites.command_line import Operator, operator_of
from tests.sites.hands import Hands, signed_in
from tests.sites.site import Site

pytestmark = pytest.mark.site

RULE = """
[rule]
name = "bob's news"
account = "nodebb:alice"
feed = "{feed}"
do = "like"

[rule.when]
author = "bob"
title_contains = "{word}"
"""


PUBLISH = """said => new Promise((done, fail) =>
  socket.emit('topics.post', said, (error, topic) => error ? fail(new Error(error.message)) : done(topic.tid)))"""


async def write_topic(author: Hands, title: str) -> str:
    """Publish a topic through NodeBB's own socket, as its composer does, and return its number."""
    page = await open_page(author.context)
    await page.goto(author.pack.site.absolute("/category/2"))
    await page.wait_for_function("window.socket?.connected")
    number = await page.evaluate(PUBLISH, {"cid": 2, "title": title, "content": f"All about it: {title}"})
    await close_page(page)
    return str(number)


def likes_of(operator: Operator) -> list[tuple[str, str]]:
    """State and target of every like in the queue."""
    items = operator.do("queue", "list")["items"]
    return [(item["state"], item["target_id"]) for item in items if item["kind"] == "like"]


async def test_a_new_post_in_the_feed_of_nodebb_is_liked_once(nodebb: Site, tmp_path: Path) -> None:
    word = f"news-{secrets.token_hex(4)}"
    alice = operator_of(nodebb, "alice", tmp_path)
    alice.do("accounts", "edit", alice.account, "--auto-approve", "like")
    async with signed_in(nodebb, "bob") as bob:
        await write_topic(bob, f"Old {word}")
        alice.do("feeds", "add", str(nodebb.feed_url), "--account", alice.account)
        (tmp_path / "rule.toml").write_text(RULE.format(feed=nodebb.feed_url, word=word), encoding="utf-8")
        alice.do("rules", "add", str(tmp_path / "rule.toml"))
        alice.do("feeds", "poll", str(nodebb.feed_url))
        assert likes_of(alice) == []
        fresh = await write_topic(bob, f"Fresh {word}")
        for _ in range(2):
            alice.do("feeds", "poll", str(nodebb.feed_url))
            alice.do("run", "--until-idle", "--for", "150")
        assert likes_of(alice) == [("confirmed", fresh)]
        page = await open_page(bob.context)
        await page.goto(bob.pack.site.absolute(f"/topic/{fresh}"))
        assert await page.locator('[data-index="0"] [component="post/vote-count"]').inner_text() == "1"
