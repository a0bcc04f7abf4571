"""A list as a question in SQL: sorted and filtered there, paged by key, counted apart."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.database import one_moment, sql

Key = tuple[Any, Any]
Pages = dict[int, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Query:
    """A list; `id` and `order` are SQL expressions that are never NULL, and `order` then `id` is the sequence."""

    columns: str
    tables: str
    id: str
    order: str
    descending: bool = True
    where: tuple[str, ...] = ()
    params: tuple[Any, ...] = ()

    def narrowed(self, condition: str, *params: Any) -> Query:
        """The same list with one condition more."""
        return replace(self, where=(*self.where, condition), params=(*self.params, *params))

    def sorted(self, order: str, descending: bool) -> Query:
        """The same list in another sequence."""
        return replace(self, order=order, descending=descending)


def holding(text: str) -> str:
    r"""The pattern of a LIKE whose escape is a `\`, for what holds the text: its wildcards are letters."""
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def page(query: Query, after: Key | None, skip: int, limit: int) -> list[tuple[Any, ...]]:
    """Rows after a key, `skip` further on; each ends with its own key: order and id."""
    where, params = query.where, query.params
    if after is not None:
        where = (*where, f"({query.order}, {query.id}) {'<' if query.descending else '>'} (?, ?)")
        params = (*params, *after)
    return sql(
        f"SELECT {query.columns}, {query.order}, {query.id} FROM {query.tables} {_where(where)}"
        f" ORDER BY {query.order} {_way(query)}, {query.id} {_way(query)} LIMIT ? OFFSET ?",
        (*params, limit, skip),
    )


def count(query: Query) -> int:
    """How many rows there are."""
    [(number,)] = sql(f"SELECT count(*) FROM {query.tables} {_where(query.where)}", query.params)
    return int(number)


def place(query: Query, row_id: int) -> int | None:
    """Where the row with that id stands, of all rows; None where the list does not have it."""
    found = sql(
        f"SELECT {query.order} FROM {query.tables} {_where((*query.where, f'{query.id} = ?'))}",
        (*query.params, row_id),
    )
    if not found:
        return None
    above = f"({query.order}, {query.id}) {'>' if query.descending else '<'} (?, ?)"
    return count(query.narrowed(above, found[0][0], row_id))


def anchors(query: Query, every: int) -> list[Key]:
    """The key of every so-manieth row, so that a jump deep into the list need not walk there."""
    found = sql(
        f"SELECT k, i FROM (SELECT {query.order} AS k, {query.id} AS i, row_number() OVER"
        f" (ORDER BY {query.order} {_way(query)}, {query.id} {_way(query)}) AS n"
        f" FROM {query.tables} {_where(query.where)}) WHERE n % ? = 0 ORDER BY n",
        (*query.params, every),
    )
    return [(k, i) for k, i in found]


def ids(query: Query) -> array[int]:
    """The ids of all rows that match, in the sequence of the list."""
    found = sql(
        f"SELECT {query.id} FROM {query.tables} {_where(query.where)}"
        f" ORDER BY {query.order} {_way(query)}, {query.id} {_way(query)}",
        query.params,
    )
    return array("q", (i for (i,) in found))


def pages(
    query: Query, numbers: Sequence[int], size: int, sought: Sequence[int], *, whole: bool
) -> tuple[int, Pages, array[int] | None]:
    """How many rows there are, those pages and those of the rows that are sought, and the ids of all where wanted."""
    with one_moment():
        places = [place(query, row_id) for row_id in sought]
        wanted = {*numbers, *(at // size for at in places if at is not None)}
        read = {number: page(query, None, number * size, size) for number in sorted(wanted)}
        sequence = ids(query) if whole else None
        return (count(query) if sequence is None else len(sequence)), read, sequence


def _where(conditions: tuple[str, ...]) -> str:
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""


def _way(query: Query) -> str:
    return "DESC" if query.descending else "ASC"
