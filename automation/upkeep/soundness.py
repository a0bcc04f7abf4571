"""Whether the store is sound: its file, its references, its schema, and the pictures beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import file_digest
from pathlib import Path

from automation.upkeep.checks import Check, first_of
from models.database import sql
from models.errors import StoreUnusable
from models.evidence import kept_pictures
from models.media import kept_files
from models.migrations.runner import NEWEST, version


def of_store(pictures: Path) -> list[Check]:
    """Every check of the open store and its evidence folder."""
    return [integrity(), references(), schema(), evidence(pictures)]


def integrity() -> Check:
    """SQLite's own walk through every page and index."""
    try:
        found = [line for (line,) in sql("PRAGMA integrity_check(20)")]
    except StoreUnusable as error:
        found = [str(error.facts.get("reason") or error.code)]
    if found == ["ok"]:
        return Check("integrity", True, "Every page and index of the store reads well.")
    return Check("integrity", False, f"The store is damaged: {first_of(found)}", _RESTORE)


def references() -> Check:
    """Rows that point to rows which are not there."""
    try:
        broken = sql("PRAGMA foreign_key_check")
    except StoreUnusable as error:
        return Check("foreign_keys", False, f"The references cannot be read ({error.code}).", _RESTORE)
    if not broken:
        return Check("foreign_keys", True, "Every reference leads somewhere.")
    tables = sorted({str(row[0]) for row in broken})
    return Check("foreign_keys", False, f"{len(broken)} references lead nowhere: {first_of(tables)}", _RESTORE)


def schema() -> Check:
    """The version of the store against ours."""
    ours = version()
    if ours == NEWEST:
        return Check("schema", True, f"The store is at version {ours}, the newest.")
    fix = "Run: steward store migrate" if ours < NEWEST else "Use the newer Steward that wrote it."
    return Check("schema", False, f"The store is at version {ours}; this Steward's is {NEWEST}.", fix)


def evidence(folder: Path) -> Check:
    """Every picture, and every file of a post, against the sum that was written down when it was kept."""
    try:
        rows = [*_paged(kept_pictures), *_paged(kept_files)]
    except StoreUnusable as error:
        return Check("evidence", False, f"The list of pictures cannot be read ({error.code}).", _RESTORE)
    wrong = [f"{path} is {fault}" for path, total in rows if (fault := _fault(folder / path, total))]
    if not wrong:
        return Check("evidence", True, f"All {len(rows)} pictures are there and unaltered.")
    fix = "Bring the pictures back from a copy of the profile; what they prove is still in the audit chain."
    return Check("evidence", False, f"{len(wrong)} of {len(rows)} pictures: {first_of(wrong)}", fix)


def _paged(ask: Callable[[int], list[tuple[int, str, str]]]) -> Iterator[tuple[str, str]]:
    after = 0
    while page := ask(after):
        yield from ((path, total) for _, path, total in page)
        after = page[-1][0]


def _fault(file: Path, total: str) -> str:
    try:
        with file.open("rb") as content:
            found = file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return f"unreadable ({error.strerror})"
    return "" if found == total else "altered"


_RESTORE = "Bring the newest sound backup back; what is there is set aside first: steward store backups, store restore"
