"""A row of choices of which one holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from desktop.widgets.icon_label import Button
from desktop.widgets.plain import face


class Segments(QWidget):
    """Joined buttons; `changed` is told the name of the one that holds now."""

    def __init__(self, names: Sequence[str], changed: Callable[[str], object], icons: Sequence[str] = ()) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, Button] = {}
        for number, name in enumerate(names):
            button = Button(name, "segment", icons[number] if icons else "")
            button.setCheckable(True)
            button.setProperty("edge", "first" if not number else "last" if number == len(names) - 1 else "")
            button.clicked.connect(lambda _on, n=name: changed(n))
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._group.addButton(button)
            self.buttons[name] = button
            layout.addWidget(button)
        if names:
            self.buttons[names[0]].setChecked(True)

    @property
    def chosen(self) -> str:
        """The name of the one that holds."""
        return next((name for name, button in self.buttons.items() if button.isChecked()), "")

    def choose(self, name: str) -> None:
        """Let one hold, without telling."""
        self.buttons[name].setChecked(True)

    def clear(self) -> None:
        """Let none hold, because something elsewhere does."""
        self._group.setExclusive(False)
        for button in self.buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)

    def name(self, name: str, words: str) -> None:
        """Change what a button says, such as a count."""
        self.buttons[name].setText(face(words))
