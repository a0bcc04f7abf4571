"""The archive: what old actions were, without words, in one compressed file a year that can still be searched."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from automation.vault.whole_file import write_whole
from models import clock, ids

FOLDER = "archive"
Record = dict[str, Any]


def folder_of(profile: Path) -> Path:
    """Where a profile's archive lies."""
    return profile / FOLDER


def keep(folder: Path, rows: Iterable[Record]) -> None:
    """Add rows of actions to the years they ended in, durably: they are deleted next. Raises OSError."""
    years: dict[int, list[Record]] = defaultdict(list)
    for row in rows:
        years[clock.to_datetime(row["done_at"] or row["created_at"]).year].append(_shown(row))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for year, records in years.items():
        _append(folder / f"actions-{year}.jsonl.gz", records)


def _shown(row: Record) -> Record:
    times = {name: clock.to_iso(row[name]) for name in ("created_at", "done_at")}
    return {**row, "id": ids.public("actions", row["id"]), **times}


def _append(path: Path, records: list[Record]) -> None:
    """Each call adds a compressed member of its own; half of one, left by a power cut, is cut off first."""
    member = gzip.compress(_lines(records), mtime=0)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        end = _sound(file.read())
        file.truncate(end)
        file.seek(end)
        file.write(member)
        file.flush()
        os.fsync(file.fileno())


def _lines(records: Iterable[Record]) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode("utf-8", "replace")


def _sound(content: bytes) -> int:
    """How far a file holds whole members."""
    place = 0
    while place < len(content):
        unpack = zlib.decompressobj(wbits=31)
        try:
            unpack.decompress(content[place:])
        except zlib.error:
            break
        if not unpack.eof:
            break
        place = len(content) - len(unpack.unused_data)
    return place


def records(path: Path) -> Iterator[Record]:
    """The rows of one file, as far as it is sound; one that was kept twice is read once."""
    seen: set[str] = set()
    with suppress(EOFError, zlib.error, gzip.BadGzipFile), gzip.open(path, "rb") as file:
        for line in file:
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
    changed = 0
    for path in files(folder):
        old = list(records(path))
        new = [change(record) for record in old]
        differing = sum(a != b for a, b in zip(old, new, strict=True))
        if differing:
            write_whole(path, gzip.compress(_lines(new), mtime=0))
            changed += differing
    return changed
