"""Rows that a person took off a list: gone from it at once, for good later, back when that is undone or refused."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from PySide6.QtCore import QTimer

from automation.commands import Remove
from desktop.screens.base import GATHER_MS
from desktop.tables.base import WindowedModel
from desktop.tables.query import Query
from desktop.workbench import Workbench
from models.errors import StewardError


class Leaving:
    """The rows of one list that are being removed."""

    def __init__(self, bench: Workbench, table: str, model: WindowedModel) -> None:
        self._bench, self._table, self._model = bench, table, model
        self._hiding = ""
        self.ids: set[int] = set()
        """Those that are not shown any more."""
        self._soon = QTimer(model, singleShot=True, interval=GATHER_MS)
        self._soon.timeout.connect(self._look)

    def hide(self, query: Query) -> Query:
        """The list without them."""
        marks = ", ".join(map(str, sorted(self.ids)))
        self._hiding = f"{query.id} NOT IN ({marks})" if marks else ""
        return query.narrowed(self._hiding) if marks else query

    def remove(self, chosen: Collection[int], said: str) -> None:
        """Take rows off the list and offer to take that back; once, however often it is asked for."""
        fresh = sorted({*chosen} - self.ids)
        if not fresh:
            return
        self.ids.update(fresh)
        self._look()
        self._bench.offer_undo(said, lambda: [self._send(row_id) for row_id in fresh], lambda: self._stay(*fresh))

    def _send(self, row_id: int) -> None:
        def refused(error: StewardError) -> None:
            self._stay(row_id)
            self._bench.complain(error)

        self._bench.link.call(Remove(self._table, row_id), lambda _value: self._stay(row_id), refused)

    def _stay(self, *back: int) -> None:
        self.ids.difference_update(back)
        if not self._soon.isActive():  # of many, each has an answer of its own
            self._soon.start()

    def _look(self) -> None:
        query = self._model.query
        assert query is not None  # a row was shown
        others = tuple(condition for condition in query.where if condition != self._hiding)
        self._model.look(self.hide(replace(query, where=others)))
