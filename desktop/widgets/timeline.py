"""What happened, in order: a line for each thing, relative times with the exact one on hover."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop import times
from desktop.theme.tokens import S4, S8
from desktop.widgets.icon_label import IconLabel, emptied
from desktop.widgets.plain import Label, tip


class Moment(NamedTuple):
    """One thing that happened; `at` in ms UTC."""

    at: int
    icon: str
    token: str
    text: str


class Timeline(QWidget):
    """Moments above each other, oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(S8)
        self._grid.setVerticalSpacing(S4 + 2)
        self._grid.setColumnStretch(1, 1)

    def take(self, moments: Sequence[Moment], now: int) -> None:
        """Show these."""
        emptied(self._grid)
        top = Qt.AlignmentFlag.AlignTop
        for line, moment in enumerate(moments):
            when = Label(times.relative(moment.at, now), "secondary")
            when.setToolTip(tip(times.exact(moment.at)))
            self._grid.addWidget(IconLabel(moment.icon, moment.token), line, 0, top)
            self._grid.addWidget(Label(moment.text, wrap=True), line, 1, top)
            self._grid.addWidget(when, line, 2, top)
