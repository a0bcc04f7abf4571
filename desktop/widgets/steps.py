"""Steps of long work, ticked off one by one."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme.tokens import S8
from desktop.widgets.icon_label import IconLabel, Row, emptied
from desktop.widgets.plain import Label

_LOOKS = {"doing": ("loader-circle", "info"), "done": ("circle-check", "good"), "failed": ("circle-x", "bad")}


class Steps(QWidget):
    """One line per step; the last one that is being done can fail."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(S8)
        self._icons: dict[str, IconLabel] = {}
        self._doing = ""

    def take(self, step: str, how: str) -> None:
        """Say how far a step is; an empty step means the one that is being done."""
        step = step or self._doing
        if not step:
            return
        if step not in self._icons:
            self._icons[step] = IconLabel("loader-circle", "info")
            self._layout.addWidget(Row(self._icons[step], Label(step), None))
        self._icons[step].take(*_LOOKS[how])
        self._doing = step if how == "doing" else ""

    def clear(self) -> None:
        """Begin anew."""
        emptied(self._layout)
        self._icons.clear()
