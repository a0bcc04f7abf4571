"""Writing a small private file so that a crash leaves the old one or the new one, never a piece."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from models.manifest import sync_folder, trouble
from models.paths import PRIVATE_FILE, PRIVATE_FOLDER

SECTOR = 512  # what every disk writes as one, or not at all


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file (0600): temporary file, fsync, rename, fsync of the folder.

    Raises StoreUnusable `store_full` or `profile_unwritable`; the old file is then untouched.
    """
    fresh = path.with_name(path.name + ".new")
    try:
        is_new = not path.parent.exists()
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        _write_durably(fresh, content)
        os.replace(fresh, path)
        sync_folder(path.parent)
        if is_new:
            sync_folder(path.parent.parent)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise trouble(error, path) from error


def write_over(path: Path, content: bytes) -> None:
    """Replace what a file says where it lies, which waits for no disk: a power cut leaves all of the old or the new.

    A file of another length is replaced by `write_whole`. Raises StoreUnusable `store_full` or `profile_unwritable`.
    """
    if len(content) > SECTOR or path.is_symlink() or not path.is_file() or path.stat().st_size != len(content):
        return write_whole(path, content)
    try:
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0))
        try:
            os.write(handle, content)
        finally:
            os.close(handle)
    except OSError as error:
        raise trouble(error, path) from error


def _write_durably(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)  # left by a crash; O_EXCL below must meet neither it nor somebody's link
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)
