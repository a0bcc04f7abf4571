"""Commands that put another store in the place of the present one: restore, whole or in sections, and reset."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from automation import commands
from automation.audit import erasure, history
from automation.events import ConfigurationChanged, StoreReplaced
from automation.runtime.backing_up import gauge_of
from automation.runtime.house import House
from automation.runtime.long_work import Course
from automation.upkeep import backups, receiving, restore, sections, stock
from automation.upkeep.backups import Gauge, Made
from automation.upkeep.restore import Restored
from models import backup, clock, copying, manifest, merging, owed, settings
from models.database import closing_after
from models.errors import BadInput
from models.manifest import Manifest
from models.migrations.runner import NEWEST
from models.paths import Profile

Swap = Callable[[], Restored]


class Door(Protocol):
    """What these commands need of the runtime: its house, and to have it closed meanwhile."""

    house: House

    def exchange(self, swap: Swap) -> Awaitable[Restored]:
        """Close every room, let the profile be exchanged, open the rooms again."""


async def to_its_end(swap: Swap) -> Restored:
    """Do it aside and wait for it, also when cut off: until then nobody else may touch the profile."""
    task = asyncio.ensure_future(asyncio.to_thread(closing_after, swap))
    try:
        return await asyncio.shield(task)
    finally:
        await asyncio.wait([task])


async def bring_back(door: Door, command: commands.Restore) -> dict[str, Any]:
    """Check a backup to its last byte, and only then bring it back; the present state is set aside first.

    What other long work wrote meanwhile would be in neither store, so there is none.
    """
    check_sections(command.sections)
    with door.house.work.alone("restore"):
        return await _bring_back(door, command)


async def _bring_back(door: Door, command: commands.Restore) -> dict[str, Any]:
    house, source = door.house, Path(command.folder)
    scratch = restore.scratch_of(house.profile)
    what = await house.work.run("restore", lambda course: receiving.receive(source, scratch, gauge_of(course)))
    if command.sections:
        return await _sections(house, command, what)
    with house.work.course("restore") as course:
        swap = partial(restore.replace, house.profile, what, source.name, gauge_of(course), keep_archive)
        left = await door.exchange(swap)
    stock.take(door.house.profile.backups)
    door.house.announce(StoreReplaced(source.name))
    return {**described(left), "sections": [], "rows": {}}


def keep_archive(present: Path, restored: Path) -> None:
    """Acts that were archived since the backup was made come along; StoreUnusable store_full, profile_unwritable."""
    folder = history.folder_of(restored)
    archive = history.Archive(folder)
    try:
        for path in history.files(history.folder_of(present)):
            old = folder / path.name
            known = {record["id"] for record in history.records(old)} if old.exists() else set()
            archive.keep(_as_archived(record) for record in history.records(path) if record["id"] not in known)
    except OSError as error:
        raise manifest.trouble(error, folder) from error


def _as_archived(record: history.Record) -> history.Record:
    times = {name: record[name] and clock.from_iso(record[name]) for name in ("created_at", "done_at")}
    return {**record, **times}


def check_sections(wanted: list[str]) -> None:
    """Refuse a section that there is not; BadInput unknown_section."""
    unknown = next((name for name in wanted if name not in merging.SECTIONS), None)
    if unknown is not None:
        raise BadInput("unknown_section", unknown, known=", ".join(merging.SECTIONS))


def described(left: Restored) -> dict[str, Any]:
    """A restore for people and scripts."""
    made_at = clock.to_iso(left.made_at or None)
    return {"backup": left.source, "made_at": made_at, "before": left.before, "carried": left.carried, "paused": True}


async def _sections(house: House, command: commands.Restore, what: Manifest) -> dict[str, Any]:
    try:
        await house.work.run("restore", lambda course: sections.check(house.profile, command.folder))
        await house.work.run("restore", partial(_forget, house.profile))
        house.lanes.open = False
        settings.put("stopped", True)
        await house.lanes.stop()
        made = await house.work.run("restore", partial(_set_aside, house.profile, backup.change_mark()))
        async with house.stillness.alone(set()):
            rows = await house.work.run("restore", partial(_merge, house.profile, command.sections))
        await house.work.run("restore", lambda course: erasure.replay(house.profile, course.tell, "restore"))
    finally:
        shutil.rmtree(restore.scratch_of(house.profile), ignore_errors=True)
    source = Path(command.folder).name
    left = Restored("restored", source, what.made_at, made.folder.name, {})
    _tell(house, left, sections=command.sections, rows={name: sum(found.values()) for name, found in rows.items()})
    stock.take(house.profile.backups)
    house.announce(ConfigurationChanged("lanes"))
    house.announce(StoreReplaced(source))
    return {**described(left), "sections": command.sections, "rows": rows}


def _forget(profile: Profile, course: Course) -> None:
    """Whoever was erased leaves the taken-in backup before anything of it comes back, words about them as well."""
    scratch = Profile(restore.scratch_of(profile))
    if profile.erasures.exists():
        shutil.copyfile(profile.erasures, scratch.erasures)
    with copying.elsewhere(scratch.store, read_only=False):
        erasure.replay(scratch, course.tell)


def _set_aside(profile: Profile, mark: str, course: Course) -> Made:
    return backups.make(profile, "before", mark, NEWEST, gauge_of(course))


def _merge(profile: Profile, names: list[str], course: Course) -> dict[str, dict[str, int]]:
    owed.owe(profile.folder, "restore")
    return sections.bring_back(profile, names)


async def reset(door: Door, command: commands.ResetStore) -> dict[str, Any]:
    """Begin with an empty store, after a backup of the present one."""
    profile = door.house.profile
    check_name(profile.folder.name, command.name)
    with door.house.work.alone("reset"):
        left = await door.exchange(partial(restore.reset, profile, Gauge()))
    stock.take(door.house.profile.backups)
    door.house.announce(StoreReplaced(""))
    return {"before": left.before, "carried": left.carried}


def check_name(name: str, typed: str) -> None:
    """Refuse what a person did not mean; BadInput name_not_typed."""
    if typed != name:
        raise BadInput("name_not_typed", typed, name=name)


def settle(house: House) -> None:
    """Tell the audit chain what became of the profile while it was closed."""
    left = restore.finished(house.profile)
    if left is not None:
        _tell(house, left)
        restore.told(house.profile)


def _tell(house: House, left: Restored, **more: Any) -> None:
    said = {"backup": left.source, "made_at": left.made_at, "before": left.before, "carried": left.carried}
    house.journal.note("store_reset" if left.why == "reset" else "restored", None, **said, **more)


HANDLERS: dict[type, Callable[[Any, Any], Awaitable[dict[str, Any]]]] = {
    commands.Restore: bring_back,
    commands.ResetStore: reset,
}
