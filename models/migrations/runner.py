"""Walks the store to the newest schema, one transaction a step, after a copy of the file."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from models.copying import put_by
from models.database import connect, db, faults, one, writing
from models.errors import StoreUnusable

STEPS = (
    *("m0001_initial", "m0002_collected", "m0003_operated", "m0004_ordered", "m0005_kept", "m0006_search"),
    "m0007_expiring",
)
NEWEST = len(STEPS)


class Step(Protocol):
    """One numbered migration."""

    UP: tuple[str, ...]
    DOWN: tuple[str, ...]


def version() -> int:
    """The schema version of the open store; 0 is an empty file."""
    found = one("PRAGMA user_version")
    return int(found[0]) if found else 0


def open_store(path: Path) -> None:
    """Open a store and bring it to the newest schema; StoreUnusable store_newer, store_corrupt, store_full."""
    connect(path)
    if version() == NEWEST:
        return
    migrate(path)


def migrate(path: Path, to: int = NEWEST, *, copied: bool = False) -> None:
    """Walk up or down to a version; a file with data is backed up first, unless it is a copy itself."""
    if version() > NEWEST:
        raise StoreUnusable("store_newer", path, version=version(), newest=NEWEST)
    if 0 < version() != to and not copied:
        back_up(path)
    while version() < to:
        _walk(version() + 1, up=True)
    while version() > to:
        _walk(version(), up=False)


def back_up(path: Path) -> Path:
    """Put a copy of the store and its keys among the profile's backups; returns its folder."""
    return put_by(path, path.parent / "backups", version())


def _walk(number: int, *, up: bool) -> None:
    step = cast(Step, import_module(f"models.migrations.{STEPS[number - 1]}"))
    # A table that is made anew would take its children with it while foreign keys are on.
    with faults(db.database):
        db.execute_sql("PRAGMA foreign_keys = 0")
    try:
        with writing():
            for statement in step.UP if up else step.DOWN:
                db.execute_sql(statement)
            if db.execute_sql("PRAGMA foreign_key_check").fetchone():
                raise StoreUnusable("store_broken_links", db.database)
            db.execute_sql(f"PRAGMA user_version = {number if up else number - 1}")
    finally:
        db.execute_sql("PRAGMA foreign_keys = 1")
