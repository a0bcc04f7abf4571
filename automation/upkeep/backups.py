"""Backups: a copy of the whole profile as it is at one moment, made while work goes on, whole or not there at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from models import clock, copying, manifest
from models.errors import BadInput, StewardError, StoreUnusable
from models.manifest import Kept, Manifest
from models.paths import PRIVATE_FOLDER, Profile

STORE, VAULT, HEAD = "steward.db", "vault.json", "audit.head"
# What must stay free beside a backup, so that work goes on.
SPARE_BYTES = 32 << 20
_TRIES = 5


@dataclass(slots=True)
class Gauge:
    """How far long work is, in bytes; `tell` may raise to end it."""

    tell: Callable[[int, int], None] = lambda done, total: None
    total: int = 0
    done: int = 0

    def __call__(self, size: int) -> None:
        """So many bytes more are done."""
        self.done += size
        self.tell(self.done, max(self.total, self.done))


@dataclass(frozen=True, slots=True)
class Made:
    """A backup on disk."""

    folder: Path
    manifest: Manifest


def make(profile: Profile, kind: str, mark: str, schema: int, gauge: Gauge, into: Path | None = None) -> Made:
    """Copy the profile into a folder of its own; BadInput backup_in_the_way, StoreUnusable store_full."""
    made_at = clock.now()
    part = _begin_at(into) if into is not None else copying.begin(profile.backups, made_at, kind)
    try:
        found = dict(_belongings(profile))
        last = newest(profile.backups)
        _make_room(profile, part, found, last, gauge)
        if last is not None and kind != "hourly":
            last = _as_it_was(last, found, gauge)
        files = _fill(part, profile, last, gauge)
        what = Manifest(kind, made_at, schema, True, profile.folder.name, mark, files)
        return Made(copying.finish(part, what), what)
    except BaseException as error:
        shutil.rmtree(part, ignore_errors=True)
        if isinstance(error, OSError):
            raise manifest.trouble(error, part.parent) from error
        raise


def newest(folder: Path, *, whole: bool = True) -> Made | None:
    """The newest backup in a folder whose manifest can be read; one that a clock ran ahead for is the last choice."""
    ahead = copying.stamp(clock.now() + clock.DAY_MS)
    for place in sorted(names(folder), key=lambda name: (name < ahead, name), reverse=True):
        with suppress(OSError, StewardError):
            found = read(folder / place)
            if found.whole or not whole:
                return Made(folder / place, found)
    return None


def names(folder: Path) -> list[str]:
    """The backups in a folder, oldest first: their names begin with when they were made."""
    if not folder.is_dir():
        return []
    return sorted(at.name for at in folder.iterdir() if at.name[0] != "." and (at / manifest.NAME).is_file())


def read(folder: Path) -> Manifest:
    """The manifest of a backup folder; BadInput backup_missing, backup_damaged, backup_refused, backup_newer."""
    try:
        with manifest.open_plain(folder / manifest.NAME) as file:
            content = file.read(manifest.MOST_BYTES + 1)
    except OSError as error:
        raise BadInput("backup_missing", folder, reason=error.strerror or "it has no manifest") from error
    if len(content) > manifest.MOST_BYTES:
        raise BadInput("backup_refused", folder, reason="its manifest is too large")
    return manifest.parse(content, folder)


def remove(folder: Path) -> None:
    """Delete a backup; it loses its name first, so that half of one is never taken for a whole."""
    gone = folder.with_name(f".{folder.name}.part")
    with suppress(OSError):
        folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Delete what a backup that was cut off left behind; only while none is being made."""
    if folder.is_dir():
        for place in folder.glob(".*.part"):
            shutil.rmtree(place, ignore_errors=True)


def _begin_at(into: Path) -> Path:
    part = into.with_name(f".{into.name}.part")
    try:
        if into.is_symlink() or (into.exists() and not into.is_dir()) or (into.is_dir() and any(into.iterdir())):
            raise BadInput("backup_in_the_way", into)
        if into.is_dir():
            into.rmdir()
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=PRIVATE_FOLDER, parents=True)
    except OSError as error:
        raise manifest.trouble(error, into) from error
    return part


def _belongings(profile: Profile) -> Iterator[tuple[str, os.stat_result]]:
    """The plain files of a profile that are copied as they are, by name relative to its folder."""
    for place, folders, files in os.walk(profile.folder):
        above = Path(place).relative_to(profile.folder).as_posix()
        prefix = "" if above == "." else f"{above}/"
        folders[:] = [name for name in folders if manifest.belongs(f"{prefix}{name}")]
        for name in (f"{prefix}{file}" for file in files):
            path = profile.folder / name
            if name not in {STORE, VAULT, HEAD} and manifest.belongs(name) and not path.is_symlink() and path.is_file():
                with suppress(FileNotFoundError):
                    yield name, path.stat()


def _make_room(profile: Profile, part: Path, found: dict[str, os.stat_result], last: Made | None, gauge: Gauge) -> None:
    store = sum(file.stat().st_size for file in profile.folder.glob("steward.db*") if file.is_file())
    fresh = sum(state.st_size for name, state in found.items() if not _same(name, state, last))
    gauge.total = store + fresh
    if shutil.disk_usage(part).free < gauge.total + SPARE_BYTES:
        raise StoreUnusable("store_full", part.parent)


def _fill(part: Path, profile: Profile, last: Made | None, gauge: Gauge) -> dict[str, Kept]:
    """Pictures first, so that the store comes late and is young; then those that were taken meanwhile."""
    files: dict[str, Kept] = {}
    _take_files(part, profile, last, files, gauge)
    _take(part, profile, HEAD, files, gauge)
    for _ in range(_TRIES):
        before = _keys(profile)
        _take_store(part, profile, files, gauge)
        _take_files(part, profile, last, files, gauge)
        _take(part, profile, VAULT, files, gauge)
        if before == _keys(profile):
            break  # else keys changed while the store was copied, and one may not open the other
    return files


def _take_store(part: Path, profile: Profile, files: dict[str, Kept], gauge: Gauge) -> None:
    target, seen = part / STORE, 0
    target.unlink(missing_ok=True)

    def paged(done: int, total: int) -> None:
        nonlocal seen
        gauge((done - seen) * 4096)
        seen = done

    copying.copy_store(profile.store, target, paged)
    files[STORE] = manifest.sum_of(target, lambda size: None)


def _take_files(part: Path, profile: Profile, last: Made | None, files: dict[str, Kept], gauge: Gauge) -> None:
    for name, state in _belongings(profile):
        had = files.get(name)
        if had is not None and (had.bytes, had.changed_ns) == (state.st_size, state.st_mtime_ns):
            continue
        (part / name).unlink(missing_ok=True)
        if not (last is not None and _same(name, state, last) and linked(last.folder / name, part / name)):
            _take(part, profile, name, files, gauge, state.st_mtime_ns)
        elif last is not None:
            files[name] = last.manifest.files[name]


def _same(name: str, state: os.stat_result, last: Made | None) -> bool:
    """Whether a file is as it was when the last backup was made, which then shares it."""
    kept = None if last is None else last.manifest.files.get(name)
    return kept is not None and (kept.bytes, kept.changed_ns) == (state.st_size, state.st_mtime_ns)


def _as_it_was(last: Made, found: dict[str, os.stat_result], gauge: Gauge) -> Made:
    """The last backup without the files that went bad in it, which else every later one would share."""
    shared = {name: last.manifest.files[name] for name, state in found.items() if _same(name, state, last)}
    gauge.total += sum(kept.bytes for kept in shared.values())
    sound = {name: kept for name, kept in shared.items() if _is_sound(last.folder / name, kept, gauge)}
    return replace(last, manifest=replace(last.manifest, files=sound))


def _is_sound(path: Path, kept: Kept, gauge: Gauge) -> bool:
    with suppress(OSError):
        return manifest.sum_of(path, gauge).sha256 == kept.sha256
    return False


def linked(old: Path, new: Path) -> bool:
    """Share a file with the last backup; never with the profile, where whoever writes to it would change both."""
    new.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    try:
        os.link(old, new, follow_symlinks=False)
    except (OSError, NotImplementedError):
        return False
    return True


def _take(part: Path, profile: Profile, name: str, files: dict[str, Kept], gauge: Gauge, changed_ns: int = 0) -> None:
    (part / name).unlink(missing_ok=True)
    with suppress(FileNotFoundError), manifest.open_plain(profile.folder / name) as file:
        kept = manifest.copy_bytes(file, part / name, gauge)
        files[name] = Kept(kept.bytes, kept.sha256, changed_ns)


def _keys(profile: Profile) -> bytes | None:
    with suppress(FileNotFoundError):
        return (profile.folder / VAULT).read_bytes()
    return None
