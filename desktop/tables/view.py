"""The table of a screen: whole rows, j and k, and a selection that survives a refresh."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.tables.base import Column, WindowedModel
from desktop.tables.delegate import CellDelegate
from desktop.theme.tokens import ROW

TICK_MS = 20_000
NARROWEST = 90  # of a column without a width of its own
_CTRL = Qt.KeyboardModifier.ControlModifier
_LOOSE = Qt.KeyboardModifier.NoModifier


class TableView(QTableView):
    """A list of rows; `chosen` tells the current row, `picked` how many are selected."""

    chosen = Signal(object)
    picked = Signal(int)
    opened = Signal(object)

    def __init__(self, model: WindowedModel) -> None:
        super().__init__()
        self.rows = model
        self._remembered: tuple[int | None, int, set[int]] = (None, 0, set())
        self._shown: Any = None
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self._settle()
        self._lay_out(model)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        model.dataChanged.connect(lambda: self._tell())
        self.selectionModel().selectionChanged.connect(lambda: self.picked.emit(len(self.selected())))
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows.row(index.row())))
        ticking = QTimer(self, interval=TICK_MS)
        ticking.timeout.connect(self.viewport().update)
        ticking.start()

    def _settle(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        down = self.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(ROW)

    def _lay_out(self, model: WindowedModel) -> None:
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setMinimumSectionSize(48)
        across.setFixedHeight(ROW)
        for number, column in enumerate(model.columns_shown):
            if column.width:
                across.resizeSection(number, column.width)
        sortable = any(column.order for column in model.columns_shown)
        across.setSectionsClickable(sortable)
        if sortable:
            across.setSortIndicatorShown(True)
            across.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
            across.sortIndicatorChanged.connect(model.sort)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for, and share out what is left."""
        super().resizeEvent(event)
        columns, across = self.rows.columns_shown, self.horizontalHeader()
        shown = self._with_room(columns)
        for number in range(len(columns)):
            self.setColumnHidden(number, number not in shown)
        open_ = [number for number in shown if not columns[number].width]
        left = self.viewport().width() - sum(self.columnWidth(number) for number in shown if columns[number].width)
        whole = sum(columns[number].share for number in open_)
        for number in open_:
            last = number == open_[-1]  # it takes what people leave who draw the others wider
            mode = QHeaderView.ResizeMode.Stretch if last else QHeaderView.ResizeMode.Interactive
            across.setSectionResizeMode(number, mode)
            if not last:
                across.resizeSection(number, left * columns[number].share // whole)

    def _with_room(self, columns: Sequence[Column]) -> list[int]:
        """Of the columns wanted at this width those that fit; the last ones give way to what the others need."""
        shown = [number for number, column in enumerate(columns) if self.width() >= column.spare]
        while len(shown) > 2 and sum(columns[number].width or NARROWEST for number in shown) > self.viewport().width():
            shown.pop()
        return shown

    # ── the rows in hand ─────────────────────────────────────────────────────────────────────────────────────────────
    def current(self) -> Any:
        """The current row, or None."""
        index = self.currentIndex()
        return self.rows.row(index.row()) if index.isValid() else None

    def selected(self) -> list[Any]:
        """The selected rows that are read, top to bottom; the current one where none is selected."""
        numbers = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [row for row in map(self.rows.row, numbers) if row is not None]

    def choose(self, number: int) -> None:
        """Make one row the current and only selected one."""
        if 0 <= number < self.rows.rowCount():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(self.rows.index(number, 0), flags)

    def choose_some(self) -> None:
        """Select the current row, or the first, where none is selected: Qt itself makes one current without."""
        if not self.selectionModel().hasSelection():
            self.choose(max(0, self.currentIndex().row()))

    def step(self, by: int) -> None:
        """Go down or up by so many rows."""
        now = self.currentIndex()
        number = now.row() + by if now.isValid() else 0
        self.choose(max(0, min(number, self.rows.rowCount() - 1)))
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """j and k go down and up; other letters belong to the screen."""
        if event.modifiers() == _LOOSE and event.key() in {Qt.Key.Key_J, Qt.Key.Key_K}:
            self.step(1 if event.key() == Qt.Key.Key_J else -1)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current() is not None:
            self.opened.emit(self.current())
        elif event.text().isprintable() and event.text() and not event.modifiers() & _CTRL:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Somebody who arrives by keyboard stands on a row."""
        super().focusInEvent(event)
        self.choose_some()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The mark at the edge goes with the focus."""
        super().focusOutEvent(event)
        self.viewport().update()

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Tell which row is current."""
        super().currentChanged(current, previous)
        self._tell()
        self.viewport().update()

    # ── a refresh keeps the place ────────────────────────────────────────────────────────────────────────────────────
    def _remember(self) -> None:
        row = self.current()
        place = max(self.currentIndex().row(), 0)
        self._remembered = (row.id if row else None, place, {found.id for found in self.selected()})

    def _restore(self) -> None:
        current_id, place, picked = self._remembered
        if not self.rows.rowCount():
            self._tell()
            self.picked.emit(0)
            return
        if current_id is not None:
            found = self.rows.place_of(current_id)
            # The row that took the place of one that is gone is the next to look at.
            self.choose(min(place, self.rows.rowCount() - 1) if found is None else found)
        self._select_again(picked - {current_id})
        self._tell()

    def _select_again(self, wanted: set[int]) -> None:
        again = QItemSelection()
        for row_id in wanted:
            number = self.rows.place_of(row_id)
            if number is not None:
                again.select(self.rows.index(number, 0), self.rows.index(number, self.rows.columnCount() - 1))
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().select(again, flags)

    def _tell(self) -> None:
        row = self.current()
        if row != self._shown:
            self._shown = row
            self.chosen.emit(row)
