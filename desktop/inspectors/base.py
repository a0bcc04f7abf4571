"""An inspector: a column that scrolls, in sections, empty until a row is chosen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from desktop.theme.tokens import S8, S16
from desktop.widgets.plain import Label
from desktop.workbench import Workbench

WIDTH = 340


class Inspector(QFrame):
    """The frame on the right; `column` takes the parts, `row` is the one that is shown."""

    row: Any = None

    def __init__(self, nothing: str) -> None:
        super().__init__()
        self.setProperty("role", "inspector")
        self.setMinimumWidth(300)
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(1, 0, 0, 0)
        empty = Label(nothing, "secondary", wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setContentsMargins(S16, S16, S16, S16)
        self._pages.addWidget(empty)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(S16, S16, S16, S16)
        self.column.setSpacing(S8)
        self._scroll.setWidget(inside)
        self._pages.addWidget(self._scroll)

    def show_nothing(self) -> None:
        """No row is chosen."""
        self._pages.setCurrentIndex(0)

    def show_row(self, *, top: bool = False) -> None:
        """A row is chosen; `top` when it is another one."""
        self._pages.setCurrentIndex(1)
        if top:
            self._scroll.verticalScrollBar().setValue(0)

    def show_page(self, bench: Workbench, row: int, account: int, name: str) -> None:
        """Go to the page that was asked for beside a row; who has gone elsewhere meanwhile is told that it is open."""

        def show() -> None:
            bench.go("live", account)

        if self.isVisible() and self.row is not None and self.row.id == row:
            show()
        else:
            bench.say(f"The page of @{name} is open.", "Show", show)

    def bring_into_view(self, part: QWidget) -> None:
        """Scroll so that a part is seen."""
        self._scroll.ensureWidgetVisible(part)

    def section(self, title: str, *parts: QWidget) -> QWidget:
        """A titled section; hide it as a whole."""
        found = QWidget()
        layout = QVBoxLayout(found)
        layout.setContentsMargins(0, S8, 0, 0)
        layout.setSpacing(S8)
        layout.addWidget(Label(title, "strong"))
        for part in parts:
            layout.addWidget(part)
        self.column.addWidget(found)
        return found
