"""Files of a profile that may still name somebody: overwritten in place, looked through byte by byte, or deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from models.spelling import CODED, SIGNS
from models.store_file import read_beside

# Copies are not changed: their sums would not hold any more. A restore erases anew.
LEFT_ALONE = frozenset({"backups"})
_STORE = re.compile(r"steward\.db(-wal|-shm)?")
_OURS = frozenset({"vault.json", "erasures.json", "engine.lock"})
_CHUNK, _OVERLAP = 1 << 20, 4096


@dataclass(frozen=True, slots=True)
class Looked:
    """How many files and bytes were looked through, and which files still name the person."""

    files: int
    bytes: int
    found: tuple[str, ...]


def overwrite(profile: Path, needles: Sequence[bytes]) -> int:
    """Put x in the place of each needle in every text file; returns how many files changed."""
    pattern, changed = _words(needles), 0
    for path in _files(profile):
        with suppress(OSError):
            if _is_text(path) and not _is_copy(profile, path):
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
    """Look through the store's files and all text files of a profile, its copies left aside."""
    words, anywhere, files, size, found = _words(needles), _anywhere(needles), 0, 0, []
    for path in _files(profile):
        with suppress(OSError):
            is_store = _STORE.fullmatch(path.name) is not None
            if not is_store and not _is_text(path):
                continue
            files, size = files + 1, size + path.stat().st_size
            # In the store's pages one value follows another without a gap.
            with read_beside(path) if is_store else path.open("rb") as file:
                if _holds(file, anywhere if is_store else words):
                    found.append(path.relative_to(profile).as_posix())
    return Looked(files, size, tuple(found))


def _is_text(path: Path) -> bool:
    """Pictures and sealed files hold no names that could be read, and must not be changed."""
    if path.name in _OURS or _STORE.fullmatch(path.name):
        return False
    with path.open("rb") as file:
        return b"\0" not in file.read(_OVERLAP)


def _is_copy(profile: Path, path: Path) -> bool:
    """Whether somebody works with it in a hidden folder now; it may be one file with that of a backup."""
    within = path.relative_to(profile).parts
    return len(within) > 1 and within[0].startswith(".")


def _holds(file: BinaryIO, pattern: re.Pattern[bytes]) -> bool:
    before = b""
    while chunk := file.read(_CHUNK):
        if pattern.search(before + chunk):
            return True
        before = chunk[-_OVERLAP:]
    return False


def _words(needles: Sequence[bytes]) -> re.Pattern[bytes]:
    signs = tuple(sign.encode() for sign in SIGNS)
    alone = _any_of([needle for needle in needles if not needle.startswith(signs)])
    behind = _any_of([needle for needle in needles if needle.startswith(signs)])
    before = rb"(?:(?<![a-z0-9_])|" + CODED.encode() + rb")"
    return re.compile(rb"(?:" + before + rb"(?:" + alone + rb")|" + behind + rb")(?![a-z0-9_])", re.IGNORECASE)


def _anywhere(needles: Sequence[bytes]) -> re.Pattern[bytes]:
    return re.compile(_any_of(needles), re.IGNORECASE)


def _any_of(needles: Sequence[bytes]) -> bytes:
    return rb"|".join(re.escape(needle) for needle in needles) or rb"(?!)"


def _files(profile: Path) -> Iterator[Path]:
    for top in sorted(profile.iterdir()):
        if top.name in LEFT_ALONE or top.is_symlink():
            continue
        yield from (p for p in (top.rglob("*") if top.is_dir() else [top]) if p.is_file() and not p.is_symlink())
