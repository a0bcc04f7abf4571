"""The process that reads one feed and ends: hostile input meets it, and no secret and no store is in it.

It takes one line of JSON and then the body on its standard input, and gives one JSON document.
"""

from __future__ import annotations

import calendar
import html.parser
import io
import json
import re
import signal
import sys
import time
import unicodedata
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin, urlsplit

from automation.feeds.bounds import cut
from automation.feeds.values import Entry, FeedError, Reading

MEMORY_BYTES, CPU_S = 128 * 1024 * 1024, 1.5
LONGEST_TEXT, LONGEST_URL = 500, 2048
TOO_HEAVY = "feed_too_heavy"


def limit_myself() -> None:
    """Hold this process to its memory and processor time, as far as the system can."""
    try:
        import resource
    except ImportError:  # Windows: there the parent's time limit alone holds
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Ends the process even inside one long call into C, where Python's own handlers would wait.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, CPU_S)


def read(body: bytes, url: str, content_type: str) -> Reading:
    """The entries of a feed, at most 500, in its own order; FeedError feed_unreadable, feed_too_deep."""
    import feedparser  # slow to import, and the parent never needs it

    if not body.strip():
        raise FeedError("feed_unreadable", url, reason="it is empty")
    bounded = cut(body)
    # Content is never kept, so cleaning it (17 s for one long item) is left out. The parser is not told where the
    # feed came from: it would make guids of addresses, and others of them when the feed moves.
    parsed = feedparser.parse(
        io.BytesIO(bounded.body),
        response_headers={"content-type": content_type},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.version and not parsed.entries:
        raise FeedError("feed_unreadable", url, reason="it is neither RSS nor Atom")
    found: dict[str, Entry] = {}
    for raw in parsed.entries:
        entry = _entry(raw, url)
        if entry is not None:
            found.setdefault(entry.guid, entry)
    return Reading(_text(parsed.feed, "title"), tuple(found.values()), bounded.broken_off)


def _entry(raw: Any, base: str) -> Entry | None:
    url = _address(dict.get(raw, "link"), base) or _address(dict.get(raw, "id"), "")
    if url is None:
        return None
    guid = str(dict.get(raw, "id") or url).strip()
    if len(guid) > LONGEST_TEXT:
        guid = f"sha256:{sha256(guid.encode('utf-8', 'replace')).hexdigest()}"
    author = dict.get(raw, "author_detail") or {}
    name = plain(str(author.get("name") or dict.get(raw, "author") or ""))
    return Entry(guid, url, _text(raw, "title"), name, _published(raw))


def _address(value: Any, base: str) -> str | None:
    try:
        url = urljoin(base, str(value).strip()) if value else ""
        parts = urlsplit(url)
    except ValueError:
        return None
    whole = parts.scheme in {"http", "https"} and parts.hostname and len(url) <= LONGEST_URL
    return url if whole and url.isprintable() and " " not in url else None


def _published(raw: Any) -> int | None:
    for key in ("published_parsed", "updated_parsed"):
        stamp: time.struct_time | None = dict.get(raw, key)
        if stamp is not None and 1970 < stamp.tm_year < 2200:
            return calendar.timegm(stamp) * 1000
    return None


def _text(raw: Any, key: str) -> str:
    kind = (dict.get(raw, f"{key}_detail") or {}).get("type", "text/plain")
    return plain(str(dict.get(raw, key) or ""), markup="html" in kind)


def plain(text: str, markup: bool = False) -> str:
    """Text as a person reads it: no markup, no control characters, one line of at most 500 characters."""
    text = text[: 8 * LONGEST_TEXT]
    if markup:
        text = _Stripped.of(text)
    seen = "".join(" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in text)
    return re.sub(r"\s+", " ", seen).strip()[:LONGEST_TEXT]


class _Stripped(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    @classmethod
    def of(cls, text: str) -> str:
        strip = cls()
        strip.feed(text)
        strip.close()
        return "".join(strip.parts)


def answer(question: bytes) -> dict[str, Any]:
    """What this process says to a question: title, entries and broken_off, or an error."""
    head, _, body = question.partition(b"\n")
    try:
        asked = json.loads(head)
        reading = read(body, asked["url"], asked["content_type"])
    except FeedError as error:
        return {"error": error.code, "facts": error.facts}
    except MemoryError:
        return {"error": TOO_HEAVY, "facts": {}}
    except Exception as error:  # the gate: whatever a parser says of hostile input is one thing to the reader
        return {"error": "feed_unreadable", "facts": {"reason": f"the reader gave up on it ({type(error).__name__})"}}
    entries = [[e.guid, e.url, e.title, e.author, e.published_at] for e in reading.entries]
    return {"title": reading.title, "entries": entries, "broken_off": reading.broken_off}


def main() -> int:
    """Read one feed from standard input; the exit code is 0 whenever an answer was given."""
    question = sys.stdin.buffer.read()
    limit_myself()
    sys.stdout.write(json.dumps(answer(question)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
