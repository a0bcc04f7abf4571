"""The list of screens on the left, in groups, with a count where something waits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.screens.listed import Entry
from desktop.theme.tokens import S4, S8, S12
from desktop.widgets.icon_label import Button
from desktop.widgets.plain import Label

WIDTH = 196


class NavButton(Button):
    """One screen's entry; the count stands at its right edge."""

    def __init__(self, entry: Entry, number: int) -> None:
        keys = f"Ctrl+{number}" if number <= 9 else ""
        super().__init__(entry.title, "nav", entry.icon, hint=f"{entry.title} ({keys})" if keys else entry.title)
        self.setCheckable(True)
        self.setMinimumHeight(32)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, S8, 0)
        self.count = Label(role="secondary")
        self.count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout.addStretch(1)
        layout.addWidget(self.count)
        self.entry = entry

    def sizeHint(self) -> QSize:
        """As wide as the sidebar."""
        return QSize(WIDTH - 2 * S12, 32)

    def take_count(self, number: int) -> None:
        """Show how many wait; nothing for none."""
        self.count.setText(f"{number:,}" if number else "")
        self.setAccessibleName(f"{self.entry.title}, {number:,}" if number else self.entry.title)


class Sidebar(QFrame):
    """All screens that work."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.setFixedWidth(WIDTH)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, NavButton] = {}
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(S12, S8, S12, S12)
        layout.setSpacing(2)
        group = ""
        for number, entry in enumerate(entries, 1):
            if entry.group != group:
                group = entry.group
                layout.addSpacing(S8)
                heading = Label(group.upper(), "group")
                heading.setContentsMargins(S8 + 2, S4, 0, S4)
                layout.addWidget(heading)
            layout.addWidget(self._button(entry, number))
        layout.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 1, 0)
        whole.addWidget(self._scroll)

    def show_chosen(self, name: str) -> None:
        """Mark the screen that is shown."""
        if name in self.buttons:
            self.buttons[name].setChecked(True)
            self._scroll.ensureWidgetVisible(self.buttons[name])

    def _button(self, entry: Entry, number: int) -> NavButton:
        button = NavButton(entry, number)
        button.clicked.connect(lambda: self.chosen.emit(entry.name))
        self._group.addButton(button)
        self.buttons[entry.name] = button
        return button
