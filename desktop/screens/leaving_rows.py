"""Rows that a person took off a list: gone from it at once, for good later, back when that is undone or refused."""

from __future__ import annotations

from dataclasses import replace

from automation.commands import Remove
from desktop.tables.base import WindowedModel
from desktop.workbench import Workbench
from models.errors import StewardError


class Leaving:
    """The rows of one list, not narrowed otherwise, that are being removed."""

    def __init__(self, bench: Workbench, table: str, model: WindowedModel) -> None:
        self._bench, self._table, self._model = bench, table, model
        self.ids: set[int] = set()
        """Those that are not shown any more."""

    def remove(self, row_id: int, said: str) -> None:
        """Take a row off the list and offer to take that back; once, however often it is asked for."""
        if row_id in self.ids:
            return
        self.ids.add(row_id)
        self._look()
        self._bench.offer_undo(said, lambda: self._send(row_id), lambda: self._stay(row_id))

    def _send(self, row_id: int) -> None:
        def refused(error: StewardError) -> None:
            self._stay(row_id)
            self._bench.complain(error)

        self._bench.link.call(Remove(self._table, row_id), lambda _value: self._stay(row_id), refused)

    def _stay(self, row_id: int) -> None:
        self.ids.discard(row_id)
        self._look()

    def _look(self) -> None:
        query = self._model.query
        assert query is not None  # a row was shown
        hidden = ", ".join(map(str, sorted(self.ids)))
        self._model.look(replace(query, where=(f"{query.id} NOT IN ({hidden})",) if hidden else ()))
