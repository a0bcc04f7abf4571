"""Cutting a feed to size, told by what is left of it."""

from __future__ import annotations

import pytest

from automation.feeds.bounds import cut
from automation.feeds.values import FeedError
from tests.fakes.feed_text import item, rss, rss_of


def test_a_small_whole_feed_is_left_alone() -> None:
    body = rss_of(range(3))
    assert cut(body).body == body
    assert not cut(body).broken_off


def test_only_the_first_items_are_kept_and_the_feed_stays_whole() -> None:
    kept = cut(rss_of(range(10)), most=4)
    assert kept.body == rss_of(range(4))
    assert not kept.broken_off


def test_atom_entries_count_too_with_a_prefix_and_in_any_case() -> None:
    body = b"<a:feed><a:Entry>1</a:Entry><a:Entry>2</a:Entry><a:Entry>3</a:Entry></a:feed>"
    assert cut(body, most=2).body == b"<a:feed><a:Entry>1</a:Entry><a:Entry>2</a:Entry></a:feed>"


@pytest.mark.parametrize("lost", range(1, len(item(2)) + len(b"</channel></rss>")))
def test_a_feed_that_breaks_off_anywhere_loses_the_broken_item_and_no_other(lost: int) -> None:
    kept = cut(rss_of(range(3))[:-lost])
    whole = lost <= len(b"</channel></rss>")
    assert kept.broken_off
    assert kept.body.count(b"</item>") == (3 if whole else 2)
    assert kept.body.endswith(b"</item></channel></rss>") or whole


def test_a_feed_that_breaks_off_before_its_first_item_says_so() -> None:
    assert cut(b"<rss><channel><title>News</title>").broken_off


@pytest.mark.parametrize(
    "inside",
    [
        b"<description><![CDATA[" + b"<div>" * 500 + b"]]></description>",
        b"<!-- " + b"<div>" * 500 + b" -->",
        b"<br>" * 90,
        b'<a title="' + b"<item>" * 600 + b'"/>',
    ],
)
def test_what_only_looks_like_an_element_is_not_counted(inside: bytes) -> None:
    body = rss(b"<item>" + inside + b"</item>", b"<item/>")
    assert cut(body).body == body


def test_a_deep_feed_is_refused() -> None:
    with pytest.raises(FeedError, match="feed_too_deep"):
        cut(rss(b"<item>" + b"<a>" * 200_000 + b"</item>"))


def test_a_web_page_is_no_feed() -> None:
    with pytest.raises(FeedError, match="feed_unreadable"):
        cut(b"<!DOCTYPE html>\n<HTML><body>" + b"<p>" * 5000)
