"""A draft on its way into the store: where it came from, which row it is, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import Any

from automation.imports.plan import Draft, Row

# What goes into the store as it is; a cell of another kind is looked at.
PLAIN = frozenset({str, int, float, bool, bytes, type(None)})
Mark = tuple[Any, ...]
# The place of a row in its batch, its key, and what it becomes.
Taken = tuple[int, str, Sequence[Draft]]


def as_words(value: Any) -> str:
    """Bytes in a document, as their text; an old SQLite store has them anywhere."""
    return bytes(value).decode("utf-8", "backslashreplace")


in_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=as_words).encode


class Fate(Enum):
    """What became of a draft; asked for every row, so it is known by itself and not by its name."""

    __hash__ = object.__hash__

    OPEN = auto()
    NEW = auto()
    MET = auto()
    KNOWN = auto()
    GONE = auto()
    REFUSED = auto()


class Part:
    """One draft of a source row; `own` is the row's first, `key` and `source` are how it is found again.

    `values` are the draft's own, and become the store's; `special` are the columns whose value is none of the store's,
    `marks` its place in the old store and the natural keys by which it may be there.
    """

    number = 0
    fate = Fate.OPEN
    filled = False
    column = reason = ""

    def __init__(self, row: int, own: bool, source: str, key: str, draft: Draft) -> None:
        self.row, self.own, self.source, self.key, self.draft = row, own, source, key, draft
        self.values: Row = draft.values
        self.marks: list[Mark] = [(source, key)]
        self.special = [name for name, value in draft.values.items() if type(value) not in PLAIN]

    def refuse(self, column: str, reason: str) -> None:
        """The store cannot take it."""
        self.fate, self.column, self.reason = Fate.REFUSED, column, reason


def as_stored(value: Any) -> Any:
    """A value as the store has it: a document as its text."""
    if isinstance(value, dict | list):
        return in_json(value) if value else str(value)
    return value


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
