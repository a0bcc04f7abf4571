"""The store's file and its locks: nobody opens the open store beside SQLite.

Elsewhere than on Windows a process that closes any descriptor of a file loses all its locks on it
(https://sqlite.org/howtocorrupt.html, 2.2, read on 2026-11-22). Without SQLite's, the next program that closes the
store takes its log away, and what the engine writes then is lost.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from models.database import db

_descriptors: dict[tuple[int, int], int] = {}


def is_open(path: Path) -> bool:
    """Whether a file is the store that this process means; OSError."""
    return db.database is not None and Path(db.database).exists() and path.samefile(db.database)


def read_beside(path: Path) -> BinaryIO:
    """A file of the open store to read; its descriptor stays open for as long as the file is there. OSError."""
    if os.name == "nt":
        return path.open("rb")
    for file, descriptor in list(_descriptors.items()):
        if os.fstat(descriptor).st_nlink == 0:
            os.close(_descriptors.pop(file))
    state = path.stat()
    file = state.st_dev, state.st_ino
    if file not in _descriptors:
        _descriptors[file] = os.open(path, os.O_RDONLY)
    os.lseek(_descriptors[file], 0, os.SEEK_SET)
    return os.fdopen(_descriptors[file], "rb", closefd=False)
