"""The one database of a process: opened on a profile's file, written durably, never across a network call."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import peewee

from models.errors import StoreUnusable
from models.paths import PRIVATE_FILE

T = TypeVar("T")
PRAGMAS = {
    "journal_mode": "wal",
    "foreign_keys": 1,
    "busy_timeout": 15000,
    "synchronous": "full",
    # What is deleted is overwritten at once, so that erasing somebody needs no new file.
    "secure_delete": 1,
}
# Of two who change the mode of a store at once one fails: who only reads takes it as it is.
_READING = {name: value for name, value in PRAGMAS.items() if name != "journal_mode"} | {"query_only": 1}


class _Asking(threading.local):
    """A thread's cursor for what is answered at once: to make one each time costs as much as a small question."""

    cursor: sqlite3.Cursor | None = None

    def of(self, connection: sqlite3.Connection) -> sqlite3.Cursor:
        """The cursor of the connection that is in use now."""
        if self.cursor is None or self.cursor.connection is not connection:
            self.cursor = connection.cursor()
        return self.cursor


class _Store(peewee.SqliteDatabase):
    """SQLite as Peewee speaks to it; its errors leave as ours, also where nobody stands at a gate."""

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Run one statement; StoreUnusable."""
        try:
            return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]
        except peewee.DatabaseError as error:
            raise _translated(error, self.database) from error

    def connection(self) -> Any:
        """SQLite's own connection of this thread."""
        return super().connection()  # type: ignore[no-untyped-call]


db = _Store(None)
_asking = _Asking()

_FULL, _CORRUPT = {sqlite3.SQLITE_FULL}, {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def connect(path: Path | str, *, read_only: bool = False) -> None:
    """Open the file; a reader's connection cannot write. Raises StoreUnusable."""
    if not db.is_closed():
        db.close()
    db.init(str(path), pragmas=_READING if read_only else PRAGMAS)
    with faults(path):
        db.connect(reuse_if_open=True)
        db.execute_sql("SELECT count(*) FROM sqlite_master").fetchone()
    if not read_only and Path(path).exists():
        Path(path).chmod(PRIVATE_FILE)


def close() -> None:
    """Close this thread's connection."""
    if not db.is_closed():
        db.close()


def closing_after(work: Callable[[], T]) -> T:
    """Do work in a thread of its own, and close that thread's connection at its end."""
    try:
        return work()
    finally:
        close()


@contextmanager
def faults(subject: object = "") -> Iterator[None]:
    """The gate where SQLite's own errors become ours."""
    try:
        yield
    except (peewee.DatabaseError, sqlite3.DatabaseError) as error:
        raise _translated(error, subject) from error


def _translated(error: BaseException, subject: object) -> StoreUnusable:
    codes = {_code(link) for link in _chain(error)}
    if codes & _CORRUPT:
        return StoreUnusable("store_corrupt", subject)
    if codes & _FULL:
        return StoreUnusable("store_full", subject)
    return StoreUnusable("store_error", subject, reason=str(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it came from: a full disk ends the transaction, and then rolling back fails as well."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _code(error: BaseException) -> int:
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


@contextmanager
def writing() -> Iterator[None]:
    """One immediate transaction; a deferred one fails at once when another process writes."""
    with faults(db.database), db.atomic("IMMEDIATE"):
        yield


@contextmanager
def one_moment() -> Iterator[None]:
    """What is read within is all of one moment, whatever is written meanwhile."""
    with faults(db.database), db.atomic("DEFERRED"):
        yield


def sql(statement: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement of plain SQL and return its rows: the fast way for claims and counts."""
    try:
        # SQLite's own connection: going through peewee's layers takes longer than the asking.
        found: list[tuple[Any, ...]] = _asking.of(db.connection()).execute(statement, params).fetchall()
    except (peewee.DatabaseError, sqlite3.DatabaseError) as error:
        raise _translated(error, db.database) from error
    return found


def walk(statement: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement one by one, for who stops when enough is seen."""
    with faults(db.database):
        cursor = db.execute_sql(statement, params)
        try:
            yield from cursor
        finally:
            cursor.close()


def one(statement: str, params: Sequence[Any] = ()) -> tuple[Any, ...] | None:
    """The first row of a statement, or None."""
    found = sql(statement, params)
    return found[0] if found else None
