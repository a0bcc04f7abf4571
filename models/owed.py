"""What is owed to the erased: while a flag lies in a profile, somebody who was erased may be in its store again.

It lies there before people can come back, and goes when they were looked for: a death in between leaves it, and so does
an error. A list of marks alone does not tell this: who was erased stands on it before and after.
"""

from __future__ import annotations

import os
from pathlib import Path

from models.manifest import sync_folder, trouble
from models.paths import PRIVATE_FILE

# Rows are gone, but the log or a page of the store's file may keep what they said: looking for people does not help.
LOG, PAGES = "log", "pages"
# Hidden files are in no backup, and no restore takes them away.
_FLAG = ".owed-{}"


def owe(profile: Path, why: str) -> bool:
    """Lay the flag of some work, durably; False where it lay there already. Raises StoreUnusable."""
    flag = profile / _FLAG.format(why)
    lay = flag.exists()
    try:
        os.close(os.open(flag, os.O_WRONLY | os.O_CREAT, PRIVATE_FILE))
        sync_folder(profile)
    except OSError as error:
        raise trouble(error, flag) from error
    return not lay


def settle(profile: Path, why: str = "*") -> None:
    """Take away the flag of some work, or all that a look settles; one that a power cut brings back costs a look."""
    for flag in _flags(profile, why):
        flag.unlink(missing_ok=True)


def is_owed(profile: Path, why: str = "*") -> bool:
    """Whether the flag of some work lies there, or any that a look settles."""
    return bool(_flags(profile, why))


def _flags(profile: Path, why: str) -> list[Path]:
    others = {_FLAG.format(name) for name in (LOG, PAGES) if name != why}
    return [flag for flag in profile.glob(_FLAG.format(why)) if flag.name not in others]
