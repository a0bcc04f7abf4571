"""The practice network as one web application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from automation.practice import acts, control, dialect, feeds, gate, pages
from automation.practice.store import PracticeStore
from automation.practice.visit import Site

# Text that looks like markup must stay text, and a page must not be able to reach anything but this site.
_HEADERS = (
    (b"content-security-policy", b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)


def create_app(
    store: PracticeStore, control_token: str, dialect_name: str = "plain", on_stop: Callable[[], None] = lambda: None
) -> Starlette:
    """Build the site on an open store. Raises ValueError for an unknown dialect."""
    app = Starlette(
        routes=[*gate.routes(), *acts.routes(), *feeds.routes(), *pages.routes(), *control.routes()],
        middleware=[Middleware(_Headers)],
        exception_handlers={404: pages.nothing},
    )
    app.state.site = Site(store, control_token, dialect.load(dialect_name), on_stop=on_stop)
    return app


class _Headers:
    """Adds the same headers to every answer. Not BaseHTTPMiddleware: that one cancels an act when its browser dies."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, _adding(send) if scope["type"] == "http" else send)


def _adding(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *_HEADERS]
        await send(message)

    return wrapped
