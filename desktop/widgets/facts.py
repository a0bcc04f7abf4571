"""What is known about something, a line for each thing; long words are set apart as a quote."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.tables.base import Cell
from desktop.theme.tokens import S4, S12
from desktop.widgets.icon_label import Badge, emptied
from desktop.widgets.plain import Elided, Label, tip
from desktop.widgets.quote import Quote
from desktop.wording import Sign

LONG = 90
LABEL_WIDTH = 118
WORD = 24


class Facts(QWidget):
    """Names on the left, what is known on the right; what is not known is left out."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(S12)
        self._grid.setVerticalSpacing(S4 + 2)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)

    def take(self, found: Iterable[tuple[str, Cell]]) -> bool:
        """Show what is known; says whether anything is."""
        emptied(self._grid)
        known = [(title, cell) for title, cell in found if cell.text]
        for line, (title, cell) in enumerate(known):
            self._add(line, title, cell)
        return bool(known)

    def _add(self, line: int, title: str, cell: Cell) -> None:
        top = Qt.AlignmentFlag.AlignTop
        said = _said(cell)
        if said is None:
            quote = Quote(title)
            quote.take(cell.text)
            self._grid.addWidget(quote, line, 0, 1, 2)
            return
        name = Label(title, "secondary", wrap=True)
        name.setMinimumWidth(1)
        self._grid.addWidget(name, line, 0, top)
        self._grid.addWidget(said, line, 1, top | Qt.AlignmentFlag.AlignLeft if cell.icon else top)


def _said(cell: Cell) -> QWidget | None:
    """What stands on the right; None for words that need the whole width."""
    if cell.icon:
        return Badge(Sign(cell.icon, cell.text, cell.token), role="")
    if " " not in cell.text and any(len(word) > WORD for word in re.split(r"[\s/?&-]", cell.text)):
        return Elided(cell.text, mode=Qt.TextElideMode.ElideMiddle)
    if len(cell.text) > LONG or "\n" in cell.text:
        return None
    found = Label(cell.text, wrap=True, selectable=True)
    found.setMinimumWidth(1)
    found.setToolTip(tip(cell.tip))
    return found
