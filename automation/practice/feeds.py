"""The feeds of the practice network: RSS and Atom, of everybody and of each person, with conditional GET."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from automation.practice import facts, people, posts
from automation.practice.gate import slowly
from automation.practice.posts import Post
from automation.practice.visit import Visit, arrive

_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml"}


def routes() -> list[Route]:
    """Return the addresses of all feeds."""
    return [Route(path + kind, _endpoint(kind)) for kind in _TYPES for path in ("/feeds/all.", "/@{handle}/feed.")]


def _endpoint(kind: str) -> Callable[[Request], Awaitable[Response]]:
    return partial(_feed, kind)


async def _feed(kind: str, request: Request) -> Response:
    visit = arrive(request)
    book = visit.site.faults
    await slowly(book.take("slow", visit.me, "feed", exact=True), "before_ms")
    response = Response(status_code=500) if book.take("fail", visit.me, "feed", exact=True) else _answer(visit, kind)
    facts.feed_read(visit.store, request.url.path, response.status_code)
    return response


def _answer(visit: Visit, kind: str) -> Response:
    handle = visit.request.path_params.get("handle")
    # As the world sees it: a feed has no session, so a private person's posts are never in it.
    author = people.person(visit.store, handle, None) if handle else None
    if handle and (author is None or author.hidden):
        return Response(status_code=404)
    found = posts.newest(visit.store, None, author.handle if author else None, limit=30)
    newest = max((post.at for post in found), default=datetime.fromtimestamp(0, UTC)).replace(microsecond=0)
    body = (_rss if kind == "rss" else _atom)(visit, author, found, newest).encode()
    tag = '"' + hashlib.sha256(body).hexdigest()[:24] + '"'
    headers = {"etag": tag, "last-modified": format_datetime(newest, usegmt=True), "cache-control": "no-cache"}
    if _unchanged(visit.request, tag, newest):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=_TYPES[kind], headers=headers)


def _unchanged(request: Request, tag: str, newest: datetime) -> bool:
    known = request.headers.get("if-none-match")
    if known is not None:
        return tag in [one.strip().removeprefix("W/") for one in known.split(",")] or known.strip() == "*"
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and newest <= since


def _rss(visit: Visit, author: people.Person | None, found: list[Post], newest: datetime) -> str:
    base = str(visit.request.base_url).rstrip("/")
    items = "".join(
        f"<item><title>{escape(_title(post))}</title><link>{base}/posts/{post.id}</link>"
        f'<guid isPermaLink="true">{base}/posts/{post.id}</guid>'
        f"<pubDate>{format_datetime(post.at, usegmt=True)}</pubDate>"
        f"<dc:creator>{escape(post.author)}</dc:creator><description>{escape(escape(post.text))}</description></item>"
        for post in found
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{escape(_name(author))}</title><link>{base}/</link><description>New posts</description>"
        f"<lastBuildDate>{format_datetime(newest, usegmt=True)}</lastBuildDate>{items}</channel></rss>"
    )


def _atom(visit: Visit, author: people.Person | None, found: list[Post], newest: datetime) -> str:
    base = str(visit.request.base_url).rstrip("/")
    entries = "".join(
        f"<entry><id>{base}/posts/{post.id}</id><title>{escape(_title(post))}</title>"
        f"<link href={quoteattr(f'{base}/posts/{post.id}')}/><updated>{post.at.isoformat()}</updated>"
        f"<published>{post.at.isoformat()}</published><author><name>{escape(post.author)}</name></author>"
        f'<content type="text">{escape(post.text)}</content></entry>'
        for post in found
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>{base}{visit.request.url.path}</id><title>{escape(_name(author))}</title>"
        f'<link href={quoteattr(base + "/")}/><link rel="self" href={quoteattr(base + visit.request.url.path)}/>'
        f"<updated>{newest.isoformat()}</updated>{entries}</feed>"
    )


def _name(author: people.Person | None) -> str:
    return f"{author.name} (@{author.handle}) on Practice" if author else "Everyone on Practice"


def _title(post: Post) -> str:
    line = post.text.splitlines()[0]
    return line if len(line) <= 80 else line[:77].rstrip() + "…"
