"""CSV files as people hand them on: nothing in them is taken for a formula by a spreadsheet."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from models.paths import PRIVATE_FILE

# A cell that begins with one of these is a formula to a spreadsheet; an apostrophe in front makes it words.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def write(file: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows under their column names, readable by nobody else; OSError."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(columns)
        writer.writerows([harmless(row[name]) for name in columns] for row in rows)


def harmless(value: Any) -> str:
    """A value as a cell that no spreadsheet calculates."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def read(file: Path) -> list[dict[str, str]]:
    """The rows of such a file; ValueError where it is none, OSError, UnicodeDecodeError."""
    with file.open(encoding="utf-8-sig", newline="") as source:
        try:
            reader = csv.DictReader(source, strict=True)
            return [{name: _plain(value) for name, value in row.items() if name} for row in reader]
        except csv.Error as error:
            raise ValueError(str(error)) from error


def _plain(value: str | None) -> str:
    text = value or ""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
