"""Queue: what is still open and where it stands, with why for everything held or refused."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from automation.commands import Cancel
from desktop import wording
from desktop.inspectors.action_inspector import ActionInspector
from desktop.screens.base import ListScreen
from desktop.tables import action_rows
from desktop.tables.actions import QueueModel
from desktop.tables.query import Query
from desktop.tables.view import MOVED
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.icon_label import Button
from desktop.widgets.segments import Segments
from desktop.workbench import Workbench

FILTERS = {
    "All open": action_rows.OPEN,
    "Queued": ("queued",),
    "Held": ("held",),
    "Running": ("running", "interrupted"),
    "Refused": ("refused",),
}


class QueueScreen(ListScreen):
    """What waits, and whose turn it is."""

    NAME, TITLE = "queue", "Queue"

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._text = ""
        self._states: tuple[str, ...] = action_rows.OPEN
        self.segments = Segments(list(FILTERS), self._show_states)
        self.head.addWidget(self.segments)
        self.add_filter("Filter", self._narrow)
        self.head.addWidget(Button("New action", "primary", "plus", pressed=lambda: bench.act()))
        self.action = ActionInspector(bench)
        empty = EmptyState(
            "list-ordered",
            "Nothing is queued",
            "What you ask for, and what schedules and feeds ask for, waits here until its time comes.",
            "New action",
            lambda: bench.act(),
            "Open the practice network",
            lambda: bench.go("practice"),
        )
        self.set_list(QueueModel(bench.reading), empty, self.action)
        self.table.chosen.connect(self.action.take)
        self.concerns(bench.link.action_changed, bench.link.account_changed, bench.link.vault_changed)

    def refresh(self) -> None:
        """Read the list again."""
        self.model.refresh() if self.model.known else self.model.look(self._query())

    def beside(self, row_id: int) -> bool:
        """Any action can be shown beside the list."""
        self.action.take_id(row_id)
        return True

    def is_filtered(self) -> bool:
        """Whether the list is narrowed."""
        return bool(self._text) or self._states != action_rows.OPEN

    def counted_words(self, number: int) -> str:
        """How many there are."""
        return wording.counted(number, "action") if number else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """w shows why, Delete cancels."""
        if event.key() == Qt.Key.Key_W and not event.modifiers():
            self.action.show_rules()
        elif event.key() == Qt.Key.Key_Delete and not event.isAutoRepeat():
            self._cancel()
        else:
            super().keyPressEvent(event)

    def _cancel(self) -> None:
        if self.table.settled:
            self.table.with_selected(self._cancel_these, lambda: self.bench.say(MOVED))

    def _cancel_these(self, chosen: list[int]) -> None:
        said = f"{wording.counted(len(chosen), 'action')} cancelled."
        self.bench.link.call(Cancel(chosen), lambda _v: self.bench.say(said), self.bench.complain)

    def _query(self) -> Query:
        return action_rows.containing(action_rows.queue(self._states), self._text)

    def _narrow(self, text: str) -> None:
        self._text = text
        self.model.look(self._query())

    def _show_states(self, name: str) -> None:
        self._states = FILTERS[name]
        self.model.look(self._query())
