"""Rows of an older store, laid out as each sort of source has them: SQLite, a folder of CSV files, PostgreSQL."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

Row = dict[str, Any]
Rows = dict[str, list[Row]]
Schema = Mapping[str, str]


def columns(definition: str) -> list[str]:
    """The names in a table's definition, in order."""
    depth, parts = 0, [""]
    for sign in definition:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    first_words = [part.split()[0] for part in parts]
    return [word for word in first_words if word != word.upper()]


def as_sqlite(path: Path, schema: Schema, rows: Mapping[str, Sequence[Row]]) -> Path:
    """A SQLite file; what a row does not name is left to the table's defaults."""
    with closing(sqlite3.connect(path)) as file, file:
        for table, definition in schema.items():
            file.execute(f"CREATE TABLE {table} ({definition})")
        for table, row in _each(rows):
            names, marks = ", ".join(row), ", ".join("?" for _ in row)
            file.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", [_plain(value) for value in row.values()])
    return path


def as_postgres(url: str, schema: Schema, rows: Mapping[str, Sequence[Row]]) -> str:
    """The tables of a PostgreSQL database."""
    with psycopg.connect(url) as connection:
        for table, definition in schema.items():
            connection.execute(f"CREATE TABLE {table} ({definition})")  # type: ignore[arg-type]
        for table, row in _each(rows):
            statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                sql.Identifier(table),
                sql.SQL(", ").join(map(sql.Identifier, row)),
                sql.SQL(", ").join(sql.Placeholder() for _ in row),
            )
            connection.execute(statement, [_plain(value) for value in row.values()])
    return url


def as_csv(
    folder: Path, schema: Schema, rows: Mapping[str, Sequence[Row]], encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    """A folder with one file per table, as an export writes it; NULL is an empty field."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, found in rows.items():
        extra = [name for row in found for name in row if name not in columns(schema[table])]
        with (folder / f"{table}.csv").open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, [*columns(schema[table]), *dict.fromkeys(extra)], delimiter=delimiter)
            writer.writeheader()
            writer.writerows({name: _field(value) for name, value in row.items()} for row in found)
    return folder


def _each(rows: Mapping[str, Sequence[Row]]) -> list[tuple[str, Row]]:
    return [(table, row) for table, found in rows.items() for row in found]


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _field(value: Any) -> Any:
    if isinstance(value, bool):
        return "t" if value else "f"
    return "" if value is None else _plain(value)


class Lists:
    """An old store that is lists of rows."""

    name = "lists"
    folder = None

    def __init__(self, **tables: list[Row]) -> None:
        self._tables = tables

    def tables(self) -> list[str]:
        return list(self._tables)

    def columns(self, table: str) -> list[str]:
        return sorted({column for row in self._tables[table] for column in row})

    def count(self, table: str) -> int:
        return len(self._tables[table])

    def rows(self, table: str) -> Iterator[Row]:
        yield from self._tables[table]

    def close(self) -> None:
        pass
