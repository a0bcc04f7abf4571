"""What a page does by itself: requests, frames, dialogs. One watch per page, for as long as the page lives."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.async_api import Dialog, Page, Request, WebSocket

# Only these can carry an act; pictures, styles and scripts cannot.
_ACTIVE = frozenset({"xhr", "fetch", "document", "ping", "eventsource", "other"})
_LONGEST_FRAME_OF_A_PING = 1  # engine.io sends "2" and "3"
_LONG_POLL_S = 1.5  # what has been under way for so long waits for something that may never come
_watches: WeakKeyDictionary[Page, Watch] = WeakKeyDictionary()


def watch(page: Page) -> Watch:
    """The page's watch; made when first asked for, which must be before the page is opened."""
    if page not in _watches:
        _watches[page] = Watch(page)
    return _watches[page]


class Watch:
    """Counts what leaves the page and what comes back; times are monotonic seconds."""

    def __init__(self, page: Page) -> None:
        self.accepting = False
        self.sent = 0
        self.last_moved = time.monotonic()
        self._pending: dict[Request, int] = {}
        self._began_at: dict[Request, float] = {}
        self._answered: deque[tuple[int, str, int]] = deque(maxlen=200)
        self._frames_back = 0
        self._ends = asyncio.Event()
        self._left = asyncio.Event()
        self._site = ""
        page.on("request", self._began)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)
        page.on("websocket", self._opened)
        page.on("dialog", self._asked)

    def about(self, base_url: str) -> None:
        """Whose requests count: those to the site's own host."""
        self._site = urlsplit(base_url).hostname or ""

    def mark(self) -> Mark:
        """Remember this moment, to ask later what has gone out since."""
        return Mark(self, self.sent, self._frames_back, frozenset(self._pending))

    def pending_since(self, sent: int) -> bool:
        """Whether a request that can change something, sent after that count, is still unanswered."""
        return any(number > sent and request.method != "GET" for request, number in self._pending.items())

    def frames_back(self) -> int:
        """How many frames have come in."""
        return self._frames_back

    def answer(self, since: int, pattern: str) -> int | None:
        """The status of the last reply, to a request after that count, whose address matches."""
        found = [status for number, url, status in self._answered if number > since and re.search(pattern, url)]
        return found[-1] if found else None

    async def next_end(self) -> None:
        """Wait until another request of the page has ended."""
        self._ends.clear()
        await self._ends.wait()

    async def next_leaving(self, patience_s: float) -> None:
        """Wait until something leaves the page, at most so long."""
        self._left.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await self._left.wait()

    async def idle(self, patience_ms: int, still_ms: int = 0) -> None:
        """Let requests under way end, so that none is dropped, and then nothing move for so long.

        Long polls are not waited for.
        """
        deadline = time.monotonic() + patience_ms / 1000
        while self._young() or time.monotonic() - self.last_moved < still_ms / 1000:
            if time.monotonic() >= deadline:
                return
            await asyncio.sleep(0.02)

    async def quiet(self, quiet_ms: int, patience_ms: int) -> bool:
        """Wait until nothing is under way and nothing has moved for so long; False when patience ran out."""
        deadline = time.monotonic() + patience_ms / 1000
        while True:
            now = time.monotonic()
            rest = quiet_ms / 1000 - (now - self.last_moved)
            if rest <= 0 and not self._pending:
                return True
            if now >= deadline:
                return False
            await asyncio.sleep(min(max(rest, 0.02), deadline - now))

    def _young(self) -> bool:
        now = time.monotonic()
        return any(now - self._began_at[request] < _LONG_POLL_S for request in self._pending)

    def _counts(self, url: str, kind: str) -> bool:
        return kind in _ACTIVE and (not self._site or urlsplit(url).hostname == self._site)

    def _began(self, request: Request) -> None:
        if self._counts(request.url, request.resource_type):
            self.sent += 1
            self._left.set()
            self._pending[request] = self.sent
            self._began_at[request] = time.monotonic()
            self.last_moved = time.monotonic()

    def _ended(self, request: Request) -> None:
        number = self._pending.pop(request, None)
        self._began_at.pop(request, None)
        if number is not None:
            self.last_moved = time.monotonic()
            self._ends.set()
            response = request.existing_response
            if response is not None:
                self._answered.append((number, request.url, response.status))

    def _opened(self, socket: WebSocket) -> None:
        if not self._site or urlsplit(socket.url).hostname == self._site:
            socket.on("framesent", self._frame_sent)
            socket.on("framereceived", self._frame_came)

    def _frame_sent(self, payload: Any) -> None:
        if len(payload) > _LONGEST_FRAME_OF_A_PING:
            self.sent += 1
            self._left.set()
            self.last_moved = time.monotonic()

    def _frame_came(self, payload: Any) -> None:
        if len(payload) > _LONGEST_FRAME_OF_A_PING:
            self._frames_back += 1
            self.last_moved = time.monotonic()

    async def _asked(self, dialog: Dialog) -> None:
        # Leaving a half-written page is always right; "Are you sure?" only while the last click is made.
        if dialog.type == "beforeunload" or self.accepting:
            await dialog.accept()
        else:
            await dialog.dismiss()


class Mark:
    """A moment just before a click."""

    def __init__(self, page_watch: Watch, sent: int, frames_back: int, pending: frozenset[Request]) -> None:
        self._watch = page_watch
        self.sent = sent
        self._frames_back = frames_back
        # A request under way may be a long poll through which the click goes out later, unseen.
        self.was_quiet = not pending

    @property
    def silent(self) -> bool:
        """Whether nothing has left the page since."""
        return self._watch.sent == self.sent

    async def broken(self, patience_s: float) -> bool:
        """Wait until something has left since, at most so long; says whether it has."""
        if self.silent:
            await self._watch.next_leaving(patience_s)
        return not self.silent

    async def answered(self, patience_ms: int) -> bool:
        """Wait until what has left since is answered; False when patience ran out."""
        try:
            async with asyncio.timeout(patience_ms / 1000):
                while self._watch.pending_since(self.sent):
                    await self._watch.next_end()
        except TimeoutError:
            return False
        return True

    def status(self, pattern: str) -> int | None:
        """The status of the site's own reply since, where an address matches."""
        return self._watch.answer(self.sent, pattern)
