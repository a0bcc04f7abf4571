"""What every table shares: enum and JSON columns, ids from counters, frozen rows out of queries."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, cast

import peewee

from models import ids
from models.database import db, faults, sql
from models.errors import BadInput, StoreUnusable

R = TypeVar("R")
# Sealed bytes and secrets stay out of every list that leaves the store.
SEALED_COLUMNS = frozenset({"sealed_text", "sealed_preview", "old_envelope", "envelope", "payload"})


class Table(peewee.Model):
    """A table of the store."""

    class Meta:
        database = db
        legacy_table_names = False


class EnumField(peewee.TextField):
    """A text column that holds one word of a closed vocabulary."""

    def __init__(self, words: type[StrEnum], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.words = words

    def python_value(self, value: str | None) -> StrEnum | None:
        """The word itself."""
        return None if value is None else self.words(value)


class JsonField(peewee.TextField):
    """A text column that holds one JSON document."""

    def db_value(self, value: Any) -> str | None:
        """Compact JSON text; None stays NULL."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def python_value(self, value: str | None) -> Any:
        """The document; StoreUnusable store_corrupt where it is none."""
        try:
            return None if value is None else json.loads(value)
        except ValueError as error:
            raise StoreUnusable("store_corrupt", self.name) from error


@cache
def _names(cls: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls))


def rows(cls: type[R], query: Iterable[Any]) -> list[R]:
    """Frozen rows of a query; the class names the columns it wants."""
    names = _names(cast(Hashable, cls))
    with faults(db.database):
        return [cls(**{name: getattr(found, name) for name in names}) for found in query]


def first(cls: type[R], query: Any) -> R | None:
    """The first frozen row of a query, or None."""
    found = rows(cls, query.limit(1))
    return found[0] if found else None


def fetch(cls: type[R], table: type[Table], tail: str, params: Sequence[Any] = ()) -> list[R]:
    """Frozen rows by plain SQL, for questions asked many times an act: building a query costs ten times the asking."""
    columns, converters = _plan(cast(Hashable, cls), table)
    found = sql(f"SELECT {columns} FROM {table._meta.table_name} {tail}", params)
    return [cls(*(convert(value) for convert, value in zip(converters, row, strict=True))) for row in found]


def marks(values: Sequence[Any]) -> str:
    """As many question marks as there are values, for a list in plain SQL."""
    return ", ".join("?" for _ in values)


@cache
def _plan(cls: Any, table: type[Table]) -> tuple[str, tuple[Any, ...]]:
    names = _names(cls)
    return ", ".join(names), tuple(table._meta.fields[name].python_value for name in names)


def new_id(table: str) -> int:
    """The next free integer of a table; skips ids that an import has taken."""
    while True:
        [(number,)] = sql(
            "INSERT INTO counters (name, last) VALUES (?, 1)"
            " ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last",
            (table,),
        )
        if not sql(f"SELECT 1 FROM {table} WHERE id = ?", (number,)):
            return int(number)


def add(table: type[Table], **values: Any) -> int:
    """Insert one row under a fresh id and return the id."""
    number = new_id(table._meta.table_name)
    row = {**table._meta.get_default_dict(), **values, "id": number}
    columns, bound = _bound(table, row)
    sql(f"INSERT INTO {table._meta.table_name} ({', '.join(columns)}) VALUES ({marks(columns)})", bound)
    return number


def change(table: type[Table], row_id: int, **values: Any) -> None:
    """Set columns of one row."""
    columns, bound = _bound(table, values)
    setting = ", ".join(f"{column} = ?" for column in columns)
    sql(f"UPDATE {table._meta.table_name} SET {setting} WHERE id = ?", [*bound, row_id])


def _bound(table: type[Table], values: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    """The columns of values given by field, and what SQLite is given for them."""
    columns = [table._meta.combined[name] for name in values]
    bound = [field.db_value(value) for field, value in zip(columns, values.values(), strict=True)]
    return [field.column_name for field in columns], bound


# Each old table is asked by its key: without its origin and source that would walk through all references of a noun.
_BROUGHT = """
    WITH RECURSIVE told (origin, source) AS (
        SELECT DISTINCT origin, '' FROM imports
        UNION ALL
        SELECT origin, (SELECT min(source) FROM legacy_refs r WHERE r.origin = told.origin AND r.source > told.source)
        FROM told WHERE source IS NOT NULL)
    SELECT row_id FROM told CROSS JOIN legacy_refs USING (origin, source) WHERE noun = ? AND key = ?"""


def meant(table: str, text: str) -> int:
    """The row that a typed id, a unique prefix of one, or its id in an older system means.

    Raises BadInput unknown_id or ambiguous_id.
    """
    try:
        may_be = ids.candidates(table, text)
    except BadInput:
        may_be = []
    found = sql(f"SELECT id FROM {table} WHERE id IN ({marks(may_be)})", may_be)
    if not found:
        found = sql(f"SELECT id FROM {table} WHERE id IN ({_BROUGHT})", (table, text))
    if not found:
        raise BadInput("unknown_id", text)
    if len(found) > 1:
        raise BadInput("ambiguous_id", text, matches=len(found))
    return int(found[0][0])


def exists(table: str, row_id: int) -> bool:
    """Whether a table has a row with that id."""
    return bool(sql(f"SELECT 1 FROM {table} WHERE id = ?", (row_id,)))
