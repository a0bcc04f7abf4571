"""A list of a noun whose rows can be removed, one or many; for ten seconds they can be taken back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from desktop import wording
from desktop.screens.leaving_rows import Leaving
from desktop.screens.nouns import NounList
from desktop.tables.query import Query
from desktop.tables.view import MOVED
from desktop.workbench import Workbench


class RemovableList(NounList):
    """Every row but those that are leaving; `goes_too` says what goes with a row."""

    def __init__(self, bench: Workbench, *listed: Any, goes_too: str = "") -> None:
        super().__init__(bench, *listed)
        self._goes_too = goes_too
        self.leaving = Leaving(bench, listed[1], self.model)

    def query(self) -> Query:
        """What is leaving is not shown any more."""
        return self.leaving.hide(super().query())

    def remove(self) -> None:
        """Take away what is selected, unless it came there by itself a moment ago."""
        if self.table.settled:
            self.table.with_selected(self.let_go, lambda: self.bench.say(MOVED))

    def remove_named(self) -> None:
        """Take away the row that is named beside the list, selected or not."""
        row = self.table.current()
        if row is not None:
            self.let_go([row.id])

    def let_go(self, chosen: list[int]) -> None:
        """Take these rows away."""
        said = wording.counted(len(chosen), self._noun.one, self._noun.many or None)
        self.leaving.remove(chosen, f"{said} removed.{self._goes_too}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes, once while it is held."""
        if event.key() == Qt.Key.Key_Delete and not event.isAutoRepeat():
            self.remove()
        else:
            super().keyPressEvent(event)
