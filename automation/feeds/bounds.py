"""Cuts a feed to size before anything else looks at it: so many items, so deep, and no half items."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from automation.feeds.values import FeedError

MOST_ITEMS, DEEPEST = 500, 100
_TOKEN = re.compile(
    rb"""<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>|<(/?)([A-Za-z_][\w.:-]*)(?:[^<>"']|"[^"]*"|'[^']*')*?(/?)>""", re.S
)
_ITEMS = frozenset({b"item", b"entry"})


@dataclass(frozen=True, slots=True)
class Cut:
    """A feed of bounded size; `broken_off` says that it ended in the middle."""

    body: bytes
    broken_off: bool = False


@dataclass(slots=True)
class _Elements:
    """The elements that are open at one point of a feed, each with the place where it began."""

    opened: list[tuple[bytes, int]] = field(default_factory=list)
    items: int = 0

    def item_start(self) -> int | None:
        return next((start for name, start in self.opened if _is_item(name)), None)

    def open(self, name: bytes, start: int) -> None:
        if not self.opened and name.lower() == b"html":
            raise FeedError("feed_unreadable", reason="it is a web page, not a feed")
        self.opened.append((name, start))

    def close(self, name: bytes) -> None:
        # What was left open inside goes with it, as with the bare <br> and <p> of careless feeds.
        for position in range(len(self.opened) - 1, -1, -1):
            if self.opened[position][0] == name:
                del self.opened[position:]
                return

    def closed(self, body: bytes, end: int) -> bytes:
        names = [name for name, start in self.opened if start < end]
        return body[:end] + b"".join(b"</%s>" % name for name in reversed(names))


def cut(body: bytes, most: int = MOST_ITEMS, deepest: int = DEEPEST) -> Cut:
    """The first items of a feed as a whole document again; FeedError feed_too_deep, feed_unreadable for a web page.

    The item that a broken-off feed ends in is dropped: half an address is the address of another post.
    """
    elements, end = _Elements(), 0
    for token in _TOKEN.finditer(body):
        closes, name, empty = token.groups()
        end = token.end()
        if name and closes:
            elements.close(name)
        elif name:
            if _is_item(name) and elements.item_start() is None:
                elements.items += 1
                if elements.items > most:
                    return Cut(elements.closed(body, token.start()))
            if not empty:
                elements.open(name, token.start())
        if len(elements.opened) > deepest:
            raise FeedError("feed_too_deep", limit=deepest)
    return _ended(body, elements, end)


def _ended(body: bytes, elements: _Elements, end: int) -> Cut:
    # Nothing is open in a whole feed, nor in one whose encoding hides its marks: others will say.
    if not elements.opened:
        return Cut(body)
    start = elements.item_start()
    return Cut(elements.closed(body, end if start is None else start), True)


def _is_item(name: bytes) -> bool:
    return name.rpartition(b":")[2].lower() in _ITEMS
