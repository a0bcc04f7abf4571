"""What looks like a search field in the bar and opens the palette."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from desktop.theme.tokens import S12
from desktop.widgets.icon_label import GAP, ICON, Button
from desktop.widgets.plain import Label

LONG, SHORT, KEYS, MOST = "Search or type a command", "Search", "Ctrl+K", 360


class SearchButton(Button):
    """Says less where there is little room, and its keys always."""

    def __init__(self) -> None:
        super().__init__(LONG, "search", "search", hint=LONG)
        self.keys = Label(KEYS, "secondary")
        self.keys.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, S12, 0)
        inside.addStretch(1)
        inside.addWidget(self.keys)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room to spare for all that it says."""
        return QSize(MOST, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for the least that it says."""
        return QSize(self._width(SHORT), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say what there is room for."""
        super().resizeEvent(event)
        self.setText(LONG if self.width() >= self._width(LONG) else SHORT)

    def _width(self, words: str) -> int:
        return self.fontMetrics().horizontalAdvance(words) + self.keys.sizeHint().width() + ICON + GAP + 4 * S12
