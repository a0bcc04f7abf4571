"""Everything about one row of a list, a line for each thing that is known."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from desktop.inspectors.base import Inspector
from desktop.tables.nouns import Noun, NounRow, Part, facts, told, when
from desktop.widgets.facts import Facts
from desktop.widgets.plain import Elided, Label
from desktop.workbench import Workbench
from models import ids


class NounInspector(Inspector):
    """Shows the row it is given; what is not known is left out."""

    def __init__(self, bench: Workbench, noun: Noun, table: str) -> None:
        super().__init__(f"Choose a {noun.one} to see all about it.")
        self._bench, self._noun, self._table = bench, noun, table
        self.row: NounRow | None = None
        self.name, self.number = Elided(role="section"), Label(role="secondary", selectable=True)
        self.column.addWidget(self.number)
        self.column.addWidget(self.name)
        self.facts = Facts()
        self.column.addWidget(self.facts)
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
        self.number.say(ids.public(self._table, row_id) if self._table else "")
        self.name.setText(self._title(*found[0]))
        self.tell(found)
        self.show_row(top=other)

    def _title(self, part: Part, value: Any) -> str:
        cell = part.form(value)
        if part.figures:
            return f"{self._noun.one.capitalize()} {cell.text}"
        return cell.tip if part.form is when else cell.text

    def tell(self, found: list[tuple[Part, Any]]) -> None:
        """Show what is known."""
        self.facts.take(told(found[1:]))
