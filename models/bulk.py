"""Many rows at once: ids in blocks, inserts by the thousand, look-ups of whole batches. Imports write through it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import length_hint
from typing import Any

from models.database import db, faults, sql

_AT_ONCE = 500
# What says of one row that it cannot be taken, and nothing of the store.
_NOT_TAKEN = (sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError, ValueError, OverflowError)
# References that the schema keeps no watch over, because what they mean may be removed before them.
_KEPT_APART = frozenset({"audit_entries", "ledger", "legacy_refs", "reservations", "cap_counts"})
_IMPLIED = {"action_id": "actions", "attempt_id": "attempts", "account_id": "accounts"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the store's schema: whether it must hold something, and what stands there by itself."""

    name: str
    required: bool
    default: Any
    references: str | None
    is_key: bool


@dataclass(frozen=True, slots=True)
class Unkept:
    """A row of a batch that the store did not take, and why."""

    index: int
    reason: str


@cache
def columns_of(table: str) -> dict[str, Column]:
    """The columns of a table by name."""
    links = {row[3]: str(row[2]) for row in sql(f"PRAGMA foreign_key_list({table})")}
    found = {}
    for _, name, _, not_null, default, key in sql(f"PRAGMA table_info({table})"):
        value = None if default is None else sql(f"SELECT {default}")[0][0]
        leads_to = links.get(name, _IMPLIED.get(name))
        found[name] = Column(name, bool(not_null) and not (key and name == "id"), value, leads_to, bool(key))
    return found


@cache
def tables_in_order() -> tuple[str, ...]:
    """All tables, those that are referred to before those that refer to them."""
    names = [name for (name,) in sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    above = {name: {column.references for column in columns_of(name).values()} - {None, name} for name in names}
    ordered: list[str] = []
    while above:
        ready = sorted(name for name, links in above.items() if not links & above.keys()) or sorted(above)
        ordered += ready
        above = {name: links for name, links in above.items() if name not in ready}
    return tuple(ordered)


def take_ids(table: str, count: int) -> list[int]:
    """So many free integers of a table, in order; ids that an import has taken are skipped."""
    found: list[int] = []
    while len(found) < count:
        wanted = count - len(found)
        [(last,)] = sql(
            "INSERT INTO counters (name, last) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET last = last + excluded.last RETURNING last",
            (table, wanted),
        )
        first = last - wanted + 1
        taken = {number for (number,) in sql(f"SELECT id FROM {table} WHERE id BETWEEN ? AND ?", (first, last))}
        found += [number for number in range(first, last + 1) if number not in taken]
    return found


def there(table: str, numbers: Iterable[int]) -> set[int]:
    """Which of these ids a table has."""
    listed = json.dumps(list(numbers))
    return {
        number for (number,) in sql(f"SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (listed,))
    }


def find(table: str, columns: Sequence[str], keys: Iterable[tuple[Any, ...]]) -> dict[tuple[Any, ...], int]:
    """The ids of rows by the values of some columns; only those that are there."""
    return dict(_joined("t.id", table, columns, list(keys)))


def present(table: str, columns: Sequence[str], keys: Iterable[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Which keys a table without ids has."""
    return {key for key, _ in _joined("1", table, columns, list(keys))}


def _joined(
    wanted: str, table: str, columns: Sequence[str], keys: list[tuple[Any, ...]]
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each key with what is wanted of its row; many keys in one question, which costs a tenth of asking one by one."""
    same = " AND ".join(f"t.{column} = v.column{place}" for place, column in enumerate(columns, 2))
    row = f"({', '.join('?' for _ in ('', *columns))})"
    for start in range(0, len(keys), _AT_ONCE):
        asked = keys[start : start + _AT_ONCE]
        values = ", ".join([row] * len(asked))
        query = f"SELECT v.column1, {wanted} FROM (VALUES {values}) v JOIN {table} t ON {same}"
        parameters = [part for numbered in enumerate(asked) for part in (numbered[0], *numbered[1])]
        for place, found in sql(query, parameters):
            yield asked[place], found


def read(table: str, columns: Sequence[str], numbers: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """Some columns of many rows, by id."""
    listed = json.dumps(list(numbers))
    query = f"SELECT id, {', '.join(columns)} FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
    return {row[0]: row[1:] for row in sql(query, (listed,))}


@cache
def referring_to(table: str) -> tuple[tuple[str, str], ...]:
    """The tables and columns that refer to a table."""
    return tuple(
        (name, column.name)
        for name in tables_in_order()
        for column in columns_of(name).values()
        if column.references == table and name not in _KEPT_APART
    )


def values_in(table: str, column: str, values: Iterable[int]) -> set[int]:
    """Which of these values stand in a column."""
    query = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))"
    return {value for (value,) in sql(query, (json.dumps(list(values)),))}


def insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Unkept]:
    """Insert many rows and say which the store did not take."""
    return _each(f"INSERT INTO {_into(table, columns)}", rows)


def insert_absent(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> tuple[int, list[Unkept]]:
    """Insert the rows whose key is not there yet; returns how many, and which the store did not take."""
    before = db.connection().total_changes
    failed = _each(f"INSERT INTO {_into(table, columns)} ON CONFLICT DO NOTHING", rows)
    return db.connection().total_changes - before, failed


def fill(table: str, column: str, rows: Sequence[tuple[Any, int]]) -> list[Unkept]:
    """Set a column of many rows where it holds nothing; each row is the value and the id."""
    return _each(f"UPDATE {table} SET {column} = ? WHERE id = ? AND {column} IS NULL", rows)


def _into(table: str, columns: Sequence[str]) -> str:
    return f"{table} ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)})"


def update(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Unkept]:
    """Set the same columns of many rows; each row is the new values with its id behind them."""
    return _each(f"UPDATE {table} SET {', '.join(f'{column} = ?' for column in columns)} WHERE id = ?", rows)


def delete(table: str, numbers: Sequence[int]) -> list[Unkept]:
    """Delete many rows; those that the store holds fast are named."""
    return _each(f"DELETE FROM {table} WHERE id = ?", [(number,) for number in numbers])


def _each(statement: str, rows: Sequence[Sequence[Any]]) -> list[Unkept]:
    """All rows in one go, in the transaction of whoever asks; one that fails is left out, and it goes on behind it.

    A savepoint to go back to would keep a copy of every page that is touched, a fifth of the time of a large insert.
    """
    connection, failed, rest = db.connection(), [], iter(rows)
    while length_hint(rest):
        try:
            connection.executemany(statement, rest)
        except _NOT_TAKEN as error:
            failed.append(Unkept(len(rows) - length_hint(rest) - 1, _reason(error)))
        except sqlite3.Error:
            with faults(db.database):
                raise
    return failed


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeEncodeError):
        return "holds bytes that are no text"
    if isinstance(error, OverflowError):
        return "holds a number that is too large"
    return _plain(str(error)) if isinstance(error, sqlite3.IntegrityError) else str(error)


def _plain(said: str) -> str:
    """SQLite's word for a broken rule, in ours."""
    rule, _, what = said.partition(": ")
    return {
        "UNIQUE constraint failed": f"another row has the same {what}",
        "NOT NULL constraint failed": f"{what} is missing",
        "CHECK constraint failed": f"breaks a rule of the store: {what}",
        "FOREIGN KEY constraint failed": "refers to a row that is not there",
    }.get(rule, said)
