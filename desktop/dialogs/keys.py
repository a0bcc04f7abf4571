"""The sheet of all keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from desktop.theme.tokens import S4, S8, S16, S24, S32
from desktop.widgets.plain import Label

COLUMNS, KEYS_WIDTH, TITLE_WIDTH = 2, 104, 240


class KeySheet(QDialog):
    """What every key does; Esc closes it."""

    def __init__(
        self, parent: QWidget, commands: Sequence[tuple[str, str]], in_lists: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(S24, S24, S24, S24)
        whole.setSpacing(S16)
        whole.addWidget(Label("Keys", "title"))
        whole.addWidget(Label("Anywhere", "section"))
        named = [("Ctrl+K", "Search or type a command"), *commands, ("Esc", "One step back")]
        whole.addWidget(_grid([(_native(keys), title) for keys, title in named]))
        whole.addSpacing(S8)
        whole.addWidget(Label("In lists", "section"))
        whole.addWidget(_grid(in_lists))


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _grid(pairs: Sequence[tuple[str, str]]) -> QWidget:
    found = QWidget()
    grid = QGridLayout(found)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(S16)
    grid.setVerticalSpacing(S4 + 2)
    lines = -(-len(pairs) // COLUMNS)
    for number, (keys, title) in enumerate(pairs):
        line, column = number % lines, number // lines * 3
        grid.addWidget(Label(keys, "mono"), line, column)
        grid.addWidget(Label(title), line, column + 1)
    for column in range(COLUMNS):
        grid.setColumnMinimumWidth(column * 3, KEYS_WIDTH)
        grid.setColumnMinimumWidth(column * 3 + 1, TITLE_WIDTH)
        grid.setColumnMinimumWidth(column * 3 + 2, S32)
    grid.setColumnStretch(COLUMNS * 3 - 1, 1)
    return found
