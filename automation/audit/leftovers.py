"""Files of a profile that may still name somebody: overwritten in place, looked through byte by byte, or deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Copies are not changed: their sums would not hold any more. A restore erases anew.
LEFT_ALONE = frozenset({"backups"})
_STORE = re.compile(r"steward\.db(-wal|-shm)?")
_CHUNK, _OVERLAP = 1 << 20, 4096


@dataclass(frozen=True, slots=True)
class Looked:
    """How many files and bytes were looked through, and which files still name the person."""

    files: int
    bytes: int
    found: tuple[str, ...]


def overwrite(profile: Path, needles: Sequence[bytes]) -> int:
    """Put x in the place of each needle in every file but the store's own; returns how many files changed."""
    pattern = _any_of(needles)
    changed = 0
    for path in _files(profile):
        if _STORE.fullmatch(path.name) or path.suffix in {".gz", ".lock", ".sock"}:
            continue
        with suppress(OSError):
            changed += _overwrite(path, pattern)
    return changed


def _overwrite(path: Path, pattern: re.Pattern[bytes]) -> bool:
    with path.open("r+b") as file:
        found = [(match.start(), len(match[0])) for match in pattern.finditer(file.read())]
        for start, length in found:
            file.seek(start)
            file.write(b"x" * length)
    return bool(found)


def look(profile: Path, needles: Sequence[bytes]) -> Looked:
    """Look through all files of a profile, its copies left aside."""
    pattern, files, size, found = _any_of(needles), 0, 0, []
    for path in _files(profile):
        with suppress(OSError):
            files, size = files + 1, size + path.stat().st_size
            if _holds(path, pattern):
                found.append(path.relative_to(profile).as_posix())
    return Looked(files, size, tuple(found))


def _holds(path: Path, pattern: re.Pattern[bytes]) -> bool:
    before = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if pattern.search(before + chunk):
                return True
            before = chunk[-_OVERLAP:]
    return False


def _any_of(needles: Sequence[bytes]) -> re.Pattern[bytes]:
    alone = rb"|".join(re.escape(needle) for needle in needles) or rb"(?!)"
    # Within a longer word it is somebody else's name; a byte of a record's head may well be a letter, so not before it.
    return re.compile(rb"(?:" + alone + rb")(?![a-z0-9_])", re.IGNORECASE)


def _files(profile: Path) -> Iterator[Path]:
    for top in sorted(profile.iterdir()):
        if top.name in LEFT_ALONE or top.is_symlink():
            continue
        yield from (p for p in (top.rglob("*") if top.is_dir() else [top]) if p.is_file() and not p.is_symlink())
