"""A running practice network, fresh for each test, and visitors who use it the way its own pages do."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator
from html import unescape

import httpx
import pytest

from automation.practice.server import PracticeServer

PATIENCE_S = 60
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # reading them takes longer than most of these tests


class Visitor:
    """Somebody with cookies: opens pages and presses their buttons, over plain HTTP."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, trust_env=False, timeout=PATIENCE_S, verify=NO_CERTIFICATES)
        self.csrf = ""

    def sign_in(self, user: str, password: str | None = None) -> httpx.Response:
        form = self.http.get("/sign-in").text
        token = re.search(r'name="csrf" value="([^"]+)"', form)
        assert token
        fields = {"csrf": token[1], "user": user, "password": password or f"practice-{user}"}
        answer = self.http.post("/sign-in", data=fields)
        self.read_token()
        return answer

    def read_token(self) -> None:
        found = re.search(r'name="csrf" value="([^"]+)"', self.http.get("/posts/1").text)
        self.csrf = found[1] if found else ""

    def press(self, path: str, **fields: str) -> httpx.Response:
        headers = {"accept": "application/json", "x-csrf-token": self.csrf}
        return self.http.post(path, data=fields, headers=headers)

    def page(self, path: str, follow: bool = True) -> str:
        return unescape(self.http.get(path, follow_redirects=follow).text)

    def pressed(self, path: str, mark: str) -> bool:
        """Whether the first button of that name on a fresh page is pressed."""
        button = re.search(rf'data-testid="{mark}"[^>]* aria-pressed="(true|false)"', self.page(path))
        assert button, f"no {mark} on {path}"
        return button[1] == "true"


@pytest.fixture(scope="module")
def running() -> Iterator[PracticeServer]:
    with PracticeServer() as server:
        yield server


@pytest.fixture
def network(running: PracticeServer) -> PracticeServer:
    running.control("reset", dialect="plain")
    return running


@pytest.fixture
def visitor(network: PracticeServer) -> Iterator[Callable[[str | None], Visitor]]:
    opened = []

    def come(user: str | None) -> Visitor:
        opened.append(Visitor(network.url))
        if user:
            opened[-1].sign_in(user)
        return opened[-1]

    yield come
    for one in opened:
        one.http.close()


@pytest.fixture
def alice(visitor: Callable[[str | None], Visitor]) -> Visitor:
    return visitor("alice")
