"""Takes a backup in: into a scratch folder, file by file, and nothing of it is used before all of it was checked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from automation.upkeep import archive, backups
from automation.upkeep.backups import SPARE_BYTES, STORE, Gauge
from models import copying, erasure, manifest
from models.errors import BadInput, StewardError, StoreUnusable
from models.manifest import Kept, Manifest
from models.migrations.runner import NEWEST, STEPS
from models.paths import PRIVATE_FOLDER, Profile

Open = Callable[[str], BinaryIO]


def receive(source: Path, scratch: Path, gauge: Gauge, *, share: bool = False) -> Manifest:
    """Copy a backup into a new folder and check every file and the store in it; what fails leaves no folder.

    With `share` pictures are not copied but linked, for who only looks at them.

    Raises BadInput backup_missing, backup_damaged, backup_refused, backup_newer, StoreUnusable store_newer, store_full.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        with opened(source) as (what, open_):
            scratch.mkdir(mode=PRIVATE_FOLDER, parents=True)
            _has_room(what, scratch)
            gauge.total = what.bytes
            for name, kept in what.files.items():
                if not (share and _shared(source, name, kept, scratch, gauge)):
                    _take(name, kept, open_, scratch, gauge, source)
        check_store(scratch / STORE, what, source)
        _check_erasures(scratch, source)
    except BaseException as error:
        shutil.rmtree(scratch, ignore_errors=True)
        if isinstance(error, OSError):
            raise manifest.trouble(error, scratch.parent) from error
        raise
    return what


@contextmanager
def opened(source: Path) -> Iterator[tuple[Manifest, Open]]:
    """A backup, folder or archive: its manifest, and what opens its files."""
    if archive.is_archive(source):
        with archive.opened(source) as found:
            yield found
        return
    what = backups.read(source)
    _check_tree(source, what)
    yield what, lambda name: _open(source, name)


def _check_tree(source: Path, what: Manifest) -> None:
    """A folder holds exactly the plain files of its manifest: nothing more, nothing less, no links, no devices."""
    there = {manifest.NAME}
    for place, folders, files in os.walk(source):
        for name in (*folders, *files):
            path = Path(place, name)
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                raise BadInput("backup_refused", source, reason=f"{name!a} is no plain file")
        there |= {Path(place, name).relative_to(source).as_posix() for name in files}
    wanted = {manifest.NAME, *what.files}
    if there != wanted:
        odd = sorted(there ^ wanted)[0]
        reason = f"{odd!a} is {'missing' if odd in wanted else 'not in its manifest'}"
        raise BadInput("backup_damaged", source, reason=reason)


def _open(source: Path, name: str) -> BinaryIO:
    try:
        return manifest.open_plain(source / name)
    except OSError as error:
        raise BadInput("backup_damaged", source, reason=f"{name} cannot be read: {error.strerror}") from error


def _has_room(what: Manifest, scratch: Path) -> None:
    if shutil.disk_usage(scratch).free < what.bytes + SPARE_BYTES:
        raise StoreUnusable("store_full", scratch.parent)


def _take(name: str, kept: Kept, open_: Open, scratch: Path, gauge: Gauge, source: Path) -> None:
    with open_(name) as stream:
        _check_same(manifest.copy_bytes(stream, scratch / name, gauge, kept.bytes), kept, name, source)


def _shared(source: Path, name: str, kept: Kept, scratch: Path, gauge: Gauge) -> bool:
    if name == STORE or not backups.linked(source / name, scratch / name):
        return False
    _check_same(manifest.sum_of(scratch / name, gauge), kept, name, source)
    return True


def _check_same(got: Kept, kept: Kept, name: str, source: Path) -> None:
    if (got.bytes, got.sha256) != (kept.bytes, kept.sha256):
        raise BadInput("backup_damaged", source, reason=f"{name} was altered")


def check_store(store: Path, what: Manifest, source: object) -> None:
    """A backup's store is sound, no newer than we are, and made of our own tables and triggers alone."""
    if STORE not in what.files:
        raise BadInput("backup_damaged", source, reason="it holds no store")
    try:
        version = copying.schema_of(store)
        if max(version, what.schema) > NEWEST:
            raise StoreUnusable("store_newer", source, version=max(version, what.schema), newest=NEWEST)
        if version < 1:
            raise BadInput("backup_damaged", source, reason="its store is empty")
        strange = copying.strange_parts(store, STEPS[:version])
    except StoreUnusable as error:
        if error.code == "store_newer":
            raise
        raise BadInput("backup_damaged", source, reason=f"its store cannot be read ({error.code})") from error
    if strange:
        raise BadInput("backup_refused", source, reason=f"its store has parts that Steward did not make: {strange[0]}")
    wrong = copying.flaws(store)
    if wrong:
        raise BadInput("backup_damaged", source, reason=f"its store is damaged: {wrong[0]}")


def _check_erasures(scratch: Path, source: object) -> None:
    try:
        erasure.listed(Profile(scratch).erasures)
    except StewardError as error:
        raise BadInput("backup_damaged", source, reason="its list of erasures cannot be read") from error
