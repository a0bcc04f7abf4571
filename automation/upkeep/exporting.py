"""The store as files that others can read: a line of JSON for each row, one file per table; what is sealed stays so."""

from __future__ import annotations

import json
import os
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from models.base import SEALED_COLUMNS
from models.database import one_moment, sql, walk
from models.errors import BadInput
from models.manifest import sync_folder
from models.paths import PRIVATE_FILE
from models.payload import document_of
from models.shown import documents_of, plain_row

Tell = Callable[[str, int], None]
"""Told the table and how many rows are written of all; may raise to end the work."""
_AT_ONCE = 1000
# The index for searching holds what is in other tables; counters are about ids to come.
_NO_DATA = ("search", "counters", "sqlite_")


def tables() -> list[str]:
    """The tables that can be exported."""
    names = sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in names if not name.startswith(_NO_DATA)]


def export(target: Path, only: list[str], tell: Tell) -> dict[str, int]:
    """Write tables, or those named alone, into a new folder as they are at this moment; returns the rows of each.

    The folder is there once all of it is. Raises BadInput unknown_table, file_exists, file_unwritable.
    """
    known = tables()
    if unknown := sorted(set(only) - set(known)):
        raise BadInput("unknown_table", unknown[0], known=", ".join(known))
    if os.path.lexists(target):
        raise BadInput("file_exists", target)
    try:
        return _written(target, [name for name in known if not only or name in only], tell)
    except OSError as error:
        raise BadInput("file_unwritable", target, reason=error.strerror or "") from error


def _written(target: Path, chosen: list[str], tell: Tell) -> dict[str, int]:
    part = Path(mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        counts: dict[str, int] = {}
        with one_moment():
            for table in chosen:
                counts[table] = _table(part / f"{table}.jsonl", table, sum(counts.values()), tell)
        sync_folder(part)
        os.rename(part, target)
        sync_folder(target.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return counts


def _table(file: Path, table: str, before: int, tell: Tell) -> int:
    count = 0
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as lines:
        for count, row in enumerate(_rows(table), start=1):
            text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
            lines.write(text.encode("utf-8", "replace") + b"\n")
            if count % _AT_ONCE == 0:
                tell(table, before + count)
        lines.flush()
        os.fsync(lines.fileno())
    tell(table, before + count)
    return count


def _rows(table: str) -> Iterator[dict[str, Any]]:
    columns = sql(f"PRAGMA table_info({table})")
    names = [name for _, name, *_ in columns]
    key = ", ".join(name for *_, name in sorted((place, name) for _, name, _, _, _, place in columns if place))
    documents = documents_of(table)
    for values in walk(f"SELECT {', '.join(names)} FROM {table} ORDER BY {key}"):
        row = dict(zip(names, values, strict=True))
        yield plain_row(table, row, documents) | _sealed(row)


def _sealed(row: dict[str, Any]) -> dict[str, Any]:
    """What a row holds sealed, marked as such; a payload is none, but what an older system kept whole."""
    return {
        name: document_of(value) if name == "payload" else {"sealed": _text(value)}
        for name, value in row.items()
        if value is not None and (name in SEALED_COLUMNS or isinstance(value, bytes))
    }


def _text(value: bytes | str) -> str:
    return b64encode(value).decode() if isinstance(value, bytes) else value
