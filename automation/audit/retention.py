"""Retention: the only deleter of what is merely old; class by class, in short transactions, and never the ledger."""

from __future__ import annotations

import stat
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any

from automation.audit import history
from models import clock, retention, settings
from models.audit import silence
from models.database import writing
from models.errors import BadInput, StewardError
from models.evidence import inside
from models.manifest import trouble
from models.paths import Profile
from models.retention_kinds import FIXED_DAYS, KINDS, Kind

BATCH = 500
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Share:
    """What becomes of one class: how many rows go, after how many days, and how many stay for which reason."""

    name: str
    days: int
    due: int
    kept: dict[str, int]


def days_of(kind: Kind) -> int:
    """How many days rows of a class are kept."""
    return int(settings.get(kind.setting)) if kind.setting else FIXED_DAYS[kind.name]


def before(days: int) -> int:
    """The time (ms UTC) at which what is that many days old began."""
    return clock.now() - days * clock.DAY_MS


def preview(pictures: Path) -> list[Share]:
    """What would go now, and what keeps the rest."""
    shares = []
    for kind in KINDS:
        days = days_of(kind)
        edge = before(days)
        shares.append(Share(kind.name, days, len(retention.due(kind, edge)), retention.kept(kind, edge)))
    days = int(settings.get("retention_pictures_days"))
    shares.append(Share("stray files", days, len(_strays(pictures, days)), {}))
    return [*shares, audit_share()]


def audit_share() -> Share:
    """How far the audit chain may be cut; the newest entry always stays."""
    days = int(settings.get("retention_audit_days"))
    return Share("audit", days, retention.audit_until(before(days)), {})


def check_clock() -> None:
    """Refuse where the record is silent for so long that the clock may be wrong; BadInput clock_ahead."""
    if found := silence(clock.now()):
        raise BadInput("clock_ahead", silent_from=clock.to_iso(found[0]), silent_until=clock.to_iso(found[1]))


def run(profile: Profile, tell: Tell, stopped: Callable[[], bool]) -> dict[str, int]:
    """Let go what is due, but for the audit chain; returns how many per class.

    What was broken off is ended by the next run, which also finds what only rows that are gone now had kept.
    Raises StewardError work_cancelled, StoreUnusable.
    """
    found = [(kind, retention.due(kind, before(days_of(kind)))) for kind in KINDS]
    archive = history.Archive(history.folder_of(profile.folder))
    total, gone, done = sum(len(numbers) for _, numbers in found), {kind.name: 0 for kind in KINDS}, 0
    for kind, numbers in found:
        for start in range(0, len(numbers), BATCH):
            if stopped():
                raise StewardError("work_cancelled")
            some = numbers[start : start + BATCH]
            gone[kind.name] += _let_go(kind, some, archive, profile.evidence)
            done += len(some)
            tell(done, total, kind.name)
    strays = _strays(profile.evidence, int(settings.get("retention_pictures_days")))
    for path in strays:
        path.unlink(missing_ok=True)
    return {**gone, "stray files": len(strays)}


def _let_go(kind: Kind, numbers: list[int], archive: history.Archive, pictures: Path) -> int:
    """One batch: archived, deleted in one transaction, and then its files; a death in between leaves strays."""
    # Nobody waits for the archive within a transaction.
    with archive.alone() if retention.is_archived(kind) else nullcontext(), writing():
        due = retention.still_due(kind, numbers, before(days_of(kind)))
        if not due:
            return 0
        if retention.is_archived(kind):
            _archive(archive, kind, due)
        files = retention.files(kind, due)
        retention.let_go(kind, due, clock.now())
    unlink(pictures, files)
    return len(due)


def _archive(archive: history.Archive, kind: Kind, numbers: list[int]) -> None:
    try:
        archive.keep(retention.history(kind, numbers))
    except OSError as error:
        raise trouble(error, archive.folder) from error


def unlink(pictures: Path, files: list[str]) -> int:
    """Delete files of the evidence folder that no row names any more; returns how many."""
    gone = sorted(set(files) - retention.in_use(files)) if files else []
    for path in gone:
        whole = inside(pictures, path)
        if whole is not None:
            whole.unlink(missing_ok=True)
    return len(gone)


def _strays(pictures: Path, days: int) -> list[Path]:
    """Old files of the evidence folder that no row names."""
    old, strays = _older(pictures, time() - days * clock.DAY_MS / 1000), []
    for start in range(0, len(old), BATCH):
        some = {path.relative_to(pictures).as_posix(): path for path in old[start : start + BATCH]}
        named = retention.in_use(list(some))
        strays += [path for name, path in some.items() if name not in named]
    return strays


def _older(folder: Path, edge: float) -> list[Path]:
    found = []
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):  # it comes and goes while a picture is sealed anew
            state = path.lstat()
            if stat.S_ISREG(state.st_mode) and state.st_mtime < edge:
                found.append(path)
    return found


def document(shares: list[Share]) -> dict[str, Any]:
    """A preview as the command line prints it."""
    classes = [{"class": s.name, "days": s.days, "due": s.due, "kept": s.kept} for s in shares]
    return {"classes": classes, "due": sum(share.due for share in shares)}
