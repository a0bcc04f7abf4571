"""The archive: what old actions and orders were, without words, in a compressed file a year that can be searched."""

from __future__ import annotations

import gzip
import json
import os
import threading
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from automation.vault.whole_file import write_whole
from models import clock, erasing
from models.account import accounts, normalised
from models.manifest import sync_folder
from models.paths import PRIVATE_FILE, PRIVATE_FOLDER
from models.traces import Traces

FOLDER = "archive"
_ROWS, _BEGINS, _CHUNK = 500, b"\x1f\x8b\x08", 1 << 16
Record = dict[str, Any]
# Retention adds to the files while an erasure may put others in their place.
_one_at_a_time = threading.RLock()


def folder_of(profile: Path) -> Path:
    """Where a profile's archive lies."""
    return profile / FOLDER


class Archive:
    """An archive that is added to; how far each of its files is whole is found out once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._whole: dict[Path, tuple[int, int]] = {}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the archive for additions, made ready for them; for whoever adds to it within a transaction."""
        with _one_at_a_time:
            for path in files(self.folder):
                with path.open("rb") as file:
                    self._end(path, file)
            yield

    def keep(self, rows: Iterable[Record]) -> None:
        """Add rows to the years they ended in, durably: they are deleted next. Raises OSError."""
        years: dict[int, list[Record]] = defaultdict(list)
        for row in rows:
            years[clock.to_datetime(row["done_at"] or row["created_at"]).year].append(_shown(row))
        self.folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        with _one_at_a_time:
            for year, records in years.items():
                self._append(self.folder / f"actions-{year}.jsonl.gz", _packed(records))
            sync_folder(self.folder)

    def _append(self, path: Path, member: bytes) -> None:
        """Put a member behind the last whole one; half of one, left by a power cut, is cut off first."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
        with os.fdopen(descriptor, "r+b") as file:
            file.seek(self._end(path, file))
            file.truncate()
            file.write(member)
            file.flush()
            os.fsync(file.fileno())
            self._whole[path] = (file.tell(), file.tell())

    def _end(self, path: Path, file: BinaryIO) -> int:
        """How far a file is whole; it is read anew where it has another size than it had."""
        size = file.seek(0, os.SEEK_END)
        if self._whole.get(path, (-1, 0))[0] != size:
            file.seek(0)
            self._whole[path] = (size, max((end for end, _ in _members(file.read())), default=0))
        return self._whole[path][1]


def _shown(row: Record) -> Record:
    times = {name: clock.to_iso(row[name]) for name in ("created_at", "done_at")}
    return {**row, **times}


def _packed(records: Sequence[Record]) -> bytes:
    """Rows as compressed members of a file, each so small that damage to one takes few rows with it."""
    parts = (records[start : start + _ROWS] for start in range(0, len(records), _ROWS))
    return b"".join(gzip.compress(_lines(part), mtime=0) for part in parts)


def _lines(records: Iterable[Record]) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode("utf-8", "replace")


def _members(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Every whole member, unpacked, with where it ends; what is damaged between two is stepped over."""
    place = 0
    while (place := content.find(_BEGINS, place)) >= 0:
        unpack, parts, at = zlib.decompressobj(wbits=31), [], place
        with suppress(zlib.error):
            while not unpack.eof and at < len(content):
                parts.append(unpack.decompress(content[at : at + _CHUNK]))
                at += _CHUNK
        if unpack.eof:
            place = min(at, len(content)) - len(unpack.unused_data)
            yield place, b"".join(parts)
        else:
            place += 1


def records(path: Path) -> Iterator[Record]:
    """The rows of one file, as far as they can be read; one that was kept twice is read once."""
    return _records(plain for _, plain in _members(path.read_bytes()))


def _records(parts: Iterable[bytes]) -> Iterator[Record]:
    seen: set[str] = set()
    for plain in parts:
        for line in plain.splitlines():
            with suppress(ValueError):
                record = json.loads(line)
                if record["id"] not in seen:
                    seen.add(record["id"])
                    yield record


def files(folder: Path) -> list[Path]:
    """The files of the archive, newest year first."""
    return sorted(folder.glob("actions-*.jsonl.gz"), reverse=True)


def find(folder: Path, text: str, limit: int) -> list[Record]:
    """Rows of the archive that hold a text anywhere, newest year first."""
    sought, found = text.casefold(), []
    for path in files(folder):
        for record in records(path):
            if any(sought in str(value).casefold() for value in record.values()):
                found.append(record)
                if len(found) == limit:
                    return found
    return found


def rewrite(folder: Path, change: Callable[[Record], Record]) -> int:
    """Put changed rows in the place of the old ones; returns how many changed. Raises OSError, StoreUnusable."""
    return sum(_rewrite_one(path, change) for path in files(folder))


def _rewrite_one(path: Path, change: Callable[[Record], Record]) -> int:
    """Nobody waits while the rows are packed anew; what was added meanwhile is changed when they are put in place."""
    content = path.read_bytes()
    members = list(_members(content))
    end = members[-1][0] if members else 0
    fresh, differing = _changed((plain for _, plain in members), change)
    packed = _packed(fresh) if differing else content[:end]
    with _one_at_a_time:
        late, more = _changed((plain for _, plain in _members(path.read_bytes()[end:])), change)
        if differing or more:
            write_whole(path, packed + _packed(late))
    return differing + more


def _changed(parts: Iterable[bytes], change: Callable[[Record], Record]) -> tuple[list[Record], int]:
    """Rows as they are to be, and how many of them were otherwise."""
    old = list(_records(parts))
    new = [change(record) for record in old]
    return new, sum(a != b for a, b in zip(old, new, strict=True))


_NAMED = ("person", "thread")


def is_about(record: Record, traces: Traces) -> bool:
    """Whether a row says by name that it was done to a person, however short the name is."""
    here = any(str(record.get("handle")).startswith(f"{platform}:") for platform, _ in traces.places)
    return here and record.get("target_kind") in _NAMED and normalised(str(record.get("target_id"))) in traces.names


def names(folder: Path) -> Iterator[erasing.Written]:
    """Whom the archive may name: platform, instance (which it does not know: each that there is) and name."""
    instances: dict[str, set[str]] = defaultdict(lambda: {""})
    for own in accounts():
        instances[own.platform].add(own.instance)
    for path in files(folder):
        for record in records(path):
            platform = str(record.get("handle")).partition(":")[0]
            written = {erasing.named_first(record.get("target_url"))}
            if record.get("target_kind") in _NAMED:
                written.add(str(record.get("target_id")))
            yield from ((platform, instance, name) for instance in instances[platform] for name in written if name)
