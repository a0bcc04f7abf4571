"""The practice network's feeds: well-formed, conditional, public only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime

import feedparser
import httpx
import pytest

from automation.practice.server import PracticeServer

from .conftest import PATIENCE_S

FEEDS = ("/feeds/all.rss", "/feeds/all.atom", "/@carol/feed.rss", "/@carol/feed.atom")


@pytest.fixture
def http(network: PracticeServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=network.url, trust_env=False, timeout=PATIENCE_S) as client:
        yield client


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_lists_posts_with_their_own_addresses(network: PracticeServer, http: httpx.Client, path: str) -> None:
    feed = feedparser.parse(http.get(path).content)
    assert not feed.bozo
    newest = next(entry for entry in feed.entries if "foxgloves" in entry.title)
    assert newest.link == newest.id == f"{network.url}/posts/3"
    assert newest.author == "carol"
    assert newest.published_parsed
    assert all(entry.author == "carol" for entry in feed.entries) == path.startswith("/@carol")


@pytest.mark.parametrize("path", FEEDS[:2])
def test_text_that_looks_like_markup_comes_through_as_text(http: httpx.Client, path: str) -> None:
    feed = feedparser.parse(http.get(path).content, sanitize_html=False)
    (radio,) = [entry for entry in feed.entries if entry.author == "dave"]
    written = radio.content[0].value if "content" in radio else radio.summary
    assert "&lt;b&gt;not&lt;/b&gt;" in written or (radio.content[0].type == "text/plain" and "<b>not</b>" in written)


@pytest.mark.parametrize("path", FEEDS)
def test_an_unchanged_feed_is_304(network: PracticeServer, http: httpx.Client, path: str) -> None:
    first = http.get(path)
    tag, changed = first.headers["etag"], first.headers["last-modified"]
    earlier = format_datetime(parsedate_to_datetime(changed) - timedelta(seconds=1), usegmt=True)
    for headers, status in (
        ({"if-none-match": tag}, 304),
        ({"if-none-match": f'"other", W/{tag}'}, 304),
        ({"if-modified-since": changed}, 304),
        ({"if-none-match": '"other"', "if-modified-since": changed}, 200),
        ({"if-modified-since": earlier}, 200),
        ({"if-modified-since": "nonsense"}, 200),
    ):
        answer = http.get(path, headers=headers)
        assert answer.status_code == status, headers
        assert answer.headers["etag"] == tag
        assert bool(answer.content) == (status == 200)
    assert [read["status"] for read in network.facts()["feed_reads"]] == [200, 304, 304, 304, 200, 200, 200]


def test_a_new_post_changes_the_feed(network: PracticeServer, http: httpx.Client) -> None:
    tag = http.get("/feeds/all.rss").headers["etag"]
    made = network.control("publish", user="bob", text="New tyres <3 & a map")
    answer = http.get("/feeds/all.rss", headers={"if-none-match": tag})
    assert answer.status_code == 200
    first = feedparser.parse(answer.content).entries[0]
    assert (first.title, first.link) == ("New tyres <3 & a map", f"{network.url}{made['path']}")


def test_a_like_does_not_change_the_feed(network: PracticeServer, http: httpx.Client) -> None:
    tag = http.get("/feeds/all.atom").headers["etag"]
    network.control("fail")
    assert http.get("/feeds/all.atom", headers={"if-none-match": tag}).status_code == 304


def test_private_and_unknown_people_have_no_feed(http: httpx.Client) -> None:
    assert http.get("/@nora_quiet/feed.rss").status_code == 404
    assert http.get("/@nobody_here/feed.atom").status_code == 404
    assert "Only for the five" not in http.get("/feeds/all.rss").text


def test_a_feed_can_fail(network: PracticeServer, http: httpx.Client) -> None:
    network.control("fail", verb="feed", times=1)
    assert [http.get("/feeds/all.rss").status_code for _ in range(2)] == [500, 200]
