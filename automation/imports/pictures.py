"""Pictures out of old stores become files of the evidence folder, each named by its sum."""

from __future__ import annotations

import errno
import os
from hashlib import sha256
from pathlib import Path

from automation.imports.plan import Picture
from models.errors import StoreUnusable

_FOLDER = "imported"


def file_picture(folder: Path, picture: Picture, import_name: str, key: str) -> tuple[str, str]:
    """Write a picture durably and return its path in the evidence folder and its sum; StoreUnusable store_full."""
    total = sha256(picture.content).hexdigest()
    place = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    path = f"{_FOLDER}/{import_name}/{place}-{total[:16]}{picture.suffix}"
    try:
        _write(folder / path, picture.content)
    except OSError as error:
        code = "store_full" if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} else "profile_unwritable"
        raise StoreUnusable(code, folder, reason=error.strerror) from error
    return path, total


def _write(whole: Path, content: bytes) -> None:
    whole.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def drop_files(folder: Path, paths: list[str]) -> None:
    """Delete picture files whose rows are gone, and the folders that this leaves empty."""
    for path in paths:
        whole = (folder / path).resolve()
        if whole.is_relative_to(folder.resolve()):
            whole.unlink(missing_ok=True)
            if whole.parent != folder.resolve() and not any(whole.parent.iterdir()):
                whole.parent.rmdir()
