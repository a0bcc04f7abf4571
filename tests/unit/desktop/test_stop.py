"""Stop: whatever stands over the window, one press rests every lane."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from automation.commands import Lanes, VaultLock
from desktop.app import App
from desktop.command_list import open_palette, open_profiles, open_sheet
from desktop.command_palette import CommandPalette
from desktop.dialogs.new_action import NewAction
from tests.fakes.filled_store import SITE, FilledStore
from tests.unit.desktop.pages import of, overheard

Opened = Callable[..., App]
POST = f"{SITE}/posts/3"


@pytest.fixture
def app(busy: FilledStore, opened: Opened) -> App:
    return opened()


def test_stop_rests_every_lane_and_start_lets_them_go_on(qtbot: QtBot, app: App) -> None:
    app.shell.stop.click()
    qtbot.waitUntil(app.shell.resting.isVisible)
    assert not app.shell.stop.isEnabled()
    app.shell.resting.button.click()
    qtbot.waitUntil(lambda: not app.shell.resting.isVisible())


def test_stop_works_over_a_dialog_and_not_over_one_at_a_door(
    qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = overheard(app, monkeypatch)

    def stop_over(dialog: QDialog) -> None:
        qtbot.waitUntil(dialog.isActiveWindow)
        qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
        dialog.reject()

    stop_over(NewAction.ask(app.window, app.bench, None, POST))
    stop_over(open_sheet(app))
    assert of(sent, Lanes) == [Lanes(on=False)] * 2
    app.lock()
    qtbot.waitUntil(lambda: app.doors.unlock is not None)
    stop_over(open_profiles(app))
    assert len(of(sent, Lanes)) == 2


def press(app: App, part: QWidget) -> None:
    """Press on a part of the window as a mouse does: where Qt lets no mouse through, nothing comes of it."""
    at = part.mapTo(app.window, part.rect().center())
    QTest.mouseClick(app.window.windowHandle(), Qt.MouseButton.LeftButton, pos=at)


def test_the_window_waits_beneath_a_dialog_but_its_stop_does_not(
    qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = overheard(app, monkeypatch)
    dialog = NewAction.ask(app.window, app.bench, None, POST)
    qtbot.waitUntil(dialog.isActiveWindow)
    press(app, app.shell.sidebar.buttons["queue"])
    QTest.keyClick(app.window.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert app.shell.screens.currentWidget() is not app.screens.get("queue")
    assert not of(sent, VaultLock)
    press(app, app.shell.stop)
    assert of(sent, Lanes) == [Lanes(on=False)]
    qtbot.waitUntil(app.shell.resting.isVisible)
    assert dialog.isVisible()
    app.window.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.reject()
    press(app, app.shell.sidebar.buttons["queue"])
    assert app.shell.screens.currentWidget() is app.screens["queue"]


class CloseFromOutside(QCloseEvent):
    """What comes when somebody presses the window's X."""

    def spontaneous(self) -> bool:
        return True


def test_the_window_is_not_closed_beneath_a_dialog_but_with_it(qtbot: QtBot, app: App) -> None:
    dialog = NewAction.ask(app.window, app.bench, None, POST)
    pressed = CloseFromOutside()
    app.window.closeEvent(pressed)
    assert not pressed.isAccepted()
    assert app.window.isVisible()
    dialog.reject()
    with qtbot.waitSignal(app.window.closing):
        app.window.closeEvent(CloseFromOutside())
    assert not app.window.isVisible()


def test_a_press_on_stop_beside_the_palette_stops(qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = overheard(app, monkeypatch)
    open_palette(app)
    press(app, app.shell.stop)
    assert of(sent, Lanes) == [Lanes(on=False)]
    qtbot.waitUntil(lambda: app.shell.findChild(CommandPalette) is None)
