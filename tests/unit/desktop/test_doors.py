"""The doors of the window: PIN before vault before screens; behind a shut one nothing is shown and no key works."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from pytestqt.qtbot import QtBot

from automation.commands import Present
from desktop import presence
from desktop.app import App
from desktop.command_palette import CommandPalette
from desktop.dialogs.pin import PinDialog
from desktop.presence import Presence
from desktop.screens.pin import PinPage
from desktop.screens.unlock import UnlockPage
from desktop.widgets.plain import Label
from models.paths import Profile
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.conftest import PASSPHRASE

Opened = Callable[..., App]
PIN, PATIENCE = "4711", 15_000


@pytest.fixture
def pin(profile: Profile) -> None:
    """The window has a PIN."""
    (profile.folder / "fake-pin").write_text(PIN)


def page_of(qtbot: QtBot, app: App, kind: type) -> Any:
    qtbot.waitUntil(lambda: isinstance(app.shell.screens.currentWidget(), kind), timeout=PATIENCE)
    return app.shell.screens.currentWidget()


def test_the_pin_comes_before_the_vault_and_the_vault_before_the_screens(
    qtbot: QtBot, busy: FilledStore, pin: None, opened: Opened, open_vault: Callable[..., None]
) -> None:
    open_vault(locked=True)
    app = opened(until_screens=False)
    page = page_of(qtbot, app, PinPage)
    qtbot.keyClicks(page.secret, "4712")
    qtbot.keyClick(page.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(page.trouble.isVisible)
    assert page.trouble.text() == "That is not the PIN. Try again in 5 s."
    assert not app.screens
    qtbot.keyClicks(page.secret, PIN)
    qtbot.keyClick(page.secret, Qt.Key.Key_Return)
    vault = page_of(qtbot, app, UnlockPage)
    assert not app.screens
    qtbot.keyClicks(vault.secret, PASSPHRASE)
    vault.do.click()
    qtbot.waitUntil(app.shell.sidebar.isVisible)


def test_a_locked_window_shows_nothing_and_takes_no_key(
    qtbot: QtBot, busy: FilledStore, pin: None, opened: Opened
) -> None:
    app = opened(until_screens=False)
    page = page_of(qtbot, app, PinPage)
    qtbot.keyClicks(page.secret, PIN)
    page.do.click()
    qtbot.waitUntil(app.shell.sidebar.isVisible)
    app.go("history")
    app.turn_drawer()
    app.rest(True)
    qtbot.waitUntil(app.shell.resting.isVisible)
    qtbot.waitUntil(app.shell.notice.isVisible)
    qtbot.keyClick(app.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert isinstance(app.shell.screens.currentWidget(), PinPage)
    assert app.drawer is not None
    assert not app.drawer.isVisible()
    assert not app.shell.notice.isVisible()
    assert app.counts is not None
    app._take_counts(app.counts)  # as whenever something changes
    assert not app.shell.resting.isVisible()
    for key in (Qt.Key.Key_K, Qt.Key.Key_1, Qt.Key.Key_J, Qt.Key.Key_N):
        qtbot.keyClick(app.window, key, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(app.shell.screens.currentWidget(), PinPage)
    assert app.window.findChild(CommandPalette) is None
    page = page_of(qtbot, app, PinPage)
    qtbot.keyClicks(page.secret, PIN)
    page.do.click()
    qtbot.waitUntil(app.shell.sidebar.isVisible)
    assert app.shell.screens.currentWidget() is app.screens["history"]
    assert app.shell.resting.isVisible()


def test_an_engine_that_was_started_anew_says_why_the_vault_is_locked(
    qtbot: QtBot, busy: FilledStore, opened: Opened, open_vault: Callable[..., None]
) -> None:
    app = opened()
    open_vault(locked=True)
    os.kill(app.link.process.pid, signal.SIGKILL)
    vault = page_of(qtbot, app, UnlockPage)
    assert any("started anew" in label.text() for label in vault.findChildren(Label))
    qtbot.keyClicks(vault.secret, PASSPHRASE)
    vault.do.click()
    qtbot.waitUntil(app.shell.sidebar.isVisible)
    app.lock()
    vault = page_of(qtbot, app, UnlockPage)
    assert not any("started anew" in label.text() for label in vault.findChildren(Label))


def test_whoever_sets_a_pin_is_not_locked_out(qtbot: QtBot, busy: FilledStore, opened: Opened) -> None:
    app = opened()
    app.hide_window()
    qtbot.waitUntil(lambda: bool(app.window.findChildren(PinDialog)))
    dialog = app.window.findChildren(PinDialog)[-1]
    dialog.first.setText("123")
    dialog.again.setText("124")
    dialog.do.click()
    assert dialog.again_field.said.text() == "These are not the same."
    dialog.again.setText("123")
    dialog.do.click()
    qtbot.waitUntil(dialog.trouble.isVisible)
    dialog.first.setText(PIN)
    dialog.again.setText(PIN)
    dialog.do.click()
    qtbot.waitUntil(lambda: app.status["pin"])
    assert app.shell.sidebar.isVisible()
    app.hide_window()
    assert isinstance(app.shell.screens.currentWidget(), PinPage)


def test_a_pin_that_was_taken_off_elsewhere_opens_the_door(
    qtbot: QtBot, busy: FilledStore, pin: None, opened: Opened, profile: Profile
) -> None:
    app = opened(until_screens=False)
    page_of(qtbot, app, PinPage)
    (profile.folder / "fake-pin").unlink()
    app.refresh()
    qtbot.waitUntil(app.shell.sidebar.isVisible)


def test_presence_is_told_at_most_twice_a_minute(
    qtbot: QtBot, busy: FilledStore, opened: Opened, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, told = opened(), list[object]()
    monkeypatch.setattr(app.link, "call", lambda command, *_: told.append(command))
    watcher = Presence(app.link)
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    for _ in range(5):
        assert not watcher.eventFilter(app, key)
    assert told == [Present()]
    assert presence.EVERY_MS == 30_000
    watcher.eventFilter(app, QEvent(QEvent.Type.MouseMove))
    watcher._told.invalidate()  # as half a minute does
    watcher.eventFilter(app, key)
    assert told == [Present(), Present()]


def test_a_group_folds_away_but_for_the_screen_that_is_shown(qtbot: QtBot, busy: FilledStore, opened: Opened) -> None:
    app = opened()
    buttons = app.shell.sidebar.buttons
    app.go("queue")
    app.shell.sidebar.fold("Today")
    assert [name for name in ("overview", "queue", "history") if buttons[name].isVisible()] == ["queue"]
    app.go("people")
    assert not buttons["queue"].isVisible()
    app.go("history")
    assert [name for name in ("overview", "queue", "history") if buttons[name].isVisible()] == ["history"]
    app.shell.sidebar.fold("Today")
    assert buttons["overview"].isVisible()
