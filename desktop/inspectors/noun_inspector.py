"""Everything about one row of a list, a line for each thing that is known."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.inspectors.base import Inspector
from desktop.tables.nouns import Noun, NounRow, Part, facts, when
from desktop.theme.tokens import S4, S12
from desktop.widgets.icon_label import Badge, emptied
from desktop.widgets.plain import Elided, Label, tip
from desktop.widgets.quote import Quote
from desktop.wording import Sign
from desktop.workbench import Workbench
from models import ids

LONG = 90
LABEL_WIDTH = 118


class NounInspector(Inspector):
    """Shows the row it is given; what is not known is left out."""

    def __init__(self, bench: Workbench, noun: Noun, table: str) -> None:
        super().__init__(f"Choose a {noun.one} to see all about it.")
        self._bench, self._noun, self._table = bench, noun, table
        self.row: NounRow | None = None
        self.name, self.number = Elided(role="section"), Label(role="secondary", selectable=True)
        self.column.addWidget(self.number)
        self.column.addWidget(self.name)
        self.before = QWidget()
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(S12)
        self._grid.setVerticalSpacing(S4 + 2)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self.column.addWidget(inside)
        self.build()
        self.column.addStretch(1)

    def build(self) -> None:
        """Add what this noun has beyond its facts."""

    def take(self, row: NounRow | None) -> None:
        """Show a row, or nothing."""
        other = row is None or self.row is None or row.id != self.row.id
        self.row = row
        if row is None:
            self.show_nothing()
            return
        then: Callable[[Any], None] = partial(self._show, row.id, other)
        self._bench.reading.run(lambda: facts(self._noun, row.id), then, owner=self)

    def _show(self, row_id: int, other: bool, found: list[tuple[Part, Any]]) -> None:
        if self.row is None or self.row.id != row_id or not found:
            return
        self.number.setText(ids.public(self._table, row_id))
        self.name.setText(self._title(*found[0]))
        emptied(self._grid)
        for part, known in found[1:]:
            if part.told:
                self._add(part, known)
        self.show_row(top=other)

    def _title(self, part: Part, value: Any) -> str:
        cell = part.form(value)
        if part.figures:
            return f"{self._noun.one.capitalize()} {cell.text}"
        return cell.tip if part.form is when else cell.text

    def _add(self, part: Part, value: Any) -> None:
        cell = part.form(value)
        if value is None or not cell.text:
            return
        line, top = self._grid.rowCount(), Qt.AlignmentFlag.AlignTop
        if len(cell.text) > LONG or "\n" in cell.text:
            quote = Quote(part.title)
            quote.take(cell.text)
            self._grid.addWidget(quote, line, 0, 1, 2)
            return
        self._grid.addWidget(Label(part.title, "secondary", wrap=True), line, 0, top)
        if cell.icon:
            self._grid.addWidget(
                Badge(Sign(cell.icon, cell.text, cell.token), role=""), line, 1, top | Qt.AlignmentFlag.AlignLeft
            )
            return
        said = Label(cell.text, wrap=True, selectable=True)
        said.setToolTip(tip(cell.tip))
        self._grid.addWidget(said, line, 1, top)
