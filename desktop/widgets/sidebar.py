"""The list of screens on the left, in groups, with a count where something waits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.screens.listed import Entry
from desktop.theme.tokens import S8, S12
from desktop.widgets.icon_label import Button
from desktop.widgets.plain import Label

WIDTH, ROW = 196, 28


class NavButton(Button):
    """One screen's entry; the count stands at its right edge."""

    def __init__(self, entry: Entry, number: int) -> None:
        keys = f"Ctrl+{number}" if number <= 9 else ""
        super().__init__(entry.title, "nav", entry.icon, hint=f"{entry.title} ({keys})" if keys else entry.title)
        self.setCheckable(True)
        self.setMinimumHeight(ROW)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, S8, 0)
        self.count = Label(role="secondary")
        self.count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout.addStretch(1)
        layout.addWidget(self.count)
        self.entry = entry

    def sizeHint(self) -> QSize:
        """As wide as the sidebar."""
        return QSize(WIDTH - 2 * S12, ROW)

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
        self._headings: dict[str, Button] = {}
        self._folded: set[str] = set()
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(S12, S8, S12, S12)
        layout.setSpacing(1)
        for number, entry in enumerate(entries, 1):
            if entry.group not in self._headings:
                layout.addSpacing(S8 if self._headings else 0)
                layout.addWidget(self._heading(entry.group))
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
            for group in {*self._folded, self.buttons[name].entry.group}:
                self._show_entries(group)
            self._scroll.ensureWidgetVisible(self.buttons[name], 0)

    def fold(self, group: str) -> None:
        """Fold a group, or unfold it; the screen that is shown stays listed."""
        self._folded ^= {group}
        folded = group in self._folded
        self._headings[group].take_icon("chevron-right" if folded else "chevron-down")
        self._headings[group].setAccessibleName(f"{group}, {'folded' if folded else 'open'}")
        self._show_entries(group)

    def _show_entries(self, group: str) -> None:
        for button in self.buttons.values():
            if button.entry.group == group:
                button.setVisible(group not in self._folded or button.isChecked())

    def _heading(self, group: str) -> Button:
        found = Button(group.upper(), "group", "chevron-down", hint="Fold or unfold")
        found.clicked.connect(lambda: self.fold(group))
        found.setAccessibleName(f"{group}, open")
        self._headings[group] = found
        return found

    def _button(self, entry: Entry, number: int) -> NavButton:
        button = NavButton(entry, number)
        button.clicked.connect(lambda: self.chosen.emit(entry.name))
        self._group.addButton(button)
        self.buttons[entry.name] = button
        return button
