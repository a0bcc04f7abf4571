"""Signing in to a site that writes the session anew with each of its answers: nothing of ours may overtake it."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from playwright.async_api import Page

from automation.platforms.adapter import Adapter
from tests.fakes.adapter_walks import read_pack
from tests.fakes.hand_site import HandSite

pytestmark = pytest.mark.asyncio(loop_scope="module")
FORM = """<!doctype html><html lang="en"><body><input id="user"><input id="password" type="password">
<button id="go" onclick="fetch('/session', {method: 'POST'}).then(() => location = '/home')">Sign in</button>"""
SLOW_S = 0.6


class Resaving:
    """One browser's session; an answer writes back the session that it was asked with."""

    def __init__(self) -> None:
        self.user = ""
        self._asked, self._kept, self._written = threading.Event(), threading.Event(), threading.Event()
        self._signing_in = False

    def who(self) -> str:
        found = self.user
        if self._signing_in:
            self._asked.set()
            assert self._kept.wait(20)
            self.user = found
            self._written.set()
        return json.dumps({"name": found})

    def sign_in(self) -> str:
        self._signing_in = True
        overtaken = self._asked.wait(SLOW_S)
        self.user = "ann"
        self._kept.set()
        assert not overtaken or self._written.wait(20)
        self._signing_in = False
        return "ok"


async def test_who_is_signed_in_is_asked_when_the_site_has_answered(
    site: HandSite, tmp_path: Path, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("automation.platforms.signing_in._LANDING_MS", 100)
    session = Resaving()
    site.pages |= {"/login": FORM, "/home": "<h1>Home</h1>"}
    site.answers |= {"/me": session.who, "/session": session.sign_in}
    signing_in = '[sign_in]\nuser = "#user"\npassword = "#password"\nsubmit = "#go"\n[like]'
    told = ('locator = "#me"\nattribute = "data-me"', 'json = "/me"\npath = "name"')
    pack = read_pack(site, tmp_path, told, ("[like]", signing_in))
    await Adapter(pack, page, "ann").sign_in("a password")
    assert session.user == "ann"
