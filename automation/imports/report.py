"""What an import found: rows read, written, merged and refused, notes for the person, and a file of refused rows."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from automation.imports.plan import Row

_SECRET = re.compile(r"pass|secret|token|api_?key|cookie|session|credential|envelope|private_key|otp|2fa|pin$")
_LONGEST = 2000
_BLANKED = "(blanked)"
_MOST_NOTES = 200


@dataclass(slots=True)
class Counts:
    """The rows of one old table."""

    read: int = 0
    written: int = 0
    merged: int = 0
    refused: int = 0


@dataclass(slots=True)
class Report:
    """The report of one import, as cli.md shapes it."""

    source: str
    origin: str
    dry_run: bool
    import_id: str | None = None
    tables: dict[str, Counts] = field(default_factory=dict)
    unknown_columns: dict[str, list[str]] = field(default_factory=dict)
    unknown_tables: list[str] = field(default_factory=list)
    missing_tables: list[str] = field(default_factory=list)
    nouns: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    rejects: str | None = None
    resumed: bool = False
    cancelled: bool = False

    def counts(self, table: str) -> Counts:
        """The counts of a table."""
        return self.tables.setdefault(table, Counts())

    def wrote(self, noun: str, number: int = 1) -> None:
        """So many rows of a noun are new."""
        self.nouns[noun] = self.nouns.get(noun, 0) + number

    def document(self) -> dict[str, Any]:
        """The report for people and scripts."""
        shown = asdict(self)
        notes = self.notes
        if len(notes) > _MOST_NOTES:
            shown["notes"] = [*notes[:_MOST_NOTES], f"… and {len(notes) - _MOST_NOTES} more"]
        return {"import": shown.pop("import_id"), **shown}


class Rejects:
    """The file of refused rows, one JSON document a line; it is made when the first row is refused.

    A `bare` file tells of rows without their words, which may be those about somebody who was erased here.
    """

    def __init__(self, path: Path | None, *, bare: bool = False) -> None:
        self._path, self._bare = path, bare
        self._file: IO[str] | None = None
        self.path: str | None = None

    def add(self, table: str, key: str, column: str, reason: str, row: Row, secret: frozenset[str]) -> None:
        """Write one refused row; what looks like a secret is blanked, and long text is cut."""
        if self._path is None:
            return
        if self._file is None:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            self._file = os.fdopen(descriptor, "a", encoding="ascii")
            self.path = str(self._path)
        shown = {name: self._shown(name, value, secret) for name, value in row.items()}
        line = {"table": table, "key": key, "column": column, "reason": reason, "row": shown}
        self._file.write(json.dumps(line, default=str) + "\n")

    def _shown(self, name: str, value: Any, secret: frozenset[str]) -> Any:
        told = _told(name, value, secret)
        return "(left out)" if self._bare and isinstance(told, str) and told != _BLANKED else told

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()


def _told(name: str, value: Any, secret: frozenset[str]) -> Any:
    if value is not None and (name in secret or _SECRET.search(name.lower())):
        return _BLANKED
    if isinstance(value, bytes | bytearray | memoryview):
        return f"({len(value)} bytes)"
    if isinstance(value, dict | list):
        value = json.dumps(value, default=str)
    if isinstance(value, str) and len(value) > _LONGEST:
        return f"{value[:_LONGEST]}… ({len(value)} characters)"
    return value
