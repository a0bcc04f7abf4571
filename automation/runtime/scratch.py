"""Scratch folders: whole copies of a store, needed for a while; one is cleared away once nobody holds it any more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from shutil import rmtree

from automation.runtime.ownership import owning
from models.errors import StoreUnusable

TRIAL, CHECK, REHEARSAL = ".trial", ".check", ".rehearsal"
_HELD, _PATIENCE_S = ".held", 5.0


@contextmanager
def scratch(profile: Path, kind: str) -> Iterator[Path]:
    """The path of a folder that may be made, held until the block ends and gone then; StoreUnusable."""
    folder = profile / f"{kind}-{token_hex(4)}"
    try:
        # Held before it is there: who clears may have the lock for a moment, and finds nothing.
        with owning(_lock(folder), _PATIENCE_S):
            try:
                yield folder
            finally:
                rmtree(folder, ignore_errors=True)
    finally:
        _lock(folder).unlink(missing_ok=True)


def clear(profile: Path) -> None:
    """Take away the folders of who was killed; whoever still works in one, in whatever process, keeps it."""
    found = {path.name.removesuffix(_HELD) for kind in (TRIAL, CHECK, REHEARSAL) for path in profile.glob(f"{kind}*")}
    for folder in (profile / name for name in sorted(found)):
        with suppress(StoreUnusable, OSError):
            with owning(_lock(folder)):
                rmtree(folder, ignore_errors=True)
            _lock(folder).unlink(missing_ok=True)


def _lock(folder: Path) -> Path:
    return folder.with_name(folder.name + _HELD)
