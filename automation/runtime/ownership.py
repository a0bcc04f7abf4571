"""One engine owns a profile: a lock that the system drops when its holder dies, however it dies."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from models import clock
from models.errors import StoreUnusable
from models.manifest import trouble

RETRY_S = 0.05


@contextmanager
def owning(lock: Path, wait_s: float = 0.0) -> Iterator[None]:
    """Own the profile for the length of the block.

    Raises StoreUnusable profile_in_use after `wait_s` seconds, profile_unreadable where the folder is gone, store_full.
    """
    until = time.monotonic() + wait_s
    while (file := _taken(lock)) is None:
        if time.monotonic() >= until:
            raise StoreUnusable("profile_in_use", lock.parent, owner=owner(lock))
        time.sleep(RETRY_S)
    with file:
        try:
            file.truncate(0)
            os.write(file.fileno(), json.dumps({"pid": os.getpid(), "since": clock.now()}).encode())
        except OSError as error:
            raise trouble(error, lock.parent) from error
        yield


def _taken(lock: Path) -> IO[str] | None:
    """The locked file, held open for as long as the lock is; None where somebody else has it."""
    try:
        file = open(lock, "a+", encoding="utf-8")  # noqa: SIM115 - the caller closes it
    except OSError as error:
        raise StoreUnusable("profile_unreadable", lock.parent, reason=error.strerror) from error
    # The folder may have been moved away, and another made in its place, since the file was opened.
    with suppress(FileNotFoundError):
        if _take(file) and os.path.samestat(os.fstat(file.fileno()), lock.stat()):
            return file
    file.close()
    return None


def owner(lock: Path) -> int | None:
    """The process that says it owns the profile, if any does."""
    try:
        return int(json.loads(lock.read_text(encoding="utf-8"))["pid"])
    except (OSError, ValueError, KeyError):
        return None


if sys.platform == "win32":

    def _take(file: IO[str]) -> bool:
        import msvcrt

        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _take(file: IO[str]) -> bool:
        import fcntl

        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
