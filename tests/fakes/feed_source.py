"""A host and its feed in memory: fetched and read without a network or a process."""

from __future__ import annotations

import json
from dataclasses import astuple
from hashlib import sha256

from automation.feeds.values import Entry, FeedError, Fetched, Reading


class FeedSource:
    """Holds entries, newest first, and answers as a host would; `trouble` is raised instead, `cut` leaves so many."""

    def __init__(self, *entries: Entry) -> None:
        self.entries = list(entries)
        self.trouble: FeedError | None = None
        self.cut: int | None = None
        self.knows_tags = True
        self.asked: list[tuple[str, frozenset[str], str | None]] = []
        self.read_bodies = 0

    def post(self, number: int, title: str = "", at: int | None = None, author: str = "bob") -> Entry:
        """Put a new entry on top."""
        url = f"http://site.test/p/{number}"
        self.entries.insert(0, Entry(f"p{number}", url, title or f"Post {number}", author, at))
        return self.entries[0]

    async def fetch(self, url: str, allow: frozenset[str], etag: str | None, modified: str | None) -> Fetched:
        self.asked.append((url, allow, etag))
        if self.trouble is not None:
            raise self.trouble
        body = json.dumps([[astuple(entry) for entry in self.entries], self.cut]).encode()
        tag = sha256(body).hexdigest() if self.knows_tags else None
        if tag is not None and tag == etag:
            return Fetched(url, unchanged=True, etag=tag)
        return Fetched(url, body=body, etag=tag)

    async def read(self, body: bytes, url: str, content_type: str) -> Reading:
        self.read_bodies += 1
        entries, cut = json.loads(body)
        return Reading("News", tuple(Entry(*entry) for entry in entries[:cut]), cut is not None)
