"""Files that an old store names beside its rows: taken from below one folder, and only where they are what they say."""

from __future__ import annotations

import os
import re
import stat
import struct
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from PIL import Image

from automation.imports.plan import Beside, Context, Draft

MOST_BYTES = 512 << 20
_BLOCK = 1 << 20
_HEAD = 64
_FORMATS: Final = {
    "JPEG": ("image/jpeg", ".jpg"),
    "PNG": ("image/png", ".png"),
    "GIF": ("image/gif", ".gif"),
    "WEBP": ("image/webp", ".webp"),
}
# What begins a file that is no picture, from which byte on.
_OTHERS: Final = (
    (4, b"ftyp", "video/mp4", ".mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm", ".webm"),
    (0, b"%PDF-", "application/pdf", ".pdf"),
)
# A link is not followed and a pipe not waited for, where the system knows of them.
_PLAIN: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_LEFT: Final = "The file of a picture or film did not come along: {}."
_NOWHERE: Final = "an old store that is no file needs the folder of its media named"
_MISSING: Final = "it is not where its row says, below the old store's folder; another folder of media can be named"
_OUTSIDE: Final = "its path leads out of the old store's folder; another folder of media can be named"
_LINK: Final = "it is a link, or lies behind one"
_STRANGE: Final = "it is no picture, film or PDF document that Steward keeps"
_HUGE: Final = f"it is larger than {MOST_BYTES >> 20} MB"
_UNREADABLE: Final = "it cannot be read"
_ABOUT: Final = frozenset({"bytes", "mime", "width", "height"})


class Left(Exception):
    """A file that is not taken, with the reason."""


@dataclass(frozen=True, slots=True)
class _Kind:
    mime: str
    suffix: str
    size: tuple[int, int] | None = None


def bring(draft: Draft, name: str | None, context: Context) -> None:
    """Hang the file that a row names on its draft of `media`; what it is counts more than what the row says of it.

    A file that is not taken is told and refuses nothing. A row that has a file already keeps it.
    """
    if not name:
        return
    try:
        path = _place(context.media, name)
        with opened(path) as file:
            length, kind = os.fstat(file.fileno()).st_size, _kind(file)
    except Left as left:
        tell(context, left)
        return
    draft.file = Beside(path, kind.suffix)
    draft.values |= {"bytes": length, "mime": kind.mime}
    if kind.size is not None:
        draft.values["width"], draft.values["height"] = kind.size
    draft.update, draft.outranks = _ABOUT, lambda there: not there["path"]


def tell(context: Context, left: Left) -> None:
    """Say in the report why a file was not taken."""
    context.note(_LEFT.format(left))


def _place(folder: Path | None, name: str) -> Path:
    """Where a named file is: below the folder, whichever way its path is written, and behind no link; Left."""
    if folder is None:
        raise Left(_NOWHERE)
    place = base = folder.resolve()
    within = _within(folder.absolute(), base, name)
    if ".." in within or "\0" in name:
        raise Left(_OUTSIDE)
    try:
        for part in within:
            place = place / part
            if place.is_symlink():
                raise Left(_LINK)
        if not place.resolve().is_relative_to(base):
            raise Left(_OUTSIDE)
    except OSError as error:
        raise Left(_MISSING) from error
    return place


def _within(folder: Path, base: Path, name: str) -> Sequence[str]:
    if not Path(name).is_absolute():
        return re.split(r"[/\\]", name)
    for start in (folder, base):
        if Path(name).is_relative_to(start):
            return Path(name).relative_to(start).parts
    raise Left(_OUTSIDE)


def opened(path: Path) -> IO[bytes]:
    """A plain file of a bounded size, open for reading; Left."""
    try:
        descriptor = os.open(path, _PLAIN)
    except FileNotFoundError as error:
        raise Left(_MISSING) from error
    except OSError as error:
        raise Left(_UNREADABLE) from error
    state = os.fstat(descriptor)
    reason = _STRANGE if not stat.S_ISREG(state.st_mode) else _HUGE if state.st_size > MOST_BYTES else None
    if reason is not None:
        os.close(descriptor)
        raise Left(reason)
    return os.fdopen(descriptor, "rb")


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """What a file holds, a block at a time; Left where it cannot be read, or grows beyond its bound meanwhile."""
    done = 0
    while True:
        try:
            block = file.read(_BLOCK)
        except OSError as error:
            raise Left(_UNREADABLE) from error
        done += len(block)
        if done > MOST_BYTES:
            raise Left(_HUGE)
        if not block:
            return
        yield block


def _kind(file: IO[bytes]) -> _Kind:
    """What a file is by its own words, whatever it is called; of a picture with its size."""
    try:
        head = file.read(_HEAD)
    except OSError as error:
        raise Left(_UNREADABLE) from error
    for start, mark, mime, suffix in _OTHERS:
        if head[start:].startswith(mark):
            return _Kind(mime, suffix)
    file.seek(0)
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(file, formats=[*_FORMATS]) as picture:
            return _Kind(*_FORMATS[str(picture.format)], picture.size)
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError) as error:
        raise Left(_STRANGE) from error
