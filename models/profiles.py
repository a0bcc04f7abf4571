"""The profiles of a user: one folder each in the per-user data folder, or beside a program that is carried about."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from models import clock
from models.errors import BadInput, StoreUnusable
from models.paths import PRIVATE_FOLDER, Profile, look_into, profile, profiles_folder

DEFAULT = "default"
TRASH_DAYS = 30
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,62}[A-Za-z0-9_-])?")
# Names that mean a device on Windows, whatever stands behind a dot.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_GONE = re.compile(r"(.+)~(\d{13})")


@dataclass(frozen=True, slots=True)
class Known:
    """A profile that can be chosen; `used_at` (ms UTC) is when an engine last owned it, None for never."""

    name: str
    folder: Path
    used_at: int | None


def known_profiles() -> list[Known]:
    """All named profiles, the last used first; StoreUnusable profile_unreadable."""
    places = [profiles_folder() / name for name in look_into(profiles_folder()) if _NAME.fullmatch(name)]
    found = [_known(place) for place in places if place.is_dir()]
    return sorted(found, key=lambda one: (-(one.used_at or 0), one.name.casefold()))


def find_profile(name: str) -> Known:
    """A named profile; BadInput unknown_profile, StoreUnusable profile_unreadable."""
    found = next((one for one in known_profiles() if one.name == name), None)
    if found is None:
        raise BadInput("unknown_profile", name)
    return found


def chosen_profile(name: str | None) -> Profile:
    """The profile that was asked for, by name or folder, or the default one; a folder need not be there yet.

    Raises BadInput unknown_profile, StoreUnusable profile_unreadable.
    """
    found = profile(name)
    if not look_into(found.folder) and found.folder.parent == profiles_folder() and found.folder.name != DEFAULT:
        find_profile(found.folder.name)  # a slip of the hand makes no profile
    return found


def create_profile(name: str) -> Known:
    """Make the folder of a new profile; BadInput profile_name, profile_exists, StoreUnusable profile_unwritable."""
    folder = _free(name)
    Profile(folder).prepare()
    return _known(folder)


def rename_profile(name: str, new: str) -> Known:
    """Give a profile another name: its folder moves, and everything in it; only while nobody owns it.

    Raises BadInput unknown_profile, profile_name, profile_exists, StoreUnusable profile_unwritable.
    """
    found = find_profile(name)
    folder = _free(new, but=found.folder)
    with _moving(found.folder):
        found.folder.rename(folder)
    return _known(folder)


def remove_profile(name: str) -> Path:
    """Put a profile into the trash, where it stays for 30 days; only while nobody owns it. Raises as `rename` does."""
    found = find_profile(name)
    gone = trash_folder() / f"{name}~{clock.now()}"
    with _moving(found.folder):
        gone.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        found.folder.rename(gone)
    return gone


def empty_trash() -> int:
    """Delete for good what has been in the trash for 30 days, by a clock that is right; returns how many profiles.

    Raises StoreUnusable.
    """
    old, count = clock.now() - TRASH_DAYS * clock.DAY_MS, 0
    for name in look_into(trash_folder()):
        place, match = trash_folder() / name, _GONE.fullmatch(name)
        if match is not None and int(match[2]) < old and not place.is_symlink():
            with suppress(OSError):
                shutil.rmtree(place)
                count += 1
    return count


def trash_folder() -> Path:
    """Where removed profiles wait."""
    return profiles_folder().with_name("trash")


def _known(folder: Path) -> Known:
    used_at = None
    with suppress(OSError):
        used_at = Profile(folder).lock.stat().st_mtime_ns // 1_000_000
    return Known(folder.name, folder, used_at)


def _free(name: str, but: Path | None = None) -> Path:
    if not _NAME.fullmatch(name) or _DEVICES.fullmatch(name):
        raise BadInput("profile_name", name)
    # Some systems tell no large from small letters: two profiles must not lie in one folder there.
    taken = {one.folder.name.casefold() for one in known_profiles() if one.folder != but}
    if name.casefold() in taken:
        raise BadInput("profile_exists", name)
    return profiles_folder() / name


@contextmanager
def _moving(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnusable("profile_unwritable", folder, reason=error.strerror) from error
