"""Where a profile lives: one private folder per user profile."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.errors import StoreUnusable

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
PORTABLE = "STEWARD_PORTABLE"


@dataclass(frozen=True, slots=True)
class Profile:
    """The folder of one profile and the places in it."""

    folder: Path

    @property
    def store(self) -> Path:
        """The SQLite file."""
        return self.folder / "steward.db"

    @property
    def evidence(self) -> Path:
        """Pictures, one folder per action."""
        return self.folder / "evidence"

    @property
    def overlays(self) -> Path:
        """The user's own packs."""
        return self.folder / "platforms"

    @property
    def logs(self) -> Path:
        """Rotating logs."""
        return self.folder / "logs"

    @property
    def backups(self) -> Path:
        """Copies of the whole profile, one folder each."""
        return self.folder / "backups"

    @property
    def head(self) -> Path:
        """The sealed end of the audit chain."""
        return self.folder / "audit.head"

    @property
    def erasures(self) -> Path:
        """Who was erased, as marks that name nobody; no restore takes it back."""
        return self.folder / "erasures.json"

    @property
    def imports(self) -> Path:
        """What imports could not take, a file each."""
        return self.folder / "imports"

    @property
    def lock(self) -> Path:
        """Who owns the profile."""
        return self.folder / "engine.lock"

    @property
    def runtime(self) -> Path:
        """A short private folder for the socket: AF_UNIX paths hold about 100 bytes."""
        base = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/tmp/steward-{os.getuid()}")
        if len(str(base)) > 60:
            base = Path(f"/tmp/steward-{os.getuid()}")
        from hashlib import sha256  # its C library takes 3 ms to load, which the first window does not have

        digest = sha256(str(self.folder.resolve()).encode()).hexdigest()[:12]
        return base / f"steward-{digest}"

    @property
    def socket(self) -> Path:
        """The engine's private socket."""
        return self.runtime / "engine.sock"

    @property
    def token(self) -> Path:
        """What a program must show at the socket, for whoever may read it."""
        return self.runtime / "token"

    def prepare(self) -> Profile:
        """Make the folders, private to the user; StoreUnusable if they cannot be made."""
        os.umask(0o777 & ~PRIVATE_FOLDER)  # whatever this process writes from now on is its user's alone
        try:
            for folder in (self.folder, self.evidence, self.overlays, self.logs):
                folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            self.folder.chmod(PRIVATE_FOLDER)
            for file in (*self.logs.iterdir(), *self.folder.glob("steward.db*"), *self.folder.glob("*.lock")):
                _make_private(file)
        except OSError as error:
            raise StoreUnusable("profile_unwritable", self.folder, reason=error.strerror) from error
        return self


def look_into(folder: Path) -> list[str]:
    """What a folder holds, by name; nothing where there is none. Raises StoreUnusable profile_unreadable."""
    try:
        return os.listdir(os.path.join(folder, os.curdir))  # by way of itself: one must also be let in
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise StoreUnusable("profile_unreadable", folder, reason=error.strerror) from error


def _make_private(file: Path) -> None:
    """Take from others what an older Steward, or another program, let them read."""
    with suppress(FileNotFoundError, PermissionError):
        mode = file.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & 0o077:
            file.chmod(stat.S_IMODE(mode) & PRIVATE_FOLDER)


def profile(name: str | None = None) -> Profile:
    """The profile of that name (in the per-user data folder) or folder (anything with a separator)."""
    name = name or os.environ.get("STEWARD_PROFILE") or "default"
    if os.sep in name or name in {".", ".."} or (os.altsep and os.altsep in name):
        return Profile(Path(name).expanduser().absolute())
    return Profile(profiles_folder() / name)


def profiles_folder() -> Path:
    """The folder that holds all named profiles: the per-user one, or one beside a program that is carried about."""
    if is_portable():
        return program_folder() / "steward-data" / "profiles"
    from platformdirs import user_data_path  # only the default place needs it

    return user_data_path("steward", appauthor=False) / "profiles"


def is_portable() -> bool:
    """Whether data lie beside the program: it is said so there, by a file, or by the environment."""
    said = os.environ.get(PORTABLE, "").lower()
    if said:
        return said not in {"0", "no", "false", "off"}
    return any((program_folder() / name).is_file() for name in ("portable", "steward-portable.toml"))


def program_folder() -> Path:
    """Where the program lies: the folder of the packaged one, or of the source."""
    if getattr(sys, "frozen", False):
        return Path(sys.executable).resolve().parent
    return Path(__file__).resolve().parent.parent
