"""A foreign store as a folder of CSV files, one per table; how each is written is found out from the file itself."""

from __future__ import annotations

import csv
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from models.errors import BadInput

# A row that could not be told apart into its fields has this one, with the reason.
BROKEN: Final = "_broken"
_MARKS: Final = (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"))
_DELIMITERS: Final = ",;\t|"
_NULLS: Final = frozenset({"", "\\N"})
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class _Written:
    """How a file is written, and what its first line names."""

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]


class CsvSource:
    """A folder of `table.csv` files; an empty field and \\N mean nothing. BadInput import_not_that, file_unreadable."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.resolve().name
        self.folder: Path | None = folder
        self._tables = {path.stem.lower(): _look(path) for path in sorted(folder.iterdir()) if _is_csv(path)}
        if not self._tables:
            raise BadInput("import_not_that", folder, reason="the folder has no CSV files")

    def tables(self) -> list[str]:
        """The names of the files, without their ending."""
        return list(self._tables)

    def columns(self, table: str) -> list[str]:
        """What the first line of a file names."""
        return list(self._tables[table].columns)

    def count(self, table: str) -> int:
        """How many rows a file has."""
        return sum(1 for _ in self.rows(table))

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows of a file as texts, in its own order; one with too few or too many fields says so."""
        written = self._tables[table]
        with _opened(written.path), written.path.open(encoding=written.encoding, errors=_MARKED, newline="") as file:
            lines = _Lines(file)
            reader = csv.reader(lines, delimiter=written.delimiter, strict=True)
            next(reader, None)
            while (row := _next_row(reader, lines, written)) is not None:
                if row:
                    yield row

    def close(self) -> None:
        """Nothing is held open."""


# Bytes that are no text come through marked, and their row is refused instead of the whole file.
_MARKED: Final = "surrogateescape"


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv" and path.is_file()


class _Lines:
    """The lines of a file, and how many were read; those of the row under way can be given back."""

    def __init__(self, file: Iterable[str]) -> None:
        self._file = iter(file)
        self._again: deque[str] = deque()
        self.of_row: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._file)
        self.number += 1
        self.of_row.append(line)
        return line

    def give_back(self) -> str:
        """Let all lines of the row be read anew but the first, which is returned."""
        first, *others = self.of_row
        self._again.extendleft(reversed(others))
        self.number -= len(others)
        return first


def _next_row(reader: Iterator[list[str]], lines: _Lines, written: _Written) -> dict[str, Any] | None:
    """The next row, empty for an empty line; None at the end. A stray quote takes no other line with it."""
    lines.of_row.clear()
    try:
        fields = next(reader, None)
    except csv.Error:
        [fields] = csv.reader([lines.give_back()], delimiter=written.delimiter)
        row = _row(written.columns, fields, lines.number)
        return row | {BROKEN: f"has a quote on line {lines.number} that does not end where a field ends"}
    if not fields:
        return None if fields is None else {}
    return _row(written.columns, fields, lines.number)


def _row(columns: tuple[str, ...], fields: list[str], line: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        name: None if field in _NULLS else field for name, field in zip(columns, fields, strict=False)
    }
    if len(fields) != len(columns):
        row[BROKEN] = (
            f"has {len(fields)} fields where the first line names {len(columns)} (the row ends at line {line})"
        )
    return row


def _look(path: Path) -> _Written:
    # A field may hold a whole document; the reader's own limit is meant for less.
    csv.field_size_limit(min(sys.maxsize, 1 << 28))
    with _opened(path):
        encoding = _encoding(path)
        with path.open(encoding=encoding, errors=_MARKED, newline="") as file:
            head = file.readline()
            delimiter = max(_DELIMITERS, key=_outside_quotes(head).count)
            file.seek(0)
            names = next(csv.reader(file, delimiter=delimiter, strict=True), [])
    columns = tuple(name.strip().lower() for name in names)
    if not any(columns):
        raise BadInput("import_not_that", path, reason="its first line names no columns")
    return _Written(path, encoding, delimiter, columns)


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _encoding(path: Path) -> str:
    """UTF-8 where its letters of several bytes outnumber the bytes that it cannot read, else the old Windows one."""
    with path.open("rb") as file:
        start = file.read(3)
    for encoding, mark in _MARKS:
        if start.startswith(mark):
            return encoding
    wide = strange = 0
    with path.open(encoding="utf-8", errors=_MARKED, newline="") as text:
        while block := text.read(_BLOCK):
            if not block.isascii():
                bad = sum("\udc80" <= sign <= "\udcff" for sign in block)
                strange += bad
                wide += sum(sign > "\x7f" for sign in block) - bad
    return "utf-8" if wide >= strange else "cp1252"


@contextmanager
def _opened(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadInput("file_unreadable", path, reason=error.strerror) from error
    except (csv.Error, UnicodeError) as error:
        raise BadInput("import_damaged", path, reason=str(error)) from error
