"""A foreign store that is a folder of JSON files: sorted into tables by what each entry is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from automation.imports.json_text import Broken, entries

# Every row says which file it came from, and when that was last written (ms UTC); a broken file is a row that says why.
FILE, WRITTEN, BROKEN = "_file", "_written", "_broken"
OWN = frozenset({FILE, WRITTEN, BROKEN})
_MOST_FIELDS = 2000

# One entry of a file → the rows in it, each with the name of its table.
Sort = Callable[[str, Any], Iterator[tuple[str, dict[str, Any]]]]


class JsonSource:
    """Files read entry by entry; none is held whole, and one that is broken takes only itself with it."""

    def __init__(self, paths: list[Path], sort: Sort, kept_whole: frozenset[str] = frozenset()) -> None:
        self.name = paths[0].name
        self.folder: Path | None = paths[0] if paths[0].is_dir() else paths[0].parent
        self._sort, self._whole = sort, kept_whole
        self._files = _found(paths)
        self._counts: dict[str, int] = {}
        self._columns: dict[str, set[str]] = {}
        # Which tables a file has rows of, so that the others need not read it again.
        self._holds: dict[str, set[str]] = {}
        self._look()

    def tables(self) -> list[str]:
        """The tables that have rows."""
        return list(self._counts)

    def columns(self, table: str) -> list[str]:
        """Every field that a row of the table has, fields within fields as `outer.inner`."""
        return sorted(self._columns[table])

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return self._counts[table]

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows of a table, by file name and then as the file has them."""
        for name, held in self._holds.items():
            if table in held:
                yield from (row for found, row in self._read(name) if found == table)

    def close(self) -> None:
        """Nothing is held open."""

    def _look(self) -> None:
        for name in self._files:
            held = self._holds[name] = set()
            for table, row in self._read(name):
                held.add(table)
                self._counts[table] = self._counts.get(table, 0) + 1
                known = self._columns.setdefault(table, set())
                if len(known) < _MOST_FIELDS:
                    known.update(_fields(row, self._whole))

    def _read(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        path = self._files[name]
        own: dict[str, Any] = {FILE: name}
        try:
            own[WRITTEN] = path.stat().st_mtime_ns // 1_000_000
            for place, entry in enumerate(entries(path), 1):
                if isinstance(entry, Broken):
                    yield "files", own | {BROKEN: f"Entry {place} of the file {entry}."}
                    continue
                for table, row in self._sort(name, entry):
                    yield table, row | own
        except Broken as error:
            yield "files", own | {BROKEN: f"The file {error}."}


def _found(paths: list[Path]) -> dict[str, Path]:
    """Each file by the name it has below what was given; a second one of that name has its folders before it."""
    found: dict[str, Path] = {}
    for path, top in {path: given for given in paths for path in _below(given)}.items():
        parts = path.absolute().parts
        least = max(1, len(path.relative_to(top).parts))
        names = ("/".join(parts[-length:]) for length in range(least, len(parts) + 1))
        found[next(name for name in names if name not in found)] = path
    return found


def _below(given: Path) -> list[Path]:
    if given.is_file():
        return [given]
    return [path for path in sorted(given.rglob("*.json*")) if path.suffix in {".json", ".jsonl"} and path.is_file()]


def _fields(row: dict[str, Any], whole: frozenset[str], before: str = "") -> Iterator[str]:
    for name, value in row.items():
        path = f"{before}{name}".lower()
        if isinstance(value, dict) and value and path not in whole:
            yield from _fields(value, whole, path + ".")
        else:
            yield path


def pick(row: dict[str, Any], paths: tuple[str, ...] | list[str]) -> Any:
    """The first plain value (no object, no list, not empty) at any of the paths, `outer.inner` for fields within."""
    for path in paths:
        found = inner(row, path)
        if not isinstance(found, dict | list) and found not in (None, ""):
            return found
    return None


def inner(row: Any, path: str) -> Any:
    """What stands at one path, or None."""
    if "." not in path:
        return row.get(path) if isinstance(row, dict) else None
    for name in path.split("."):
        row = row.get(name) if isinstance(row, dict) else None
    return row
