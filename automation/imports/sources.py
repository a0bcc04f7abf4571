"""Where old rows are read from: SQLite files here; folders of JSON or CSV and PostgreSQL in files of their own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import Any, Protocol

from models.errors import BadInput
from models.store_file import is_open

_MAGIC = b"SQLite format 3\0"
# The byte of the header that says 2 where the file is written ahead in a log of its own.
_JOURNAL_AT = 18


class Source(Protocol):
    """An old store as tables of rows; names of tables and columns are in lower case.

    `folder` is where its files lie, None where it is no file.
    """

    name: str
    folder: Path | None

    def tables(self) -> list[str]:
        """The tables that are there."""

    def columns(self, table: str) -> list[str]:
        """The columns of a table."""

    def count(self, table: str) -> int:
        """How many rows a table has."""

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows of a table in the order of its key, values as the store has them."""

    def close(self) -> None:
        """Let go of the file."""


class SqliteSource:
    """An SQLite file, opened so that nothing in it or beside it is written; BadInput import_not_that."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.folder: Path | None = path.parent
        self._path = path
        if not is_sqlite(path):
            raise BadInput("import_not_that", path, reason="it is no SQLite file")
        with self._faults():
            self._connection = sqlite3.connect(_address(path), uri=True, check_same_thread=False)
            self._check()
            found = self._connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
            self._names: dict[str, str] = {
                name.lower(): name for (name,) in found if not name.lower().startswith("sqlite_")
            }

    def tables(self) -> list[str]:
        """The tables and views of the file."""
        return list(self._names)

    def columns(self, table: str) -> list[str]:
        """The columns of a table."""
        with self._faults():
            found = self._connection.execute(f"SELECT * FROM {self._quoted(table)} LIMIT 0")
            return [column[0].lower() for column in found.description]

    def count(self, table: str) -> int:
        """How many rows a table has."""
        with self._faults():
            [(number,)] = self._connection.execute(f"SELECT count(*) FROM {self._quoted(table)}")
            return int(number)

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows of a table, in the file's own order, which is that of its key."""
        names, done = self.columns(table), 0
        query = f"SELECT * FROM {self._quoted(table)}"
        try:
            for named in map(zip, repeat(names), self._connection.execute(query)):
                yield dict(named)
                done += 1
        except sqlite3.OperationalError as error:
            if "decode" not in str(error):
                raise self._fault(error) from error
            yield from self._marked(names, f"{query} LIMIT -1 OFFSET {done}")
        except sqlite3.Error as error:
            raise self._fault(error) from error

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _marked(self, names: list[str], query: str) -> Iterator[dict[str, Any]]:
        """Rows with bytes that are no text: those come through marked, so that one row is refused and not the table."""
        self._connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        with self._faults():
            for row in self._connection.execute(query):
                yield dict(zip(names, row, strict=True))
        self._connection.text_factory = str

    def _fault(self, error: sqlite3.Error) -> BadInput:
        return BadInput("import_damaged", self._path, reason=str(error))

    def _check(self) -> None:
        [(said,)] = self._connection.execute("PRAGMA quick_check(1)")
        if said != "ok":
            raise BadInput("import_damaged", self._path, reason=said)

    def _quoted(self, table: str) -> str:
        return '"' + self._names[table].replace('"', '""') + '"'

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._fault(error) from error


def is_sqlite(path: Path) -> bool:
    """Whether a file begins as SQLite files do; BadInput file_unreadable, import_not_that where it is our own."""
    try:
        if is_open(path):
            raise BadInput("import_not_that", path, reason="it is the store of this profile")
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError as error:
        raise BadInput("file_unreadable", path, reason=error.strerror) from error


def _address(path: Path) -> str:
    """The file as a read-only address; one with a log that nobody has open would want the log made, so not that."""
    with path.open("rb") as file:
        logged = file.read(_JOURNAL_AT + 1)[_JOURNAL_AT:] == b"\2"
    beside = path.with_name(f"{path.name}-wal")
    still = logged and not (beside.exists() and beside.stat().st_size)
    return f"{path.resolve().as_uri()}?{'immutable=1' if still else 'mode=ro'}"


def open_source(kind: str, paths: Sequence[str]) -> Source:
    """The store that the paths mean; BadInput import_nothing, import_one_by_one, import_not_that, file_unreadable."""
    if not paths:
        raise BadInput("import_nothing", kind)
    if paths[0].startswith(("postgresql://", "postgres://")):
        _check_alone(paths)
        from automation.imports.postgres_source import PostgresSource  # its library is an extra

        return PostgresSource(paths[0])
    places = [Path(path).expanduser() for path in paths]
    for place in places:
        if not place.exists():
            raise BadInput("file_unreadable", place, reason="there is no such file")
    return _of_files(kind, places)


def _of_files(kind: str, places: list[Path]) -> Source:
    first = places[0]
    if first.is_dir() and any(first.glob("*.csv")):
        from automation.imports.csv_source import CsvSource

        _check_alone(places)
        return CsvSource(first)
    if first.is_dir() or first.suffix.lower() in {".json", ".jsonl"}:
        from automation.imports.json_tables import json_source

        return json_source(kind, places)
    if not is_sqlite(first):
        raise BadInput("import_not_that", first, kind=kind, reason="it is no file of a kind that Steward reads")
    _check_alone(places)
    return SqliteSource(first)


def _check_alone(given: Sequence[object]) -> None:
    """Only files of JSON make one store together."""
    if len(given) > 1:
        raise BadInput("import_one_by_one", len(given))
