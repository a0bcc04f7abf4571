"""A site of hand-written pages on loopback, which remembers what was sent to it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

PACK = """
[platform]
slug = "hand"
title = "Hand"
base_url = "{base}"
seen_working = 2026-11-01
evidence = "live"
[url]
sign_in = "/login"
post = "/post/{{post}}"
profile = "/u/{{user}}"
inbox = "/inbox"
thread = "/with/{{user}}"
[id]
post = ['^/post/(?P<post>[\\w-]+)']
person = ['^/u/(?P<user>\\w+)']
[ready]
post = "main.ready"
[scope]
post = 'article[data-id="{{post}}"]'
[identity]
locator = "#me"
attribute = "data-me"
[like]
off = ['button.like[aria-pressed="false"]', "button.heart:not(.on)"]
on = ['button.like[aria-pressed="true"]', "button.heart.on"]
refused = ".refused"
[comment]
box = "#box"
submit = "#send"
item = "li"
mine = 'li:has(a:text-is("{{me}}"))'
text = ".text"
delete = "button.delete"
refused = ".refused"
[stop]
challenge = {{ heading = "^Are you human$", element = 'iframe[title="recaptcha"]' }}
[dismiss]
cookies = "#cookies button"
[settle]
shown_ms = 5000
"""
# Every page is shown to ann; a page says only what is different about it.
SHELL = """<!doctype html><html lang="en"><body><nav><span id="me" data-me="ann"></span></nav>
<main class="ready">%s</main></body></html>"""
LIKE = """<button class="like" aria-pressed="false" onclick="act(this)">Like</button>
<script>function act(b) {
  fetch('/acts', {method: 'POST', body: 'like'}).then(() => b.setAttribute('aria-pressed', 'true')); }</script>"""


def post(body: str, slug: str = "1") -> str:
    """A page with one post around a body."""
    return SHELL % f'<article data-id="{slug}">{body}</article>'


class HandSite:
    """Serves `pages` by path while the block runs, or what `answers` say; POSTs are kept in `acts`."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.answers: dict[str, Callable[[], str]] = {}
        self.statuses: dict[str, int] = {}
        self.acts: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                known = self.path in site.pages or self.path in site.answers
                self._say(site.statuses.get(self.path, 200 if known else 404), self._answer("nothing"))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", "0")))
                site.acts.append(body.decode())
                self._say(200, self._answer("ok"))

            def _answer(self, otherwise: str) -> str:
                answer = site.answers.get(self.path)
                return site.pages.get(self.path, otherwise) if answer is None else answer()

            def _say(self, status: int, text: str) -> None:
                self.send_response(status)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def pack_text(self) -> str:
        """The pack of this site."""
        return PACK.format(base=self.url)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
