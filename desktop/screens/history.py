"""History: what came to an end, each with its receipt: before and after, every rule, every try."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtWidgets import QApplication

from automation.commands import Receipt
from desktop import wording
from desktop.inspectors.action_inspector import ActionInspector
from desktop.screens.base import ListScreen
from desktop.tables import action_rows
from desktop.tables.actions import HistoryModel
from desktop.tables.query import Query
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.icon_label import Button
from desktop.widgets.segments import Segments
from desktop.workbench import Workbench

FILTERS: dict[str, tuple[str, ...]] = {
    "All": (),
    "Confirmed": ("confirmed",),
    "Not proven": ("unconfirmed", "needs_review"),
    "Not done": ("failed", "refused", "skipped", "cancelled", "expired"),
}


class HistoryScreen(ListScreen):
    """What was done, and what is true of it."""

    NAME, TITLE = "history", "History"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._text = ""
        self._states: tuple[str, ...] = ()
        self.segments = Segments(list(FILTERS), self._show_states)
        self.head.addWidget(self.segments)
        self.add_filter("Filter", self._narrow)
        self.copy = Button("Copy receipt", "", "copy", hint="Copy the receipt as JSON", pressed=self._copy)
        self.copy.setEnabled(False)
        self.head.addWidget(self.copy)
        self.action = ActionInspector(bench)
        empty = EmptyState(
            "history",
            "Nothing has ended yet",
            "Each act ends here with its receipt: a picture before and after, and what a fresh look found.",
            "New action",
            lambda: bench.act(),
            "Open the practice network",
            lambda: bench.go("practice"),
        )
        self.set_list(HistoryModel(bench.reading), empty, self.action)
        self.split.setSizes([584, 500])
        self.table.chosen.connect(self.action.take)
        self.table.chosen.connect(lambda found: self.copy.setEnabled(found is not None))
        self.concerns(bench.link.action_changed, bench.link.vault_changed)

    def refresh(self) -> None:
        """Read the list again."""
        self.model.refresh() if self.model.known else self.model.look(self._query())

    def beside(self, row_id: int) -> bool:
        """Any action can be shown beside the list."""
        self.action.take_id(row_id)
        self.copy.setEnabled(True)
        return True

    def is_filtered(self) -> bool:
        """Whether the list is narrowed."""
        return bool(self._text) or bool(self._states)

    def counted_words(self, number: int) -> str:
        """How many there are."""
        return wording.counted(number, "action") if number else ""

    def _query(self) -> Query:
        query = action_rows.history()
        if self._states:
            query = query.narrowed(f"a.state IN ({', '.join('?' * len(self._states))})", *self._states)
        return action_rows.containing(query, self._text)

    def _narrow(self, text: str) -> None:
        self._text = text
        self.model.look(self._query())

    def _show_states(self, name: str) -> None:
        self._states = FILTERS[name]
        self.model.look(self._query())

    def _copy(self) -> None:
        found = self.action.row  # which is shown, listed or not
        if found is not None:
            self.bench.link.call(Receipt(found.id), self._copied, self.bench.complain)

    def _copied(self, document: dict[str, Any]) -> None:
        QApplication.clipboard().setText(json.dumps(document, indent=2, ensure_ascii=False))
        self.bench.say("The receipt is in the clipboard.")
