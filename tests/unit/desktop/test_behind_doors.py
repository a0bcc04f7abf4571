"""Doors that were gone through: nothing is left of them, and nothing late opens another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from automation.commands import VaultUnlock
from desktop.app import App
from desktop.engine_link import READY
from desktop.screens.pin import PinPage
from desktop.screens.unlock import UnlockPage
from desktop.widgets.plain import Label
from models.paths import Profile
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.pages import of, overheard
from tests.unit.desktop.test_doors import PIN, locked, page_of
from tests.unit.desktop.test_first_start import newcomer, walk_to_the_end

Opened = Callable[..., App]


def test_a_practice_network_that_opens_late_opens_no_locked_window(
    qtbot: QtBot, opened: Opened, profile: Profile
) -> None:
    app, first = newcomer(qtbot, opened)
    walk_to_the_end(qtbot, first)
    first.begin.look.click()
    qtbot.waitUntil(app.shell.sidebar.isVisible)
    page = locked(qtbot, app, profile)
    app.practice.opened.emit("http://127.0.0.1:8377")
    assert app.shell.screens.currentWidget() is page
    assert not app.shell.framed


def test_no_door_stays_behind_the_screens(
    qtbot: QtBot, busy: FilledStore, opened: Opened, profile: Profile, open_vault: Callable[..., None]
) -> None:
    open_vault(locked=True)
    app = opened(until_screens=False)
    vault = page_of(qtbot, app, UnlockPage)
    vault.unlock()  # a wrong passphrase, whose answer comes when nobody waits for it
    vault.look.click()
    qtbot.waitUntil(app.shell.sidebar.isVisible)
    qtbot.waitUntil(lambda: not isValid(vault))
    page = locked(qtbot, app, profile)
    qtbot.keyClicks(page.secret, PIN)
    page.do.click()
    qtbot.waitUntil(app.shell.sidebar.isVisible)
    qtbot.waitUntil(lambda: not isValid(page))
    pages = [app.shell.screens.widget(number) for number in range(app.shell.screens.count())]
    assert not [found for found in pages if isinstance(found, PinPage | UnlockPage)]


def test_a_vault_that_was_locked_stays_so_until_a_person_unlocks_it(
    qtbot: QtBot, busy: FilledStore, opened: Opened, open_vault: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_vault(locked=True, kind="keychain")
    app = opened()  # nobody locked it, so the keychain is asked at once
    sent = overheard(app, monkeypatch)
    app.lock()
    page: Any = page_of(qtbot, app, UnlockPage)
    assert of(sent, VaultUnlock) == []
    page.do.click()
    qtbot.waitUntil(app.shell.sidebar.isVisible)
    assert of(sent, VaultUnlock) == [VaultUnlock(passphrase=None)]


def test_a_link_that_broke_and_is_mended_makes_no_engine_started_anew(
    qtbot: QtBot, busy: FilledStore, opened: Opened, open_vault: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_vault(kind="keychain")
    app = opened()
    app.link._socket.abort()
    qtbot.waitUntil(lambda: app.link.standing == READY and not app.doors.restarted)
    sent = overheard(app, monkeypatch)
    app.lock()
    page = page_of(qtbot, app, UnlockPage)
    assert not any("started anew" in label.text() for label in page.findChildren(Label))
    assert of(sent, VaultUnlock) == []


def test_an_older_look_at_how_all_stands_opens_no_window_that_was_locked_since(
    qtbot: QtBot, busy: FilledStore, opened: Opened, profile: Profile
) -> None:
    app = opened()
    (profile.folder / "fake-pin").write_text(PIN)  # set by another program
    app.hide_window()
    page = page_of(qtbot, app, PinPage)
    assert app.counts is not None
    app._take_counts(app.counts)  # they were being counted when the window was locked
    assert app.shell.screens.currentWidget() is page
