"""The rehearsal: the newest backup is restored into a scratch folder and looked through: it is known to work."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from automation.upkeep import backups, receiving, restore, sealed, soundness
from automation.upkeep.backups import STORE, VAULT, Gauge
from automation.upkeep.checks import Check
from automation.vault import keyfile
from models import copying
from models.errors import BadInput, StewardError
from models.paths import Profile

SAMPLE = 200
ChainCheck = Callable[[Path], Check]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How a rehearsal went: of which backup, and what each check said."""

    backup: str
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether the backup is proven to restore."""
        return all(check.ok for check in self.checks)


def rehearse(
    profile: Profile, scratch: Path, chain: ChainCheck, unseal: sealed.Unseal | None, gauge: Gauge
) -> Rehearsed:
    """Restore the newest backup into a scratch folder and check all of it; BadInput backup_missing if there is none."""
    places = backups.names(profile.backups)
    last = backups.newest(profile.backups)
    if last is None:
        if places:  # there is one, and nothing of it can be read
            return Rehearsed(places[-1], (Check("manifest", False, "Its manifest cannot be read.", _FIX),))
        raise BadInput("backup_missing", profile.backups, reason="no backup was made yet")
    try:
        found = _checks(profile, last.folder, scratch, chain, unseal, gauge)
    except StewardError as error:
        reason = str(error.facts.get("reason") or error.code)
        found = [Check("manifest", False, f"It cannot be restored: {reason}.", _FIX)]
    return Rehearsed(last.folder.name, tuple(found))


def _checks(
    profile: Profile, folder: Path, scratch: Path, chain: ChainCheck, unseal: sealed.Unseal | None, gauge: Gauge
) -> list[Check]:
    what = receiving.receive(folder, scratch, gauge, share=True)
    found = [Check("manifest", True, f"All {len(what.files)} files are there and unaltered.")]
    with copying.elsewhere(scratch / STORE, read_only=False):
        restore.bring_up(scratch / STORE)
    with copying.elsewhere(scratch / STORE):
        found += soundness.of_store(scratch / "evidence")
        found.append(chain(scratch))
        found.append(sealed.sealed(unseal if _opens_with_ours(profile, scratch) else None, SAMPLE))
    return found


def _opens_with_ours(profile: Profile, scratch: Path) -> bool:
    """Whether the vault of today has every key of the backup's: one that was retired since needs its own."""
    with suppress(StewardError):
        return keyfile.read(profile.folder / VAULT).has_all_of(keyfile.read(scratch / VAULT))
    return False


_FIX = "Make a new one now: steward store backup. Look after the disk: what it holds may be going bad."
