"""Copies of the store: made while it is in use, looked into without being opened as ours, and kept beside it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from importlib import import_module
from itertools import chain, count
from pathlib import Path

from models import clock, manifest
from models.database import db, faults
from models.errors import StewardError
from models.manifest import Manifest
from models.paths import PRIVATE_FILE, PRIVATE_FOLDER

# Between two steps whoever waits for the store's file gets a turn.
PAGES = 512
BESIDE = ("vault.json", "audit.head", "audit.pub")
Paged = Callable[[int, int], None]
"""Told how many pages are copied, and of how many; may raise to end the work."""


def copy_store(source: Path, target: Path, paged: Paged = lambda done, total: None) -> None:
    """Copy a store that may be in use, as it is at this moment, into a new file; StoreUnusable."""
    target.touch(PRIVATE_FILE, exist_ok=False)
    with faults(source), closing(_plain(source)) as old, closing(_plain(target)) as new:
        old.execute("PRAGMA query_only = 1")
        # Reading from one moment only: what is written meanwhile neither gets in nor makes the copy begin anew.
        old.execute("BEGIN")
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()
        old.backup(new, pages=PAGES, progress=lambda status, rest, total: paged(total - rest, total))
        new.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it


def flaws(path: Path) -> list[str]:
    """What SQLite itself finds wrong with a store that nobody uses, in words; empty where it is sound."""
    try:
        with closing(_plain(path)) as store:
            store.execute("PRAGMA query_only = 1")
            found = [str(line) for (line,) in store.execute("PRAGMA integrity_check(20)") if line != "ok"]
            broken = store.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return found + ([f"{len(broken)} references lead nowhere"] if broken else [])


def schema_of(path: Path) -> int:
    """The schema version that a store's file says it has; StoreUnusable."""
    with faults(path), closing(_plain(path)) as store:
        return int(store.execute("PRAGMA user_version").fetchone()[0])


def strange_parts(path: Path, steps: tuple[str, ...]) -> list[str]:
    """Tables, triggers and views of a store that the steps to its version do not make as they are; StoreUnusable."""
    with faults(path), closing(_plain(path)) as store, closing(sqlite3.connect(":memory:")) as ours:
        for step in steps:
            for statement in import_module(f"models.migrations.{step}").UP:
                ours.execute(statement)
        return sorted({name for _, name, _ in _parts(store) ^ _parts(ours)})


def _parts(store: sqlite3.Connection) -> set[tuple[str, str, str]]:
    found = store.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return {(str(kind), str(name), " ".join(str(text).replace('"', "").split())) for kind, name, text in found}


@contextmanager
def elsewhere(path: Path, *, read_only: bool = True) -> Iterator[None]:
    """This thread means another store for the length of the block, with all that it asks and writes; StoreUnusable."""
    # What this thread has open: Peewee has no other door for a second file.
    state = db._state  # type: ignore[attr-defined]
    before = (state.closed, state.conn, state.ctx, state.transactions, state.commit_callbacks)
    with faults(path), closing(_plain(path)) as store:
        if not read_only:  # it may become ours, and who opens it beside a reader cannot change its mode
            store.execute("PRAGMA journal_mode = wal")
        store.execute(f"PRAGMA query_only = {int(read_only)}")
        store.execute("PRAGMA foreign_keys = 1")
        store.execute("PRAGMA secure_delete = 1")
        state.set_connection(store)
        try:
            yield
        finally:
            state.closed, state.conn, state.ctx, state.transactions, state.commit_callbacks = before


def put_by(store: Path, folder: Path, version: int) -> Path:
    """Copy a store with its keys into a backup folder of its own, with a manifest; returns the folder."""
    made_at = clock.now()
    part = begin(folder, made_at, "before")
    try:
        copy_store(store, part / store.name)
        for beside in BESIDE:
            with suppress(FileNotFoundError), manifest.open_plain(store.parent / beside) as file:
                manifest.copy_bytes(file, part / beside, lambda size: None)
        files = {file.name: manifest.sum_of(file, lambda size: None) for file in sorted(part.iterdir())}
        return finish(part, Manifest("before", made_at, version, False, store.parent.name, "", files))
    except (OSError, StewardError) as error:
        shutil.rmtree(part, ignore_errors=True)
        raise manifest.trouble(error, folder) from error


def finish(part: Path, what: Manifest) -> Path:
    """Write the manifest into a folder that is being filled and give the folder its name: it is whole or not there."""
    manifest.write(part / manifest.NAME, what)
    manifest.sync_tree(part)
    whole = part.with_name(part.name.removeprefix(".").removesuffix(".part"))
    part.rename(whole)
    manifest.sync_folder(whole.parent)
    return whole


def stamp(at: int) -> str:
    """A time (ms UTC) as the names of backups begin with."""
    moment = clock.to_datetime(at)
    return f"{moment:%Y-%m-%d_%H-%M-%S}-{moment.microsecond // 1000:03d}"


def begin(folder: Path, made_at: int, kind: str) -> Path:
    """A new folder to fill, named for when (UTC, to the millisecond) and why; StoreUnusable profile_unwritable."""
    name = f"{stamp(made_at)}-{kind}"
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    free = next(name for name in names if not (folder / name).exists() and not (folder / f".{name}.part").exists())
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        part = folder / f".{free}.part"
        part.mkdir(mode=PRIVATE_FOLDER)
    except OSError as error:
        raise manifest.trouble(error, folder) from error
    return part


def _plain(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=15, isolation_level=None)
