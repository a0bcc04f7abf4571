"""Where the sites are installed, and as whom they run."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER_UID = 61001


def server_uid() -> int | None:
    """Return the user id servers run as, or None when we are an ordinary user already."""
    return SERVER_UID if os.geteuid() == 0 else None


def reachable(path: Path) -> bool:
    """Tell whether any user can walk down to `path`."""
    real = path.resolve()
    return all(not step.exists() or step.stat().st_mode & 0o001 for step in (real, *real.parents))


def cache_folder(name: str) -> Path:
    """Return the folder one site is installed in, made if missing.

    Root's own cache is usually closed to the user the servers run as; then the machine's cache is used.
    """
    chosen = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    if server_uid() is not None and not reachable(chosen):
        chosen = Path("/var/cache")
    folder = chosen / "steward-sites" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Keep two sessions from installing or starting the same site at once."""
    with open(folder / "lock", "w", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def give_to_server(folder: Path) -> None:
    """Make the user the servers run as the owner of `folder` and all in it."""
    uid = server_uid()
    if uid is None:
        return
    for step, _, files in os.walk(folder):
        for path in (Path(step), *(Path(step) / file for file in files)):
            os.chown(path, uid, uid, follow_symlinks=False)


def fresh_copy(source: Path, target: Path) -> None:
    """Replace `target` by a copy of `source`, owned by the user the servers run as."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, symlinks=True)
    give_to_server(target)
