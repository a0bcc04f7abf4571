"""What is read of a list: the pages that were looked at last, and where asked for, the ids of all its rows."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence, Set
from typing import Any

from desktop.tables.query import Key, Pages

PAGE, KEPT_PAGES = 100, 40


class ReadRows:
    """Frozen rows by their place; `sequence` holds the ids of the whole list while somebody wants them."""

    def __init__(self, row_of: Callable[[tuple[Any, ...]], Any]) -> None:
        self._row_of = row_of
        self.pages: OrderedDict[int, list[Any]] = OrderedDict()
        self.anchors: dict[int, Key | None] = {0: None}
        self.sequence: array[int] | None = None

    @property
    def latest(self) -> list[int]:
        """The pages that were looked at last."""
        return list(self.pages)[-3:]

    def row(self, number: int) -> Any:
        """The row at that place, or None."""
        rows = self.pages.get(number // PAGE)
        if rows is None or number % PAGE >= len(rows):
            return None
        self.pages.move_to_end(number // PAGE)
        return rows[number % PAGE]

    def ids_between(self, first: int, last: int) -> Sequence[int] | None:
        """The ids from one place to another; None where one of them is not known."""
        if self.sequence is not None:
            return self.sequence[first : last + 1]
        found: list[int] = []
        for number in range(first, last + 1):
            row = self.row(number)
            if row is None:
                return None
            found.append(row.id)
        return found

    def places_of(self, wanted: Set[int]) -> list[int]:
        """Where the rows with these ids stand, as far as is known."""
        if self.sequence is not None:
            return [place for place, row_id in enumerate(self.sequence) if row_id in wanted]
        read = ((number * PAGE, rows) for number, rows in self.pages.items())
        return sorted(first + at for first, rows in read for at, row in enumerate(rows) if row.id in wanted)

    def keep(self, number: int, values: list[tuple[Any, ...]]) -> None:
        """Take a page in; the one that nobody looked at for longest gives way."""
        self.pages[number] = [self._row_of(value[:-2]) for value in values]
        self.pages.move_to_end(number)
        if len(values) == PAGE:
            self.anchors[number + 1] = (values[-1][-2], values[-1][-1])
        while len(self.pages) > KEPT_PAGES:
            self.pages.popitem(last=False)

    def replace(self, read: Pages, sequence: array[int] | None) -> None:
        """Take in another list, or the same as it is now."""
        self.pages.clear()
        self.sequence = sequence
        for number, values in sorted(read.items()):
            if values:
                self.keep(number, values)

    def forget_anchors(self) -> None:
        """Rows moved: a page is found by its place again."""
        self.anchors = {0: None}

    def start_of(self, number: int) -> tuple[Key | None, int]:
        """The nearest key before a page, and how many rows after it the page begins."""
        near = max(n for n in self.anchors if n <= number)
        return self.anchors[near], (number - near) * PAGE

    def same(self, read: Pages, sequence: array[int] | None) -> bool:
        """Whether these are the rows that are here, whatever changed in them."""
        here = {number: [row.id for row in rows] for number, rows in self.pages.items()}
        return sequence == self.sequence and all(here.get(n) == [v[-1] for v in rows] for n, rows in read.items())

    def agrees(self, sequence: array[int]) -> bool:
        """Whether the rows that are read stand in that sequence where they are shown."""
        read = ((number * PAGE, [row.id for row in rows]) for number, rows in self.pages.items())
        return all(list(sequence[first : first + len(rows)]) == rows for first, rows in read)
