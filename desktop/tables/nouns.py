"""A list of any noun of the store, told by its parts: what each is called, its SQL, and how it is shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject

from desktop import times, wording
from desktop.background import Background
from desktop.tables.base import Cell, Column, WindowedModel
from desktop.tables.query import Query, holding
from models import clock
from models.database import sql
from models.search import LETTERS, among

Form = Callable[[Any], Cell]


def words(value: Any) -> Cell:
    """As it is."""
    return Cell("" if value is None else str(value))


def strong(value: Any) -> Cell:
    """As it is, with weight."""
    return Cell("" if value is None else str(value), strong=True)


def handle(value: Any) -> Cell:
    """A user name."""
    return Cell(f"@{value}" if value else "")


def named(mark: str) -> Form:
    """A JSON list of names, each with its mark."""

    def shown(value: Any) -> Cell:
        return Cell(" ".join(mark + str(name).lstrip(mark) for name in json.loads(value or "[]")))

    return shown


def address(value: Any) -> Cell:
    """Where something is."""
    return Cell("" if value is None else str(value), address=True)


def figure(value: Any) -> Cell:
    """A number with its thousands set apart."""
    return Cell("" if value is None else f"{value:,}")


def gained(value: Any) -> Cell:
    """By how much a number grew or shrank."""
    return Cell("" if value is None else f"{value:+,}")


def percent(value: Any) -> Cell:
    """A share of a hundred."""
    return Cell("" if value is None else f"{value:.0f} %")


def when(value: Any) -> Cell:
    """How long ago, or how soon, with the exact time on hover."""
    return Cell(times.relative(value, clock.now()), tip=times.exact(value))


def day(value: Any) -> Cell:
    """A day of the calendar."""
    return Cell(times.day(value) if value else "", strong=True)


def took(value: Any) -> Cell:
    """A length of time."""
    return Cell("" if value is None else times.duration(value))


def plain(value: Any) -> Cell:
    """A code as words."""
    return Cell("" if value is None else wording.plain(str(value)))


def yes(value: Any) -> Cell:
    """A yes; a no is left empty."""
    return Cell("Yes", "check", "text") if value else Cell("")


def document(value: Any) -> Cell:
    """A JSON object as lines, one for each thing that it says."""
    found = json.loads(value) if value else {}
    if not isinstance(found, dict):
        return words(value)
    return Cell("\n".join(f"{wording.plain(key)}: {_said(part)}" for key, part in found.items() if part is not None))


def _said(part: Any) -> str:
    if isinstance(part, dict):
        return ", ".join(f"{key} {_said(inner)}" for key, inner in part.items())
    if isinstance(part, bool):
        return "yes" if part else "no"
    return ", ".join(map(_said, part)) if isinstance(part, list) else str(part)


def signed(signs: dict[str, wording.Sign]) -> Form:
    """A word of a closed vocabulary, as an icon and a word."""

    def shown(value: Any) -> Cell:
        if value is None:
            return Cell("")
        sign = wording.sign(signs, value)
        return Cell(sign.word, sign.icon, sign.token)

    return shown


@dataclass(frozen=True, slots=True)
class Part:
    """One thing about a row, listed in a column (width and spare are the column's) and told beside the list."""

    title: str
    sql: str
    form: Form = words
    width: int = 0
    spare: int = 0
    figures: bool = False
    listed: bool = True
    told: bool = True
    share: int = 1


@dataclass(frozen=True, slots=True)
class Noun:
    """A list of rows; words are looked for in the search index under `indexed`, or in the SQL text `filtered`."""

    title: str
    one: str
    icon: str
    tables: str
    id: str
    parts: tuple[Part, ...]
    empty: str
    filtered: str = ""
    indexed: str = ""
    where: tuple[str, ...] = ()
    many: str = ""

    @property
    def listed(self) -> tuple[Part, ...]:
        """The parts that are columns."""
        return tuple(part for part in self.parts if part.listed)

    def query(self, text: str = "") -> Query:
        """The newest first; words narrow it."""
        columns = ", ".join((self.id, *(part.sql for part in self.listed)))
        found = Query(columns, self.tables, self.id, self.id, True, self.where)
        for word in text.split():
            found = self._narrowed(found, word)
        return found

    def _narrowed(self, query: Query, word: str) -> Query:
        if self.indexed and len(word) >= LETTERS:
            inside, params = among(self.indexed, word)
            query = query.narrowed(f"{self.id} IN ({inside})", *params)
        return query.narrowed(f"{self.filtered} LIKE ? ESCAPE '\\'", holding(word))


@dataclass(frozen=True, slots=True)
class NounRow:
    """A row as its list shows it."""

    id: int
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """What is told of a row whose list is no plain one."""

    tables: str
    id: str
    parts: tuple[Part, ...]


def facts(of: Noun | Story, row_id: int) -> list[tuple[Part, Any]]:
    """Everything that a row is told by, for beside the list; empty if it is gone."""
    columns = ", ".join(part.sql for part in of.parts)
    found = sql(f"SELECT {columns} FROM {of.tables} WHERE {of.id} = ?", (row_id,))
    return list(zip(of.parts, found[0], strict=True)) if found else []


def told(found: Iterable[tuple[Part, Any]]) -> Iterator[tuple[str, Cell]]:
    """What is said beside the list of each part that is known."""
    return ((part.title, part.form(value)) for part, value in found if part.told and value is not None)


class NounModel(WindowedModel):
    """Rows of one noun."""

    def __init__(self, noun: Noun, reading: Background, parent: QObject | None = None) -> None:
        columns = [Column(p.title, p.width, _order(p), p.figures, p.spare, p.share) for p in noun.listed]
        super().__init__(columns, reading, parent)
        self._forms = tuple(part.form for part in noun.listed)

    def row_of(self, values: tuple[Any, ...]) -> NounRow:
        """The frozen row."""
        return NounRow(values[0], values[1:])

    def cell(self, row: NounRow, column: int) -> Cell:
        """What stands in a cell."""
        return self._forms[column](row.values[column])


def _order(part: Part) -> str:
    """A sequence is never NULL: what is missing comes before everything."""
    return f"coalesce({part.sql}, '')"
