"""A windowed item model: it holds the pages that are looked at, as frozen values, whatever the length of the list."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.background import Background
from desktop.tables.query import Key, Pages, Query, anchors, count, ids, page, pages
from desktop.tables.read_rows import PAGE, ReadRows
from desktop.widgets.plain import tip
from models.errors import StewardError

ANCHOR_PAGES = 10
CELL, ROW = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """A column; width in pixels, 0 takes its share of what is left; `order` is the SQL to sort by, if one can.

    It is left out while the table is narrower than `spare` pixels.
    """

    title: str
    width: int = 0
    order: str = ""
    figures: bool = False
    spare: int = 0
    share: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: text, perhaps an icon, a token for its colour, and what is said on hover.

    Where it does not fit, its end is cut off; of an `address` the middle, because both ends tell it from others.
    """

    text: str
    icon: str = ""
    token: str = "text"
    tip: str = ""
    strong: bool = False
    address: bool = False


PENDING = Cell("…", token="muted")


class WindowedModel(QAbstractTableModel):
    """Rows of one query; subclasses say what a row is (`row_of`) and what stands in its cells (`cell`)."""

    counted = Signal(int)
    loaded = Signal()
    """The first page is there, or was read again."""
    sequenced = Signal()
    """The ids of the whole list are there, or it was found to have changed."""
    unread = Signal(object)
    """The error that kept something of the list from being read."""

    def __init__(self, columns: Sequence[Column], reading: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns_shown = tuple(columns)
        self.query: Query | None = None
        self._order: tuple[str, bool] | None = None  # as the head of the table says, whatever list is shown
        self._reading = reading
        self._total, self._generation, self._known = 0, 0, False
        self._read = ReadRows(self.row_of)
        self._asked: set[int] = set()
        self._sought: int | None = None
        self.looked_at: int | None = None  # it is read wherever it comes to stand
        self._wants_sequence, self._resets = False, 0

    # ── what a subclass says ─────────────────────────────────────────────────────────────────────────────────────────
    def row_of(self, values: tuple[Any, ...]) -> Any:
        """The frozen row of a tuple of the query's columns; it has an `id`."""
        raise NotImplementedError

    def cell(self, row: Any, column: int) -> Cell:
        """What stands in a cell."""
        raise NotImplementedError

    # ── the list ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def look(self, query: Query) -> None:
        """Show another list: its first page at once, its length when it is counted."""
        self.query = query.sorted(*self._order) if self._order else query
        self._forget()
        if self._wants_sequence:
            self._read_again([0])
        else:
            self._read_first(self._generation)

    def refresh(self) -> None:
        """Read again what is looked at; rows that changed are swapped in."""
        if self.query is None:
            return
        if not self._known:
            self.look(self.query)
            return
        # Rows may have come or gone above: a page is read anew by its place, not by the key it had.
        self._generation += 1
        self._asked.clear()
        self._read_again(sorted({0, *self._read.latest}))

    def seek(self, row_id: int) -> None:
        """Read the page on which that row stands; `loaded` tells when."""
        self._sought = row_id
        if self._known:
            self.refresh()

    @property
    def seeking(self) -> bool:
        """Whether a row is still looked for."""
        return self._sought is not None

    def row(self, number: int) -> Any:
        """The row at that place, or None while it is not read."""
        return self._read.row(number)

    def place_of(self, row_id: int) -> int | None:
        """Where the row with that id stands, as far as is known."""
        return next(iter(self._read.places_of({row_id})), None)

    def places_of(self, wanted: Set[int]) -> list[int]:
        """Where the rows with these ids stand, as far as is known."""
        return self._read.places_of(wanted)

    def ids_between(self, first: int, last: int) -> Sequence[int] | None:
        """The ids of the rows from one place to another as they are shown; None while one of them is not known."""
        return self._read.ids_between(first, last)

    def want_sequence(self, wanted: bool) -> None:
        """Hold the ids of the whole list, from now on and through every refresh, or no longer."""
        if wanted == self._wants_sequence:
            return
        self._wants_sequence, self._read.sequence = wanted, None
        query, resets = self.query, self._resets
        if wanted and query is not None:
            self._ask(lambda: ids(query), lambda found: self._take_sequence(resets, found))

    @property
    def known(self) -> bool:
        """Whether the list was read at all."""
        return self._known

    # ── Qt's side ────────────────────────────────────────────────────────────────────────────────────────────────────
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows are known."""
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns_shown)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The titles."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns_shown[section].title
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns_shown[section].figures else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What stands at an index; a page that is not there yet is asked for."""
        row = self.row(index.row())
        if row is None:
            self._want(index.row() // PAGE)
        if role == ROW:
            return row
        if role not in {CELL, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        cell = PENDING if row is None else self.cell(row, index.column())
        if role == CELL:
            return cell
        return cell.text if role == Qt.ItemDataRole.DisplayRole else tip(cell.tip or cell.text)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort in SQL."""
        wanted = self.columns_shown[column].order if 0 <= column < len(self.columns_shown) else ""
        if self.query is not None and wanted:
            self._order = wanted, order == Qt.SortOrder.DescendingOrder
            self.look(self.query)

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def _ask(self, fn: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self._reading.run(fn, then, self._failed, owner=self)

    def _failed(self, error: StewardError) -> None:
        self._asked.clear()
        self.unread.emit(error)

    def _forget(self) -> None:
        self._generation += 1
        self._asked.clear()
        self._read.forget_anchors()

    def _read_again(self, numbers: list[int]) -> None:
        query, generation, whole = self.query, self._generation, self._wants_sequence
        sought = [row_id for row_id in (self._sought, self.looked_at) if row_id is not None]
        assert query is not None
        self._ask(
            lambda: pages(query, numbers, PAGE, sought, whole=whole),
            lambda found: self._replace(generation, *found),
        )

    def _read_first(self, generation: int) -> None:
        query = self.query
        assert query is not None
        self._ask(lambda: page(query, None, 0, PAGE), lambda found: self._take_first(generation, found))
        self._ask(lambda: count(query), lambda found: self._take_count(generation, found))

    def _take_first(self, generation: int, values: list[tuple[Any, ...]]) -> None:
        if generation == self._generation:
            self._known = True
            self._reset(len(values), {0: values}, None)
            self.loaded.emit()
            if self._sought is not None:
                self.refresh()

    def _take_count(self, generation: int, total: int) -> None:
        if generation != self._generation:
            return
        if total > self._total:
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self.endInsertRows()
        self.counted.emit(total)
        query, every = self.query, PAGE * ANCHOR_PAGES
        if query is not None and total > 2 * every:
            self._ask(lambda: anchors(query, every), lambda found: self._take_anchors(generation, found))

    def _take_anchors(self, generation: int, found: list[Key]) -> None:
        if generation == self._generation:
            self._read.anchors |= {(i + 1) * ANCHOR_PAGES: key for i, key in enumerate(found)}

    def _want(self, number: int) -> None:
        query, generation = self.query, self._generation
        if query is None or number in self._asked or number in self._read.pages:
            return
        self._asked.add(number)
        after, skip = self._read.start_of(number)
        self._ask(lambda: page(query, after, skip, PAGE), lambda found: self._take_page(generation, number, found))

    def _take_page(self, generation: int, number: int, values: list[tuple[Any, ...]]) -> None:
        if generation != self._generation:
            return
        self._asked.discard(number)
        self._read.keep(number, values)
        first = number * PAGE
        last = min(first + PAGE, self._total) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    def _take_sequence(self, resets: int, found: array[int]) -> None:
        if resets != self._resets or not self._wants_sequence:
            return  # it is of a list that is not shown any more
        if len(found) == self._total and self._read.agrees(found):
            self._read.sequence = found
        else:
            self.refresh()
        self.sequenced.emit()

    def _replace(self, generation: int, total: int, read: Pages, sequence: array[int] | None) -> None:
        if generation != self._generation:
            return
        self._sought = None
        if self._known and total == self._total and self._read.same(read, sequence):
            self._read.replace(read, sequence)
            if total:
                self.dataChanged.emit(self.index(0, 0), self.index(total - 1, self.columnCount() - 1))
        else:
            self._known = True
            self._forget()  # also the pages that were asked for meanwhile, by keys of the list before
            self._reset(total, read, sequence)
        self.counted.emit(total)
        self.loaded.emit()

    def _reset(self, total: int, read: Pages, sequence: array[int] | None) -> None:
        self.beginResetModel()
        self._resets += 1
        self._total = total
        self._read.replace(read, sequence)
        self.endResetModel()
