"""A draft on its way into the store: where it came from, which row it is, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto

from automation.imports.plan import Draft, Row


class Fate(Enum):
    """What became of a draft."""

    OPEN = auto()
    NEW = auto()
    MET = auto()
    KNOWN = auto()
    GONE = auto()
    REFUSED = auto()


class Part:
    """One draft of a source row; `own` is the row's first, `key` and `source` are how it is found again."""

    __slots__ = ("column", "draft", "fate", "filled", "key", "number", "own", "reason", "row", "source", "values")

    def __init__(self, row: int, own: bool, source: str, key: str, draft: Draft) -> None:
        self.row, self.own, self.source, self.key, self.draft = row, own, source, key, draft
        self.values: Row = {}
        self.number = 0
        self.fate = Fate.OPEN
        self.filled = False
        self.column = self.reason = ""

    def refuse(self, column: str, reason: str) -> None:
        """The store cannot take it."""
        self.fate, self.column, self.reason = Fate.REFUSED, column, reason


def parts_of(table: str, row: int, key: str, drafts: Iterable[Draft]) -> list[Part]:
    """The parts of a row: the first draft is its own, the others have the noun behind the table's name."""
    found: list[Part] = []
    seen: dict[str, int] = {}
    for draft in drafts:
        if not found:
            found.append(Part(row, True, table, key, draft))
            continue
        again = seen.get(draft.noun, 0)
        seen[draft.noun] = again + 1
        found.append(Part(row, False, f"{table}/{draft.noun}", f"{key}#{again}" if again else key, draft))
    return found
