"""Feeds as text, from a few words."""

from __future__ import annotations

from collections.abc import Sequence

HEAD = b'<?xml version="1.0" encoding="utf-8"?>'


def rss(*items: bytes, title: bytes = b"News") -> bytes:
    """An RSS feed of items that are given whole."""
    inner = b"".join(items)
    return HEAD + b'<rss version="2.0"><channel><title>' + title + b"</title>" + inner + b"</channel></rss>"


def item(number: int, title: str = "") -> bytes:
    """One item with guid, link and title."""
    text = title or f"Post {number}"
    return f"<item><guid>p{number}</guid><link>http://site.test/p/{number}</link><title>{text}</title></item>".encode()


def rss_of(numbers: Sequence[int]) -> bytes:
    """An RSS feed of numbered items."""
    return rss(*(item(number) for number in numbers))
