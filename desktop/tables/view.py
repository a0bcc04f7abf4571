"""The table of a screen: whole rows, j and k, and a selection that survives a refresh."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView

from desktop.tables.base import Column, WindowedModel
from desktop.tables.delegate import CellDelegate
from desktop.theme.tokens import ROW

TICK_MS = 20_000
MOVED = "The list changed before all that is selected was known, so nothing was done. Look again, then answer."
NARROWEST = 90  # of a column without a width of its own
_CTRL = Qt.KeyboardModifier.ControlModifier
_LOOSE = Qt.KeyboardModifier.NoModifier
_SELECT = QItemSelectionModel.SelectionFlag
_REST = QHeaderView.ResizeMode.Stretch
Span = tuple[int, int]
Asked = tuple[list[Span], Callable[[list[int]], object], Callable[[], object]]


class TableView(QTableView):
    """A list of rows; `chosen` tells the current row, `picked` how many are selected."""

    chosen = Signal(object)
    picked = Signal(int)
    opened = Signal(object)
    moved = Signal()
    """Another row took the place of the current one by itself."""

    def __init__(self, model: WindowedModel) -> None:
        super().__init__()
        self.rows = model
        self._remembered: tuple[int | None, int, frozenset[int]] = (None, 0, frozenset())
        self._asked: Asked | None = None
        self._moved_at = -1.0
        self._shown: Any = None
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self._settle()
        self._lay_out(model)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        model.dataChanged.connect(lambda: self._tell())
        model.sequenced.connect(self._hand_over)
        self.selectionModel().selectionChanged.connect(self._count)
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
        columns = self.rows.columns_shown
        shown = self._with_room(columns)
        for number in range(len(columns)):
            self.setColumnHidden(number, number not in shown)
        self._share_out(columns, shown)

    def _share_out(self, columns: Sequence[Column], shown: list[int]) -> None:
        across, open_ = self.horizontalHeader(), _open(columns, shown)
        for number in shown:
            had_the_rest = across.sectionResizeMode(number) == _REST
            # The last one takes what people leave who draw the others wider.
            across.setSectionResizeMode(number, _REST if number == open_[-1] else QHeaderView.ResizeMode.Interactive)
            if had_the_rest and number not in open_:
                across.resizeSection(number, columns[number].width)
        left = self.viewport().width() - sum(self.columnWidth(number) for number in shown if number not in open_)
        whole = sum(columns[number].share for number in open_)
        for number in open_[:-1]:
            across.resizeSection(number, left * columns[number].share // whole)

    def _with_room(self, columns: Sequence[Column]) -> list[int]:
        """Of the columns wanted at this width those that fit; the last ones give way to what the others need."""
        shown = [number for number, column in enumerate(columns) if self.width() >= column.spare]
        while len(shown) > 2 and _least(columns, shown) > self.viewport().width():
            shown.pop()
        return shown

    # ── the rows in hand ─────────────────────────────────────────────────────────────────────────────────────────────
    def current(self) -> Any:
        """The current row, or None."""
        index = self.currentIndex()
        return self.rows.row(index.row()) if index.isValid() else None

    @property
    def settled(self) -> bool:
        """Whether the current row stands there long enough to be the one that is meant, not the one before it."""
        return time.monotonic() - self._moved_at > QApplication.doubleClickInterval() / 1000

    def spans(self) -> list[Span]:
        """The selected places, each from its first to its last, top to bottom."""
        selection = self.selectionModel().selection()
        parts = [selection.at(number) for number in range(selection.count())]
        return _joined(sorted((part.top(), part.bottom()) for part in parts))

    def with_selected(self, then: Callable[[list[int]], object], refused: Callable[[], object]) -> None:
        """Hand on the ids of exactly the selected rows; `refused` follows where the list changed before they are known.

        Nothing follows where none is selected.
        """
        self._asked = self.spans(), then, refused
        if self._ids(self._asked[0]) is None:
            self._want_sequence()
        else:
            self._hand_over()

    def _hand_over(self) -> None:
        asked, self._asked = self._asked, None
        if asked is None:
            return
        spans, then, refused = asked
        found = self._ids(spans)
        self._want_sequence()
        if found is None:
            refused()
        elif found:
            then(found)

    def _ids(self, spans: list[Span]) -> list[int] | None:
        parts = [self.rows.ids_between(*span) for span in spans]
        return None if None in parts else [row_id for part in parts if part is not None for row_id in part]

    def _count(self) -> None:
        self._want_sequence()
        self.picked.emit(self._selected())

    def _selected(self) -> int:
        return sum(last - first + 1 for first, last in self.spans())

    def _want_sequence(self) -> None:
        # Rows that were not read are selected, or will be after a refresh, or were when an answer was asked for.
        self.rows.want_sequence(self._selected() > 1 or self._asked is not None)

    def choose(self, number: int) -> None:
        """Make one row the current and only selected one."""
        if 0 <= number < self.rows.rowCount():
            self.selectionModel().setCurrentIndex(self.rows.index(number, 0), _SELECT.ClearAndSelect | _SELECT.Rows)

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
        place = self.currentIndex().row()
        current = None if place < 0 else self.rows.ids_between(place, place)
        picked = frozenset(self._ids(self.spans()) or ())
        self._remembered = (current[0] if current else None, max(place, 0), picked)

    def _restore(self) -> None:
        current_id, place, picked = self._remembered
        self._hand_over_nothing()
        if self.rows.rowCount():
            again = _spans(self.rows.places_of(picked))
            if current_id is not None:
                self._stand_again(current_id, place, again)
            self._select(again)
        else:
            self.picked.emit(0)
        self._tell()

    def _hand_over_nothing(self) -> None:
        asked, self._asked = self._asked, None
        if asked is not None:
            asked[2]()

    def _stand_again(self, current_id: int, place: int, again: list[Span]) -> None:
        found = self.rows.place_of(current_id)
        if found is None:
            # The next to look at is one that is selected too, else the one that took the place.
            found = again[0][0] if again else min(place, self.rows.rowCount() - 1)
            self._moved_at = time.monotonic()
            self.moved.emit()
        if again:
            self.selectionModel().setCurrentIndex(self.rows.index(found, 0), _SELECT.NoUpdate)
        else:
            self.choose(found)

    def _select(self, spans: list[Span]) -> None:
        wanted = QItemSelection()
        for first, last in spans:
            wanted.select(self.rows.index(first, 0), self.rows.index(last, self.rows.columnCount() - 1))
        self.selectionModel().select(wanted, _SELECT.Select | _SELECT.Rows)

    def _tell(self) -> None:
        row = self.current()
        self.rows.looked_at = None if row is None else row.id
        if row != self._shown:
            self._shown = row
            self.chosen.emit(row)


def _open(columns: Sequence[Column], shown: list[int]) -> list[int]:
    """Those that share what the others leave: they have no width of their own, or the first where each has one."""
    return [number for number in shown if not columns[number].width] or shown[:1]


def _least(columns: Sequence[Column], shown: list[int]) -> int:
    """The room that they need."""
    open_ = _open(columns, shown)
    return sum(NARROWEST if number in open_ else columns[number].width for number in shown)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Sorted spans, those that touch as one."""
    found: list[Span] = []
    for first, last in spans:
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(last, found[-1][1])
        else:
            found.append((first, last))
    return found


def _spans(places: list[int]) -> list[Span]:
    """Sorted places as spans; mostly they are a few long ones, so whole halves are looked at first."""
    if not places:
        return []
    if places[-1] - places[0] == len(places) - 1:
        return [(places[0], places[-1])]
    half = len(places) // 2
    return _joined([*_spans(places[:half]), *_spans(places[half:])])
