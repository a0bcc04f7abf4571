"""Brings sections of a backup back into the present store: from its own line only, row by row, in one transaction."""

from __future__ import annotations

import shutil
from pathlib import Path

from automation.upkeep import restore
from automation.upkeep.backups import STORE, VAULT
from automation.vault import keyfile
from models import copying, erasure, manifest, merging, review
from models.database import sql, writing
from models.errors import BadInput, StewardError
from models.paths import PRIVATE_FOLDER, Profile


def check(profile: Profile, source: str) -> None:
    """The taken-in backup has a past in common with the present store, and the vault of today opens what it sealed.

    Raises StewardError erasures_unreadable, BadInput backup_of_another.
    """
    if not erasure.is_whole(erasure.listed(profile.erasures)):
        raise StewardError("erasures_unreadable", profile.erasures)
    scratch = restore.scratch_of(profile)
    with copying.elsewhere(scratch / STORE, read_only=False):
        restore.bring_up(scratch / STORE)
    with merging.beside(scratch / STORE, "old"):
        if not merging.same_line("old"):
            raise BadInput("backup_of_another", source, reason="their records do not continue each other")
    if (scratch / VAULT).exists():
        try:
            old, ours = keyfile.read(scratch / VAULT), keyfile.read(profile.folder / VAULT)
        except StewardError as error:
            raise BadInput("backup_of_another", source, reason="its vault is another one") from error
        if not ours.has_all_of(old):
            raise BadInput("backup_of_another", source, reason="it was sealed with keys that are gone")


def bring_back(profile: Profile, names: list[str]) -> dict[str, dict[str, int]]:
    """Merge sections of the taken-in backup; rows that came or went back, by section and table."""
    scratch = restore.scratch_of(profile)
    with merging.beside(scratch / STORE, "old"), writing():
        sql("PRAGMA defer_foreign_keys = 1")
        ordered = [name for name in merging.SECTIONS if name in names]
        found = {name: merging.bring_back(name, "old") for name in ordered}
        review.ask_what_nobody_asks()
        if {"history", "people"} & {*names}:
            _bring_files(profile, scratch)
    return found


def _bring_files(profile: Profile, scratch: Path) -> None:
    """Pictures and files of posts are on disk before the rows that refer to them are for good."""
    rows = "SELECT path FROM evidence WHERE path IS NOT NULL UNION SELECT path FROM media WHERE path IS NOT NULL"
    for (path,) in sql(rows):
        here, there = profile.evidence / path, scratch / "evidence" / path
        if there.is_file() and not here.exists() and manifest.belongs(f"evidence/{path}"):
            here.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            shutil.move(there, here)
    manifest.sync_folder(profile.evidence)
