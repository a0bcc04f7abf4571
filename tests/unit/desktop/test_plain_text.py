"""Hostile names and posts are text: nothing that a stranger wrote is ever rendered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QAbstractButton, QLabel, QTableView
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.screens.base import ListScreen
from desktop.screens.listed import LISTED
from desktop.widgets.plain import Elided
from tests.fakes.filled_store import HOSTILE, FilledStore

Opened = Callable[..., App]


def visit(qtbot: QtBot, app: App) -> None:
    """Open every screen and stand on every row."""
    for entry in LISTED:
        app.go(entry.name)
        screen = app.screens[entry.name]
        if isinstance(screen, ListScreen):
            qtbot.waitUntil(lambda s=screen: s.model.known)
            for row in range(min(screen.model.rowCount(), 12)):
                screen.table.choose(row)
        qtbot.waitUntil(lambda: not app.reading.busy)


def test_no_label_renders_and_no_tip_is_markup_of_strangers(qtbot: QtBot, busy: FilledStore, opened: Opened) -> None:
    app = opened()
    visit(qtbot, app)
    labels = app.window.findChildren(QLabel)
    assert any(HOSTILE in label.text() for label in labels)
    for label in labels:
        if not label.pixmap() or label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
        assert "<b>" not in label.toolTip()
    for button in app.window.findChildren(QAbstractButton):
        assert "<b>" not in button.toolTip()


def test_no_tip_in_a_table_is_markup_of_strangers(qtbot: QtBot, busy: FilledStore, opened: Opened) -> None:
    app = opened()
    visit(qtbot, app)
    tips = []
    for table in app.window.findChildren(QTableView):
        model = table.model()
        for row in range(min(model.rowCount(), 20)):
            for column in range(model.columnCount()):
                tips.append(str(model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or ""))
    hostile = [tip for tip in tips if "bold" in tip]
    assert hostile
    for tip in hostile:
        assert "<b>" not in tip
        assert "&lt;b&gt;" in tip


def test_an_elided_name_is_drawn_as_it_is(qtbot: QtBot, theme: object) -> None:
    label = Elided(HOSTILE)
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    qtbot.waitExposed(label)
    assert label.text() == HOSTILE
    assert "&lt;b&gt;" in label.toolTip()
    assert GuiQt.mightBeRichText(HOSTILE)
    label.resize(2000, 20)
    assert label.toolTip() == ""
