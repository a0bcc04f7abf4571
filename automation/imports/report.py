"""What an import found: rows read, written, merged and refused, notes for the person, and a file of refused rows."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from automation.imports.plan import Row, TablePlan
from models.paths import PRIVATE_FILE, PRIVATE_FOLDER

_SECRET = re.compile(
    r"pass|pwd|secret|token|api.?key|cookie|session|credential|envelope|private.?key|otp|2fa|two.?factor|pin$"
    r"|^auth$|authoriz|backup.?code|recovery"
)
_USER_INFO = re.compile(r"(?<=://)[^/@\s]+(?=@)")
_LONGEST = 2000
_BLANKED, _LEFT_OUT = "(blanked)", "(left out)"
_MOST_NOTES, _MOST_REASONS = 200, 40
# What differs from row to row in a reason, and may name somebody: a value in quotes, the key of a row.
_DIFFERS = re.compile(r"(?<=“)[^”]*(?=”)|(?<=refers to )(\w+) .*?(?=: |, which )")


def _alike(reason: str) -> str:
    """A reason without what differs from row to row."""
    return _DIFFERS.sub(lambda found: f"{found[1]} …" if found[1] else "…", reason)


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
    refusals: dict[str, int] = field(default_factory=dict)
    rejects: str | None = None
    resumed: bool = False
    cancelled: bool = False

    def counts(self, table: str) -> Counts:
        """The counts of a table."""
        return self.tables.setdefault(table, Counts())

    def refused(self, table: str, column: str, reason: str) -> None:
        """A row, or what hung on it, is refused; reasons that differ by a value alone are told as one."""
        said = f"{table}{column and '.'}{column}: {_alike(reason)}"
        if said not in self.refusals and len(self.refusals) >= _MOST_REASONS:
            said = "other reasons"
        self.refusals[said] = self.refusals.get(said, 0) + 1

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

    def add(self, table: TablePlan, key: str, column: str, reason: str, row: Row) -> None:
        """Write one refused row; what may be a secret is blanked, and long text is cut."""
        if self._path is None:
            return
        if self._file is None:
            self._path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
            self._file = os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")
            self.path = str(self._path)
        known = {name for name in row if name.lower() in table.columns}
        shown = {
            name: self._shown(name, value, name in known and name not in table.secret)
            for name, value in row.items()
            if name in known or not self._bare
        }
        if self._bare:
            key, reason = key if key.isdigit() else _LEFT_OUT, _alike(reason)
        line = {"table": table.source, "key": key, "column": column, "reason": reason, "row": shown}
        # Letters as they are: who is erased is looked for by name.
        self._file.write(_json(line) + "\n")

    def _shown(self, name: str, value: Any, is_told: bool) -> Any:
        try:
            told = _told(name, value) if is_told or value is None else _BLANKED
        except RecursionError:
            told = _BLANKED  # too deep to be walked through
        return _LEFT_OUT if self._bare and isinstance(told, str) and told != _BLANKED else told

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()


def _json(value: Any) -> str:
    return json.dumps(value, default=str, ensure_ascii=False)


def _told(name: str, value: Any) -> Any:
    if isinstance(value, bytes | bytearray | memoryview):
        return f"({len(value)} bytes)"
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        value = _document(value)
    told = _without_secrets(name, value)
    if isinstance(told, dict | list):
        told = _json(told)
    if isinstance(told, str) and len(told) > _LONGEST:
        return f"{told[:_LONGEST]}… ({len(told)} characters)"
    return told


def _document(text: str) -> Any:
    """What a text says as a document; one that is broken may hold anything."""
    try:
        return json.loads(text)
    except ValueError:
        return _BLANKED


def _without_secrets(name: str, value: Any) -> Any:
    """A value, and all within it, without what by its name or its place is a secret."""
    if value is not None and _SECRET.search(name.lower()):
        return _BLANKED
    if isinstance(value, dict):
        return {str(inner): _without_secrets(str(inner), found) for inner, found in value.items()}
    if isinstance(value, list):
        return [_without_secrets("", found) for found in value]
    return _USER_INFO.sub(_BLANKED, value) if isinstance(value, str) else value
