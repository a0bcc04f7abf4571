"""Files that leave the profile: written whole beside their place, private, and never over another file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from models.errors import BadInput
from models.manifest import sync_folder
from models.paths import PRIVATE_FILE

# A cell that begins with one of these is a formula for a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def fresh_file(target: Path) -> Iterator[TextIO]:
    """A new text file (0600) that is there once all of it is; BadInput file_exists, file_unwritable."""
    if os.path.lexists(target):
        raise BadInput("file_exists", target)
    draft = target.with_name(f".{target.name}.new")
    try:
        draft.unlink(missing_ok=True)  # left by a death
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
        sync_folder(target.parent)
    except OSError as error:
        raise BadInput("file_unwritable", target, reason=error.strerror or "") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def cell(value: object) -> object:
    """A cell of a table that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else "" if value is None else value
