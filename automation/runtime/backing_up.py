"""Commands and regular work about backups: make one, thin them out, rehearse the newest."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from automation import commands
from automation.audit import chain
from automation.events import ConfigurationChanged
from automation.runtime import scratch
from automation.runtime.house import House
from automation.runtime.long_work import Course
from automation.upkeep import archive, backups, rehearsal, sealed, stock, thinning
from automation.upkeep.backups import Gauge, Made
from automation.upkeep.checks import Check
from automation.upkeep.rehearsal import Rehearsed
from models import backup, clock, settings
from models.errors import BadInput, StewardError
from models.migrations.runner import NEWEST

TELL_S = 0.2


def gauge_of(course: Course) -> Gauge:
    """Tells how far work is a few times a second, and ends it where a person has broken it off."""
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if course.stopped():
            raise StewardError("work_cancelled")
        if monotonic() - last >= TELL_S:
            last = monotonic()
            course.tell(done, total, "")

    return Gauge(tell)


async def back_up(house: House, command: commands.BackUp) -> dict[str, Any]:
    """Copy the profile now, among its backups or to a place of a person's choice."""
    into = None if command.to is None else _whole(command.to)
    if into is not None:
        house.journal.note("backed_up", elsewhere=True)
    made, path = await house.work.run("backup", _maker(house, "manual", into))
    if into is None:
        stock.take(house.profile.backups)
    house.announce(ConfigurationChanged("backups"))
    return shown(made, path)


def _whole(path: str) -> Path:
    found = Path(path)
    if not found.is_absolute():
        raise BadInput("bad_usage", path)
    return found


def _maker(house: House, kind: str, into: Path | None) -> Callable[[Course], tuple[Made, Path]]:
    mark = backup.change_mark()
    return lambda course: _make(house, kind, mark, into, gauge_of(course))


def _make(house: House, kind: str, mark: str, into: Path | None, gauge: Gauge) -> tuple[Made, Path]:
    profile = house.profile
    if into is None or not archive.is_archive(into):
        made = backups.make(profile, kind, mark, NEWEST, gauge, into)
        return made, made.folder
    if into.exists():
        raise BadInput("backup_in_the_way", into)
    loose = into.with_name(f".{into.name}.folder.part")
    shutil.rmtree(loose, ignore_errors=True)  # what one that was killed has left
    made = backups.make(profile, kind, mark, NEWEST, gauge, loose)
    try:
        archive.pack(made.folder, made.manifest, into, gauge)
    finally:
        shutil.rmtree(made.folder, ignore_errors=True)
    return made, into


def shown(made: Made, path: Path) -> dict[str, Any]:
    """A backup for people and scripts."""
    what = made.manifest
    return {
        "path": str(path),
        "kind": what.kind,
        "made_at": clock.to_iso(what.made_at),
        "bytes": what.bytes,
        "files": len(what.files),
    }


async def hourly(house: House) -> str:
    """The regular backup: one when something was written since the last, and then thinning."""
    if not settings.get("backup_hourly"):
        return "switched off"
    last = backups.newest(house.profile.backups)
    if last is not None and last.manifest.mark == backup.change_mark():
        return "nothing was written since the last"
    kind = thinning.kind_now(thinning.told(backups.names(house.profile.backups)), clock.now())
    gone = await _thin(house)  # first: on a full disk nothing else makes room for the next
    made, path = await house.work.run("backup", _maker(house, kind, None))
    stock.take(house.profile.backups)
    house.announce(ConfigurationChanged("backups"))
    return f"{path.name}, {made.manifest.bytes} bytes; {gone} older ones removed"


async def _thin(house: House) -> int:
    folder = house.profile.backups
    daily, monthly = int(settings.get("backup_keep_daily")), int(settings.get("backup_keep_monthly"))
    gone = thinning.superfluous(thinning.told(backups.names(folder)), clock.now(), daily, monthly)

    def remove(course: Course) -> None:
        backups.sweep(folder)
        for name in gone:
            backups.remove(folder / name)

    await house.work.run("backup", remove)
    return len(gone)


async def rehearse(house: House, command: commands.RehearseRestore) -> dict[str, Any]:
    """Prove that the newest backup restores; where there is none yet, make one first."""
    if backups.newest(house.profile.backups) is None:
        await house.work.run("backup", _maker(house, "manual", None))
    stock.take(house.profile.backups)
    found = await house.work.run("rehearsal", partial(_rehearse, house))
    proven_at = clock.now() if found.ok else None
    stock.proven(found.backup, proven_at, "" if found.ok else _wrong(found))
    house.announce(ConfigurationChanged("backups"))
    checks = [{"name": c.name, "ok": c.ok, "detail": c.detail, "fix": c.fix} for c in found.checks]
    return {"ok": found.ok, "backup": found.backup, "checks": checks, "proven_at": clock.to_iso(proven_at)}


def _rehearse(house: House, course: Course) -> Rehearsed:
    unseal = house.unseal_if_open
    with scratch.scratch(house.profile.folder, scratch.REHEARSAL) as folder:
        return rehearsal.rehearse(house.profile, folder, partial(chain_check, unseal=unseal), unseal, gauge_of(course))


def _wrong(found: Rehearsed) -> str:
    return "; ".join(check.detail for check in found.checks if not check.ok)


async def nightly(house: House) -> str:
    """The regular rehearsal; StewardError rehearsal_failed."""
    found = await rehearse(house, commands.RehearseRestore())
    if not found["ok"]:
        raise StewardError("rehearsal_failed", found["backup"])
    return f"{found['backup']} restores"


def chain_check(folder: Path, unseal: sealed.Unseal | None) -> Check:
    """What a walk of the audit chain says, with its sealed end in that folder."""
    try:
        report = chain.verify(folder / chain.HEAD, unseal)
        odd = sealed.first_odd_entry() if report.ok else None
    except StewardError as error:
        return Check("audit_chain", False, f"The record cannot be read ({error.code}).")
    if report.ok and odd is None:
        return Check("audit_chain", True, f"{report.entries} entries, unbroken; {_HEADS[report.head]}.")
    where, why = (report.first_bad, report.reason) if odd is None else (odd, "altered")
    fix = "See where: steward audit verify. What stands before that entry still holds."
    return Check("audit_chain", False, f"Broken at entry {where}: {why}.", fix)


# What a sound chain can say of its end.
_HEADS = {
    "sealed": "its sealed end agrees",
    "vault_locked": "its sealed end was not compared, for want of an open vault",
    "missing": "it has no end yet",
}


HANDLERS = {
    commands.BackUp: back_up,
    commands.RehearseRestore: rehearse,
}
