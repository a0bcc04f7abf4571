"""Who is asking, and for what: one request with the site it came to, and the pages it may be shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote

import jinja2
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

import resources
from automation.practice import dialect, people, threads
from automation.practice.faults import FaultBook
from automation.practice.store import PracticeStore

COOKIE = "practice_session"
VISITOR_COOKIE = "practice_visitor"
_LINKED = re.compile(r"(?<![\w&/])([#@])(\w+)")
_NO_ACTS = ("stop.html", "sign_in.html", "code.html", "checkpoint.html")
_NO_QUIRKS: Mapping[str, Any] = {"lose": {}, "late_ms": 0, "double": (), "absent": ()}
# The address of each act; the same table makes the routes and tells a page which clicks to lose.
ACTS = {
    "like": "/posts/{post:int}/like",
    "unlike": "/posts/{post:int}/unlike",
    "save": "/posts/{post:int}/save",
    "unsave": "/posts/{post:int}/unsave",
    "comment": "/posts/{post:int}/comments",
    "delete_comment": "/comments/{comment:int}/delete",
    "like_comment": "/comments/{comment:int}/like",
    "unlike_comment": "/comments/{comment:int}/unlike",
    "follow": "/people/{handle}/follow",
    "unfollow": "/people/{handle}/unfollow",
    "message": "/messages/with/{handle}/send",
}


@dataclass(slots=True)
class Site:
    """One running practice network: its database, its faults, its present markup."""

    store: PracticeStore
    control_token: str
    dialect: dialect.Dialect
    faults: FaultBook = field(default_factory=FaultBook)
    pages: jinja2.Environment = field(init=False)
    on_stop: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.pages = jinja2.Environment(
            loader=jinja2.FileSystemLoader(resources.path("practice/pages")),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self.pages.filters.update(ago=ago, exact=exact, short=short, linked=linked)
        self.pages.globals.update(
            t=lambda part, key=None: self.dialect.mark(part, key),
            c=lambda names: self.dialect.classes(names),
            i=lambda part, key: self.dialect.anchor(part, key),
            w=lambda name: self.dialect.word(name),
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """One request and whoever is signed in with it."""

    site: Site
    request: Request
    session: people.Session | None

    @property
    def me(self) -> str | None:
        """The handle that is signed in, or None."""
        return self.session.user if self.session else None

    @property
    def store(self) -> PracticeStore:
        """The site's database."""
        return self.site.store

    @property
    def wants_fragments(self) -> bool:
        """Whether the page's own script asks, not a plain form."""
        return "application/json" in self.request.headers.get("accept", "")

    async def form(self) -> dict[str, str]:
        """Return the fields of the form that was sent."""
        return dict(parse_qsl((await self.request.body()).decode(), keep_blank_values=True))

    def fragment(self, part: str, **data: Any) -> str:
        """Return one piece of a page."""
        macro = getattr(self.site.pages.get_template("parts.html").make_module({"visit": self}), part)
        return str(macro(**data))

    def page(self, name: str, /, status: int = 200, **data: Any) -> Response:
        """Return a whole page; a fresh look is always a fresh page."""
        chrome = {
            "unread": threads.unread(self.store, self.me) if self.me else 0,
            "quirks": _NO_QUIRKS if name in _NO_ACTS else self._quirks(),
        }
        html = self.site.pages.get_template(name).render(visit=self, me=self.me, **chrome, **data)
        return HTMLResponse(html, status, {"cache-control": "no-store"})

    def go(self, path: str) -> Response:
        """Send the browser elsewhere on this site."""
        return RedirectResponse(path, 303)

    def here(self) -> str:
        """Return the path asked for, fit for a `next` parameter."""
        query = self.request.url.query
        return quote(self.request.url.path + (f"?{query}" if query else ""), safe="/")

    def _quirks(self) -> dict[str, Any]:
        # Used up per page shown: what a browser does with the page is not ours to count.
        book, me = self.site.faults, self.me
        lose = {
            "^" + re.sub(r"\{[^}]+\}", "[^/]+", path) + "$": fault.details.get("clicks", 1)
            for fault in _taken(book, "lose", me)
            for verb, path in ACTS.items()
            if fault.verb in (None, verb)
        }
        late = book.take("late", me)
        return {
            "lose": lose,
            "late_ms": late.details.get("ms", 500) if late else 0,
            "double": {fault.verb or "like" for fault in _taken(book, "double", me)},
            "absent": {fault.verb or "like" for fault in _taken(book, "absent", me)},
        }


def _taken(book: FaultBook, kind: str, user: str | None) -> Iterator[Any]:
    for verb in (*ACTS, None):
        fault = book.take(kind, user, verb, exact=True)
        if fault:
            yield fault


def arrive(request: Request) -> Visit:
    """Return the visit that a request is."""
    site: Site = request.app.state.site
    return Visit(site, request, people.session(site.store, request.cookies.get(COOKIE)))


def ago(moment: datetime) -> str:
    """Return an age as social sites write it: `34 min`, `2 h`, `5 d`."""
    minutes = int((datetime.now(UTC) - moment).total_seconds() // 60)
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 1440 else f"{minutes // 1440} d"


def exact(figure: int) -> str:
    """Return a count in full: `1,204`."""
    return f"{figure:,}"


def short(figure: int) -> str:
    """Return a count in short: `18.4K`, exact below a thousand."""
    for size, letter in ((1_000_000, "M"), (1_000, "K")):
        if figure >= size:
            return f"{figure / size:.1f}".removesuffix(".0") + letter
    return str(figure)


def linked(text: str) -> Markup:
    """Return a text with its hashtags and handles as links, everything else harmless."""
    pieces, end = [], 0
    for found in _LINKED.finditer(text):
        href = f"/tags/{quote(found[2])}" if found[1] == "#" else f"/@{found[2]}"
        pieces.append(escape(text[end : found.start()]))
        pieces.append(Markup('<a href="{}">{}</a>').format(href, found[0]))
        end = found.end()
    return Markup("").join([*pieces, escape(text[end:])])
