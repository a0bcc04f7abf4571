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
from shiboken6 import isValid

from automation.commands import CheckPin, Present, VaultUnlock
from desktop import presence
from desktop.app import App
from desktop.command_list import open_palette
from desktop.command_palette import CommandPalette
from desktop.dialogs.pin import PinDialog
from desktop.dialogs.profiles import ProfilesDialog
from desktop.presence import Presence
from desktop.screens.pin import PinPage
from desktop.screens.unlock import UnlockPage
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.plain import Label
from models.paths import Profile
from tests.fakes.engine import command_line
from tests.fakes.filled_store import FilledStore
from tests.unit.desktop.conftest import PASSPHRASE
from tests.unit.desktop.pages import of, overheard

Opened = Callable[..., App]
PIN = "4711"


@pytest.fixture
def pin(profile: Profile) -> None:
    """The window has a PIN."""
    (profile.folder / "fake-pin").write_text(PIN)


def page_of(qtbot: QtBot, app: App, kind: type) -> Any:
    qtbot.waitUntil(lambda: isinstance(app.shell.screens.currentWidget(), kind))
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


def locked(qtbot: QtBot, app: App, profile: Profile) -> PinPage:
    """Set a PIN from elsewhere, and lock the window."""
    (profile.folder / "fake-pin").write_text(PIN)
    app.refresh()
    qtbot.waitUntil(lambda: bool(app.status["pin"]))
    app.hide_window()
    page: PinPage = page_of(qtbot, app, PinPage)
    return page


def test_a_late_answer_opens_no_door_and_is_gone_to_behind_it(
    qtbot: QtBot, busy: FilledStore, opened: Opened, profile: Profile
) -> None:
    app = opened()
    page = locked(qtbot, app, profile)
    app.bench.go("queue", 7)
    assert app.shell.screens.currentWidget() is page
    qtbot.keyClicks(page.secret, PIN)
    page.do.click()
    qtbot.waitUntil(app.shell.sidebar.isVisible)
    assert app.shell.screens.currentWidget() is app.screens["queue"]


def test_a_palette_goes_when_the_window_is_locked(
    qtbot: QtBot, busy: FilledStore, opened: Opened, profile: Profile
) -> None:
    app = opened()
    palette = open_palette(app)
    page = locked(qtbot, app, profile)
    assert not isValid(palette) or not palette.isVisible()
    qtbot.waitUntil(page.secret.hasFocus)


def test_a_locked_window_names_nothing_and_no_profile(
    qtbot: QtBot, busy: FilledStore, opened: Opened, profile: Profile
) -> None:
    app, done = opened(), list[str]()
    app.shell.profile.click()
    dialog = app.window.findChildren(ProfilesDialog)[-1]
    page = locked(qtbot, app, profile)
    assert not dialog.isVisible()
    assert not app.shell.profile.isVisible()
    app.bench.offer_undo("@maria goes.", lambda: done.append("first"), lambda: None)
    app.bench.say("@bakery.lyon is signed in.")
    assert not app.shell.notice.isVisible()
    qtbot.keyClicks(page.secret, PIN)
    page.do.click()
    qtbot.waitUntil(app.shell.notice.isVisible)
    assert app.shell.profile.isVisible()
    assert app.shell.notice.label.text() == "@bakery.lyon is signed in."
    assert done == []  # nobody could take it back behind the door
    app.shell.notice.finish()
    assert done == ["first"]


def test_enter_asks_once_while_an_answer_is_waited_for(
    qtbot: QtBot,
    busy: FilledStore,
    opened: Opened,
    profile: Profile,
    open_vault: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_vault(locked=True)
    app = opened(until_screens=False)
    vault = page_of(qtbot, app, UnlockPage)
    sent = overheard(app, monkeypatch)
    qtbot.keyClicks(vault.secret, PASSPHRASE)
    for _ in range(2):
        qtbot.keyClick(vault.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(app.shell.sidebar.isVisible)
    page = locked(qtbot, app, profile)
    qtbot.keyClick(page.secret, Qt.Key.Key_Return)
    qtbot.keyClicks(page.secret, PIN)
    for _ in range(2):
        qtbot.keyClick(page.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(app.shell.sidebar.isVisible)
    assert of(sent, VaultUnlock) == [VaultUnlock(passphrase=PASSPHRASE)]
    assert of(sent, CheckPin) == [CheckPin(PIN)]


def test_what_happens_meanwhile_leaves_the_keyboard_where_it_is_at_a_door(
    qtbot: QtBot, busy: FilledStore, opened: Opened, open_vault: Callable[..., None]
) -> None:
    open_vault(locked=True)
    app = opened(until_screens=False)
    vault = page_of(qtbot, app, UnlockPage)
    qtbot.waitUntil(vault.secret.hasFocus)
    vault.other.setFocus()
    assert app.counts is not None
    app._take_counts(app.counts)  # as whenever something changes
    assert vault.other.hasFocus()


def test_another_profile_and_the_way_out_are_at_hand_at_a_door(
    qtbot: QtBot, busy: FilledStore, opened: Opened, open_vault: Callable[..., None]
) -> None:
    open_vault(locked=True)
    app = opened(until_screens=False)
    vault = page_of(qtbot, app, UnlockPage)
    qtbot.mouseClick(app.shell.profile, Qt.MouseButton.LeftButton)
    app.window.findChildren(ProfilesDialog)[-1].reject()
    qtbot.waitUntil(app.window.isActiveWindow)
    qtbot.keyClick(vault.secret, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not app.window.isVisible()


@pytest.mark.parametrize("looking", [False, True])
def test_an_engine_that_was_started_again_by_hand_brings_the_screens_back(
    qtbot: QtBot, busy: FilledStore, opened: Opened, profile: Profile, open_vault: Callable[..., None], looking: bool
) -> None:
    open_vault(locked=looking)
    app = opened(until_screens=not looking)
    if looking:
        page_of(qtbot, app, UnlockPage).look.click()
    app.go("people")
    app.link.process._command = ["/bin/sh", "-c", "exit 4"]
    os.kill(app.link.process.pid, signal.SIGKILL)
    stopped = page_of(qtbot, app, EmptyState)
    app.link.process._command = command_line(profile)
    stopped.button.click()
    qtbot.waitUntil(app.shell.sidebar.isVisible)
    assert app.shell.screens.currentWidget() is app.screens["people"]


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
    locked(qtbot, app, profile)
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
