"""Puts a checked backup in the place of a closed profile: by renaming, and to the end once it has begun.

`swap.json` in the scratch folder says what goes where. It is written when everything there is ready and durable; until
then the profile is as it was, and from then on whoever opens the profile next finishes the exchange first.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from automation.upkeep import backups
from automation.upkeep.backups import HEAD, STORE, VAULT, Gauge
from automation.vault import keyfile
from automation.vault.own_key import PLACE as OWN_KEY
from automation.vault.signing import NAME as PUBLIC_KEY
from models import carrying, clock, copying, erasure, manifest, merging, owed, review, standing
from models.database import sql, writing
from models.errors import StewardError, StoreUnusable
from models.manifest import Manifest
from models.migrations.runner import NEWEST, migrate, version
from models.paths import PRIVATE_FILE, PRIVATE_FOLDER, Profile

SCRATCH, ASIDE, SWAP, NOTE = ".restoring", ".replaced", "swap.json", "restored.json"


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of a profile while it was closed, for its audit chain: `why` is "restored" or "reset"."""

    why: str
    source: str
    made_at: int
    before: str | None
    carried: dict[str, int]


def scratch_of(profile: Profile) -> Path:
    """Where a backup is taken in before it takes the profile's place."""
    return profile.folder / SCRATCH


def replace(
    profile: Profile, what: Manifest, source: str, gauge: Gauge, keep_archive: Callable[[Path, Path], None]
) -> Restored:
    """Set the present state of a closed profile aside as a backup and put what the scratch folder holds in its place.

    `keep_archive` takes along what the archive of one profile's folder has and that of another has not.
    Raises StewardError erasures_unreadable, StoreUnusable store_full, profile_unwritable, or what the gauge raises; the
    profile is then as it was.
    """
    scratch = scratch_of(profile)
    try:
        erased = _erasures(profile, scratch)
        before = _set_aside(profile, gauge)
        _keep_present_keys(profile, scratch)
        with copying.elsewhere(scratch / STORE, read_only=False):
            bring_up(scratch / STORE)
            own_key = None if (scratch / VAULT).exists() else OWN_KEY
            carried = _carried(profile, before, partial(carrying.carry_over, own_key))
            with writing():
                review.ask_what_nobody_asks()
            standing.rest_everything()
        if what.whole and "acts" in carried:  # an archive of another past would mean other acts by the same ids
            keep_archive(profile.folder, scratch)
        owed.owe(profile.folder, "restore")
    except StewardError:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    if erased:
        Profile(scratch).erasures.unlink(missing_ok=True)
        _write(Profile(scratch).erasures, {"erased": erased})
    restored = Restored("restored", source, what.made_at, before, carried)
    _exchange(profile, restored, _gone(profile, scratch) if what.whole else [HEAD, PUBLIC_KEY])
    return restored


def reset(profile: Profile, gauge: Gauge) -> Restored:
    """Set the present state of a closed profile aside as a backup and begin anew; keys and packs stay."""
    scratch = scratch_of(profile)
    shutil.rmtree(scratch, ignore_errors=True)
    before = _set_aside(profile, gauge)
    try:
        scratch.mkdir(mode=PRIVATE_FOLDER)
        with copying.elsewhere(scratch / STORE, read_only=False):
            migrate(scratch / STORE, copied=True)
            carried = _carried(profile, before, lambda: {"opt_outs": carrying.keep_opt_outs()})
    except OSError as error:
        raise manifest.trouble(error, profile.folder) from error
    restored = Restored("reset", "", clock.now(), before, carried)
    kept = {VAULT, profile.erasures.name, profile.overlays.name, STORE}
    _exchange(profile, restored, [name for name in _gone(profile, scratch) if name not in kept])
    return restored


def bring_up(store: Path) -> None:
    """Walk the store that this thread means to the newest schema; it is a copy already."""
    if version() != NEWEST:
        migrate(store, copied=True)


def roll_forward(profile: Profile) -> bool:
    """Finish an exchange that had begun when Steward ended; without one, clear away what was never ready.

    Raises StoreUnusable store_error where it cannot be read what goes where: half of the profile is in the scratch.
    """
    scratch = scratch_of(profile)
    try:
        plan = json.loads((scratch / SWAP).read_bytes())
    except FileNotFoundError:
        shutil.rmtree(scratch, ignore_errors=True)
        return False
    except (OSError, ValueError) as error:
        raise StoreUnusable("store_error", scratch / SWAP, reason=str(error)) from error
    _move(profile, plan)
    return True


def finished(profile: Profile) -> Restored | None:
    """What an exchange has left to be told, if it was not told yet."""
    try:
        return Restored(**json.loads((profile.folder / NOTE).read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        return Restored("restored", "", 0, None, {})


def told(profile: Profile) -> None:
    """The exchange is in the audit chain."""
    (profile.folder / NOTE).unlink(missing_ok=True)


def _set_aside(profile: Profile, gauge: Gauge) -> str | None:
    """A backup of what is there; a store that cannot be copied is kept as it is when its turn comes."""
    name = None
    if profile.store.exists():
        # What an older store knows is asked for in today's words; opening it would have walked it up as well.
        with _perhaps_damaged(), copying.elsewhere(profile.store, read_only=False):
            migrate(profile.store)
        with _perhaps_damaged():
            name = backups.make(profile, "before", "", copying.schema_of(profile.store), gauge).folder.name
    return name


@contextmanager
def _perhaps_damaged() -> Iterator[None]:
    """What cannot be asked of a damaged store is left out."""
    try:
        yield
    except StoreUnusable as error:
        if error.code not in {"store_corrupt", "store_error"}:
            raise


def _carried(profile: Profile, before: str | None, carry: Callable[[], dict[str, int]]) -> dict[str, int]:
    """What of the present store no restore takes back; a damaged one, of which no copy could be made, has nothing."""
    if not profile.store.exists():
        return {}
    try:
        with merging.beside(profile.store, "present"):
            if sql("PRAGMA present.user_version") != [(NEWEST,)]:
                return {}
            return carry()
    except StewardError as error:
        if before is not None and error.code != "store_corrupt":
            raise  # no room, say: an opt-out must not be lost by that
        return {}


def _keep_present_keys(profile: Profile, scratch: Path) -> None:
    """Where the present vault opens all that the backup's opens, its newer passphrase and recovery key stay."""
    with suppress(StewardError):
        present, old = keyfile.read(profile.folder / VAULT), keyfile.read(scratch / VAULT)
        if present.vault_id == old.vault_id and present.has_all_of(old):
            (scratch / VAULT).unlink()


def _erasures(profile: Profile, scratch: Path) -> list[Any]:
    """Whoever was erased stays erased: the present list, and what the backup's adds to it."""
    ours, theirs = erasure.listed(profile.erasures), erasure.listed(Profile(scratch).erasures)
    both = ours + [entry for entry in theirs if entry not in ours]
    if profile.store.exists():
        with _perhaps_damaged(), copying.elsewhere(profile.store):
            if not erasure.is_whole(both):
                raise StewardError("erasures_unreadable", profile.erasures)
    return both


def _gone(profile: Profile, scratch: Path) -> list[str]:
    """What the profile has and the backup has not; the vault stays where the backup brings none."""
    tops = (place.name for place in profile.folder.iterdir())
    return [name for name in tops if manifest.belongs(name) and name != VAULT and not (scratch / name).exists()]


def _exchange(profile: Profile, restored: Restored, gone: list[str]) -> None:
    scratch = scratch_of(profile)
    try:
        _write(scratch / NOTE, asdict(restored))
        names = sorted(place.name for place in scratch.iterdir())
        manifest.sync_tree(scratch)
        _write(scratch / f"{SWAP}.new", {"names": names, "gone": [name for name in gone if name not in names]})
        os.replace(scratch / f"{SWAP}.new", scratch / SWAP)
        manifest.sync_folder(scratch)
    except OSError as error:
        shutil.rmtree(scratch, ignore_errors=True)
        raise manifest.trouble(error, profile.folder) from error
    _move(profile, json.loads((scratch / SWAP).read_bytes()))


def _move(profile: Profile, plan: dict[str, list[str]]) -> None:
    """Every step may have been taken already."""
    scratch, aside = scratch_of(profile), profile.folder / ASIDE
    try:
        aside.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        for name in plan["names"]:
            if (scratch / name).exists():
                _aside(profile, name, aside)
                (scratch / name).rename(profile.folder / name)
        for name in plan["gone"]:
            _aside(profile, name, aside)
        manifest.sync_folder(profile.folder)
        (scratch / SWAP).unlink()
        manifest.sync_folder(scratch)
        _let_go(profile, aside)
        shutil.rmtree(scratch, ignore_errors=True)
    except OSError as error:
        raise manifest.trouble(error, profile.folder) from error


def _aside(profile: Profile, name: str, aside: Path) -> None:
    # What SQLite keeps beside a store belongs to that store alone: with another it would be its ruin.
    for each in (name, f"{name}-wal", f"{name}-shm", f"{name}-journal") if name == STORE else (name,):
        if (profile.folder / each).exists():
            number = sum(1 for _ in aside.iterdir())
            (profile.folder / each).rename(aside / (f"{number}-{each}" if (aside / each).exists() else each))


def _let_go(profile: Profile, aside: Path) -> None:
    """The old files are in a backup; where none could be made of them they are kept as they are."""
    told_ = finished(profile)
    if told_ is not None and told_.before is None and (aside / STORE).exists():
        aside.rename(profile.folder / f"damaged-{clock.now()}")
    else:
        shutil.rmtree(aside, ignore_errors=True)


def _write(path: Path, document: Any) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(json.dumps(document).encode())
        file.flush()
        os.fsync(file.fileno())
