"""A backup as one file, to carry to another machine: a zip whose last bytes are a sum over all before them."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from automation.upkeep.backups import Gauge
from models import manifest
from models.errors import BadInput
from models.manifest import Manifest
from models.paths import PRIVATE_FILE
from models.store_file import is_open

SUM_BYTES = 64
# A store hardly shrinks to a twentieth. What would grow beyond this is no backup of ours, so ours never do.
MOST_GROWTH, ALWAYS_FINE = 100, 1 << 30
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError, MemoryError),
)


def is_archive(path: Path) -> bool:
    """Whether a path means a backup as one file."""
    return path.is_file() or path.suffix.casefold() == ".zip"


def pack(folder: Path, what: Manifest, target: Path, gauge: Gauge) -> None:
    """Write a backup folder as one file, whole or not at all; BadInput backup_in_the_way, StoreUnusable store_full."""
    if target.exists() or target.is_symlink():
        raise BadInput("backup_in_the_way", target)
    part = target.with_name(f".{target.name}.part")
    try:
        for way in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
            part.unlink(missing_ok=True)
            _write(part, folder, what, way, gauge)
            if not _grows_too_much(what.bytes, part.stat().st_size):
                break
        os.replace(part, target)
        manifest.sync_folder(target.parent)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise manifest.trouble(error, target) from error
        raise


def _write(part: Path, folder: Path, what: Manifest, way: int, gauge: Gauge) -> None:
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
    with os.fdopen(handle, "w+b") as file:
        with zipfile.ZipFile(file, "w") as archive:
            for name in [manifest.NAME, *sorted(what.files)]:
                with archive.open(_entry(name, way), "w", force_zip64=True) as entry:
                    for block in _blocks(folder / name):
                        entry.write(block)
                        gauge(len(block))
            archive.comment = b"0" * SUM_BYTES
        file.flush()
        sum_ = _sum_but_last(file)
        file.seek(-SUM_BYTES, os.SEEK_END)
        file.write(sum_)
        file.flush()
        os.fsync(file.fileno())


def _entry(name: str, way: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    # Pictures are packed already.
    entry.compress_type = zipfile.ZIP_STORED if name.endswith((".jpg", ".png", ".sealed")) else way
    entry.external_attr = (stat.S_IFREG | PRIVATE_FILE) << 16
    return entry


def _blocks(path: Path) -> Iterator[bytes]:
    with manifest.open_plain(path) as file:
        while block := file.read(manifest.BLOCK):
            yield block


def _sum_but_last(file: BinaryIO) -> bytes:
    file.seek(0, os.SEEK_END)
    rest, digest = file.tell() - SUM_BYTES, sha256()
    file.seek(0)
    while rest > 0 and (block := file.read(min(rest, manifest.BLOCK))):
        digest.update(block)
        rest -= len(block)
    return digest.hexdigest().encode()


def _grows_too_much(whole: int, packed: int) -> bool:
    return whole > ALWAYS_FINE + MOST_GROWTH * packed


@contextmanager
def opened(path: Path) -> Iterator[tuple[Manifest, Callable[[str], BinaryIO]]]:
    """A backup's manifest and what opens its files, once all of the archive was found to be as it says.

    Raises BadInput backup_missing, backup_damaged, backup_refused, backup_newer.
    """
    try:
        if is_open(path):
            raise BadInput("backup_damaged", path, reason="it is the store of this profile")
        with manifest.open_plain(path) as file:
            _check_sum(file, path)
            with zipfile.ZipFile(file) as archive:
                what = _checked(archive, path)
                yield what, lambda name: _stream(archive, name)
    except _BROKEN as error:
        raise BadInput("backup_damaged", path, reason=str(error) or type(error).__name__) from error
    except OSError as error:
        raise BadInput("backup_missing", path, reason=error.strerror or "it cannot be read") from error


def _check_sum(file: BinaryIO, path: Path) -> None:
    if file.seek(0, os.SEEK_END) < SUM_BYTES:
        raise BadInput("backup_damaged", path, reason="it is too short")
    file.seek(-SUM_BYTES, os.SEEK_END)
    said = file.read()
    if said != _sum_but_last(file):
        raise BadInput("backup_damaged", path, reason="the sum at its end does not agree with it")
    file.seek(0)


def _checked(archive: zipfile.ZipFile, path: Path) -> Manifest:
    entries = archive.infolist()
    there = {entry.filename: entry for entry in entries}
    own = there.pop(manifest.NAME, None)
    if own is None or own.file_size > manifest.MOST_BYTES:
        raise BadInput("backup_missing", path, reason="it has no manifest")
    reason = next(filter(None, map(_oddness, entries)), None)
    if reason is not None or len(there) + 1 < len(entries):
        raise BadInput("backup_refused", path, reason=reason or "two of its files have one name")
    with archive.open(own) as stream:
        what = manifest.parse(stream.read(manifest.MOST_BYTES + 1), path)
    if {name: entry.file_size for name, entry in there.items()} != {n: k.bytes for n, k in what.files.items()}:
        raise BadInput("backup_damaged", path, reason="its files are not those of its manifest")
    if _grows_too_much(what.bytes, path.stat().st_size):
        raise BadInput("backup_refused", path, reason="it would grow beyond all measure")
    return what


def _oddness(entry: zipfile.ZipInfo) -> str | None:
    name = entry.filename
    if name != entry.orig_filename or not (name == manifest.NAME or manifest.belongs(name)):
        return f"{name!a} is no file of a profile"
    if stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG}:
        return f"{name} is no plain file"
    if entry.flag_bits & 1 or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return f"{name} is packed in another way"
    return None


def _stream(archive: zipfile.ZipFile, name: str) -> BinaryIO:
    return archive.open(name)  # type: ignore[return-value]
