"""What tests of the kept screens share: a page that is read, the commands that were sent, what the window said last."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import App


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
