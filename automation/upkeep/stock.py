"""Keeps the list of backups in the store in line with the folders that are there."""

from __future__ import annotations

from pathlib import Path

from automation.upkeep import backups, thinning
from models import backup
from models.errors import StewardError


def take(folder: Path) -> None:
    """List what is in the folder of backups, and nothing else."""
    there = backups.names(folder)
    known = {row.folder for row in backup.backups()}
    for one in thinning.told(there):
        if one.name not in known:
            try:
                size = backups.read(folder / one.name).bytes
            except StewardError:
                size = 0
            backup.note_backup(one.name, one.kind, one.made_at, size)
    backup.forget_backups(there)


def proven(name: str, at: int | None, detail: str) -> None:
    """A rehearsal has proven a backup (ms UTC), or said in `detail` what is wrong with it."""
    backup.note_proof(name, at, detail)
