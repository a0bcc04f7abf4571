"""The manifest of a backup: every file in it with its size and sum, and a sum over the manifest itself."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from models import clock
from models.errors import BadInput, StewardError, StoreUnusable
from models.paths import PRIVATE_FILE, PRIVATE_FOLDER

NAME, FORMAT, VERSION = "manifest.json", "steward backup", 1
MOST_BYTES, BLOCK = 512 << 20, 1 << 20
# What a profile holds beside its data; none of it is copied, and none of it is taken from a backup.
_STAYS = frozenset({"backups", "logs", "engine.lock", "window.ini", "restored.json", NAME})
_LONGEST, _DEEPEST = 400, 12
Step = Callable[[int], None]
"""Told how many bytes were read since it was told before; may raise to end the work."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a backup; `changed_ns` is when the original was last written."""

    bytes: int
    sha256: str
    changed_ns: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `made_at` in ms UTC, `whole` is off where only the store and its keys are in it."""

    kind: str
    made_at: int
    schema: int
    whole: bool
    profile: str
    mark: str
    files: dict[str, Kept]

    @property
    def bytes(self) -> int:
        """The size of all its files."""
        return sum(kept.bytes for kept in self.files.values())


def render(manifest: Manifest) -> bytes:
    """The one way in which a manifest is written, so that any other bytes are seen to be altered."""
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION, **asdict(manifest)}
    document["made"] = clock.to_iso(manifest.made_at)
    document["sum"] = sha256(_text(document)).hexdigest()
    return _text(document)


def parse(content: bytes, subject: object) -> Manifest:
    """The manifest in a file's bytes; BadInput backup_damaged, backup_newer."""
    try:
        document = json.loads(content)
        if isinstance(document, dict) and document.get("format") == FORMAT and document.get("version") != VERSION:
            raise BadInput("backup_newer", subject)
        files = {str(name): Kept(**kept) for name, kept in document["files"].items()}
        found = Manifest(
            kind=document["kind"],
            made_at=document["made_at"],
            schema=document["schema"],
            whole=document["whole"],
            profile=document["profile"],
            mark=document["mark"],
            files=files,
        )
        same = render(found) == content
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise BadInput("backup_damaged", subject, reason=f"{NAME} cannot be read") from None
    if not same:
        raise BadInput("backup_damaged", subject, reason=f"{NAME} was altered")
    _check_names(found, subject)
    return found


def _check_names(manifest: Manifest, subject: object) -> None:
    wrong = next((name for name in manifest.files if not belongs(name)), None)
    if wrong is not None:
        raise BadInput("backup_refused", subject, reason=f"{wrong!a} is no file of a profile")
    if len({name.casefold() for name in manifest.files}) < len(manifest.files):
        raise BadInput("backup_refused", subject, reason="two of its files have one name")
    if any(type(kept.bytes) is not int or kept.bytes < 0 for kept in manifest.files.values()):
        raise BadInput("backup_refused", subject, reason="a size in it is no size")


def belongs(name: str) -> bool:
    """Whether a path, relative and with forward slashes, names a file of a profile that is backed up."""
    parts = name.split("/")
    if not 0 < len(name) <= _LONGEST or len(parts) > _DEEPEST or not name.isprintable():
        return False
    if any(part.startswith(".") or part != part.strip() or part.endswith(".") or not part for part in parts):
        return False
    if any(sign in name for sign in '\\:*?"<>|') or name.casefold().endswith((".new", ".part")):
        return False
    top = parts[0].casefold()
    if top in _STAYS or top.startswith("damaged-"):
        return False
    return not top.startswith("steward.") or name == "steward.db"


def _text(document: dict[str, Any]) -> bytes:
    return json.dumps(document, indent=1, sort_keys=True).encode() + b"\n"


def copy_bytes(source: BinaryIO, target: Path, step: Step, most: int | None = None) -> Kept:
    """Write a stream into a new private file, durably, and sum it up; BadInput backup_refused beyond `most` bytes."""
    target.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
    total, digest = 0, sha256()
    with os.fdopen(handle, "wb") as file:
        while block := source.read(BLOCK):
            total += len(block)
            if most is not None and total > most:
                raise BadInput("backup_refused", target.name, reason="a file in it is larger than it says")
            digest.update(block)
            file.write(block)
            step(len(block))
        file.flush()
        os.fsync(file.fileno())
    return Kept(total, digest.hexdigest())


def open_plain(path: Path) -> BinaryIO:
    """Open a plain file for reading, never a link or a device; OSError."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    file = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        file.close()
        raise OSError(None, f"{path.name} is no plain file")
    return file


def sum_of(path: Path, step: Step) -> Kept:
    """Size and sum of a file."""
    total, digest = 0, sha256()
    with open_plain(path) as file:
        while block := file.read(BLOCK):
            total += len(block)
            digest.update(block)
            step(len(block))
    return Kept(total, digest.hexdigest())


def sync_tree(folder: Path) -> None:
    """Make what was made or renamed anywhere in a folder durable, where the system can."""
    for place, _, _ in os.walk(folder):
        sync_folder(Path(place))


def sync_folder(folder: Path) -> None:
    """Make what was renamed in a folder durable, where the system can."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write(path: Path, what: Manifest) -> None:
    """Write a manifest durably into a new file."""
    with BytesIO(render(what)) as content:
        copy_bytes(content, path, lambda size: None)


def trouble(error: Exception, subject: object) -> StewardError:
    """What went wrong with a file, as an error of ours."""
    if isinstance(error, StewardError):
        return error
    number, reason = getattr(error, "errno", None), getattr(error, "strerror", None) or str(error)
    full = number in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return StoreUnusable("store_full" if full else "profile_unwritable", subject, reason=reason)
