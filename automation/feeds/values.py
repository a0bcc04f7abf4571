"""What feed reading gives and takes: an answer of a host, an entry of a feed, and what went wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from models.errors import StewardError


class FeedError(StewardError):
    """A feed could not be had or read; `facts` may hold `wait_s`, the seconds that the host asked to be left alone."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A host's answer; `unchanged` says that what was had before still holds, and then there is no body."""

    url: str
    unchanged: bool = False
    body: bytes = field(default=b"", repr=False)
    content_type: str = ""
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, as plain text; `published_at` in ms UTC."""

    guid: str
    url: str
    title: str
    author: str
    published_at: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A feed as read; `broken_off` says that it ended in the middle, so more may follow."""

    title: str
    entries: tuple[Entry, ...]
    broken_off: bool = False


# address, hosts that may be private, etag, last-modified → answer
Fetch = Callable[[str, frozenset[str], str | None, str | None], Awaitable[Fetched]]
# body, address it came from, content type → reading
Read = Callable[[bytes, str, str], Awaitable[Reading]]
