"""What tests of the kept screens share: a page that is read, the commands that were sent, what the window said last."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.dialogs.keep import KeepDialog


def of(sent: list[Any], kind: type) -> list[Any]:
    return [command for command in sent if isinstance(command, kind)]


def page_of(qtbot: QtBot, app: App, screen: str, tab: str = "") -> Any:
    """A list of a screen, read."""
    app.go(screen)
    found: Any = app.screens[screen]
    if tab:
        found.open_tab(tab)
    page = getattr(found, "shown", found)
    if hasattr(page, "model"):
        qtbot.waitUntil(lambda: page.model.known and page.model.rowCount() > 0)
        qtbot.waitUntil(lambda: page.inspector.row is not None)
    return page


def beside(qtbot: QtBot, page: Any, at: int) -> Any:
    """The inspector, with the row at that place."""
    page.table.choose(at)
    wanted = page.model.row(at).id
    qtbot.waitUntil(lambda: page.inspector.row is not None and page.inspector.row.id == wanted)
    return page.inspector


def said(app: App) -> str:
    return app.shell.notice.label.text()


def overheard(app: App, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The commands that this window sends from now on."""
    found: list[Any] = []
    call = app.link.call

    def listen(command: object, *more: Any) -> None:
        found.append(command)
        call(command, *more)

    monkeypatch.setattr(app.link, "call", listen)
    return found


def keys(qtbot: QtBot, *given: str | Qt.Key) -> None:
    """Type into whatever has the keyboard."""
    for one in given:
        focus = QApplication.focusWidget()
        assert isinstance(focus, QWidget)
        qtbot.keyClicks(focus, one) if isinstance(one, str) else qtbot.keyClick(focus, one)


def asked(qtbot: QtBot, app: App) -> Any:
    """The dialog that is open, once the keyboard is in it."""
    dialog = app.window.findChildren(KeepDialog)[-1]
    qtbot.waitUntil(lambda: dialog.isAncestorOf(QApplication.focusWidget()))
    return dialog


def own_list(qtbot: QtBot, app: App, name: str) -> Any:
    """The list of one of these nouns, read; tags stand beside people."""
    return page_of(qtbot, app, "people", "Tags") if name == "tags" else page_of(qtbot, app, name)
