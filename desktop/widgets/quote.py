"""Words of somebody, set apart: what stands on a page, or what would be written there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from desktop.theme.tokens import S4, S8, S12
from desktop.widgets.plain import Label

SIDE_BY_SIDE = 420


class Quote(QFrame):
    """A heading, and a text that can be selected but never renders."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.setProperty("role", "quote")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S12, S8, S12, S12)
        layout.setSpacing(S4)
        self.heading = Label(heading, "secondary")
        self.body = Label(wrap=True, selectable=True)
        self.body.setMinimumWidth(1)  # a word that is longer than a line widens nothing
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.heading)
        layout.addWidget(self.body, 1)

    def take(self, text: str, heading: str = "") -> None:
        """Show a text."""
        self.body.setText(text)
        if heading:
            self.heading.setText(heading)


class Pair(QWidget):
    """Two parts beside each other where there is room, else one above the other."""

    def __init__(self, first: QWidget, second: QWidget) -> None:
        super().__init__()
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(S8)
        self._layout.addWidget(first, 1)
        self._layout.addWidget(second, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn when the room changes."""
        beside = event.size().width() >= SIDE_BY_SIDE
        self._layout.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        super().resizeEvent(event)
