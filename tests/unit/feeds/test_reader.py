"""What becomes of the items of a feed, read here in the open."""

from __future__ import annotations

import json

import pytest

from automation.feeds import reader
from automation.feeds.values import Entry, FeedError
from tests.fakes.feed_text import HEAD, item, rss, rss_of

URL = "http://site.test/news/feed"


def entries(body: bytes, content_type: str = "application/xml") -> tuple[Entry, ...]:
    return reader.read(body, URL, content_type).entries


def test_rss_is_read() -> None:
    body = rss(
        b"<item><guid isPermaLink='false'>one</guid><link>http://site.test/p/1</link><title>First &amp; best</title>"
        b"<pubDate>Wed, 01 Jul 2026 12:00:00 +0200</pubDate><author>bob@site.test (Bob)</author></item>"
    )
    assert entries(body) == (Entry("one", "http://site.test/p/1", "First & best", "Bob", 1_782_900_000_000),)
    assert reader.read(body, URL, "").title == "News"


def test_atom_is_read() -> None:
    body = HEAD + (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><id>tag:site.test,2026:1</id>'
        b'<link rel="enclosure" href="http://site.test/sound.mp3"/><link href="/p/1"/>'
        b'<title type="html">A &lt;b&gt;bold&lt;/b&gt; &amp;amp; word</title>'
        b"<updated>2026-07-01T10:00:00Z</updated>"
        b"<author><name>carol</name></author></entry></feed>"
    )
    assert entries(body) == (
        Entry("tag:site.test,2026:1", "http://site.test/p/1", "A bold & word", "carol", 1_782_900_000_000),
    )


def test_the_one_of_two_dates_that_says_when_it_was_published_counts() -> None:
    body = HEAD + (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><link href="http://site.test/1"/>'
        b"<updated>2026-07-02T10:00:00Z</updated><published>2026-07-01T10:00:00Z</published></entry></feed>"
    )
    assert entries(body)[0].published_at == 1_782_900_000_000


@pytest.mark.parametrize("date", ["soon", "", "Wed, 01 Jul 0001 10:00:00 GMT", "9999-12-31T00:00:00Z"])
def test_a_date_that_is_none_is_none(date: str) -> None:
    body = rss(f"<item><link>http://site.test/1</link><pubDate>{date}</pubDate></item>".encode())
    assert entries(body)[0].published_at is None


def test_an_item_without_a_guid_is_known_by_its_address() -> None:
    assert entries(rss(b"<item><link>http://site.test/1</link></item>"))[0].guid == "http://site.test/1"


def test_an_item_whose_guid_is_its_address_needs_no_link() -> None:
    assert entries(rss(b"<item><guid>http://site.test/1</guid></item>"))[0].url == "http://site.test/1"


@pytest.mark.parametrize(
    "link",
    [
        *(
            "",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "mailto:a@b.test",
            "http://[",
        ),
        "http://site.test/a b",
        "http://site.test/" + "x" * 3000,
    ],
)
def test_an_item_without_a_web_address_is_left_out(link: str) -> None:
    body = rss(f"<item><guid isPermaLink='false'>g</guid><link>{link}</link></item>".encode(), item(2))
    assert [entry.guid for entry in entries(body)] == ["p2"]


def test_two_items_of_one_guid_are_one() -> None:
    assert [entry.title for entry in entries(rss(item(1, "a"), item(1, "b")))] == ["a"]


def test_long_texts_are_cut_and_long_guids_kept_apart() -> None:
    long = "<item><guid isPermaLink='false'>{}</guid><link>http://site.test/{}</link><title>{}</title></item>"
    found = entries(rss(*(long.format("g" * 9000 + end, end, "t" * 9000).encode() for end in "ab")))
    assert len({entry.guid for entry in found}) == 2
    assert all(len(entry.guid) < 100 and len(entry.title) == 500 for entry in found)


def test_control_characters_and_lines_become_spaces() -> None:
    assert reader.plain("a\x00b\r\n\tc\x1b[31m\ud800d") == "a b c [31m d"


def test_a_malformed_feed_is_read_as_far_as_it_goes() -> None:
    body = rss(b"<item><link>http://site.test/1</link><title>Tom & Jerry <br></title></item>", item(2))
    assert [entry.url for entry in entries(body)] == ["http://site.test/1", "http://site.test/p/2"]


def test_an_empty_feed_is_a_feed() -> None:
    assert entries(rss()) == ()


@pytest.mark.parametrize(
    "body", [b"", b"  \n", b"hello", b'{"version": "1"}', b"<html><body>x</body></html>", b"\x00\xff"]
)
def test_what_is_no_feed_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(FeedError, match="feed_unreadable"):
        entries(body)


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_encodings_are_told_apart(encoding: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><item><link>http://site.test/1</link>'
    )
    body = (text + "<title>Füße</title></item></channel></rss>").encode(encoding)
    assert entries(body)[0].title == "Füße"


def test_the_process_answers_in_one_document() -> None:
    head = json.dumps({"url": URL, "content_type": ""}).encode()
    said = reader.answer(head + b"\n" + rss_of([1]))
    assert said["entries"] == [["p1", "http://site.test/p/1", "Post 1", "", None]]
    assert reader.answer(head + b"\nhello")["error"] == "feed_unreadable"
    assert reader.answer(b"no question")["error"] == "feed_unreadable"
