"""The doctor: what Steward needs of this computer, each with a sentence and, where it is missing, a cure."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from automation.browser.launcher import find_browser
from automation.platforms.pack import load_pack
from automation.upkeep import soundness
from automation.upkeep.checks import Check
from automation.vault.system_keychain import find_keychain
from automation.vault.vault import Vault
from models import clock, settings
from models.audit import newest_entry
from models.errors import BadInput, StewardError
from models.paths import Profile

LEAST_FREE = 500 << 20
# A clock before this program was written, or years after, is wrong whatever it shows.
EARLIEST, LATEST = clock.from_iso("2026-11-01T00:00:00+00:00"), clock.from_iso("2100-01-01T00:00:00+00:00")
SLIP_MS = 5 * 60_000


def of_store(profile: Profile, deep: bool = True) -> Iterator[Check]:
    """The checks that read the open store; deep ones walk all of it."""
    yield browser(settings.get("browser_path") or None)
    if deep:
        yield from (soundness.integrity(), soundness.references())
    yield soundness.schema()
    newest = newest_entry()
    yield clock_is_sane(None if newest is None else newest.at)


def of_profile(profile: Profile) -> Iterator[Check]:
    """The checks that need no store."""
    yield vault(profile.folder)
    yield from (pack(slug, profile.overlays) for slug in slugs(profile.overlays))
    yield space(profile.folder)
    yield writable(profile.evidence)


def browser(setting: str | None) -> Check:
    """A browser that can be started."""
    try:
        found = find_browser(setting)
    except BadInput as error:
        seen = f"The browser {error.subject} is not there." if error.subject else "No browser was found."
        return Check(
            "browser", False, seen, "Install Chromium or Chrome, or name one: steward settings set browser_path"
        )
    return Check("browser", True, f"{found.path} ({found.source})")


def clock_is_sane(newest_at: int | None) -> Check:
    """The clock against this program's age and against what is on record."""
    now = clock.now()
    fix = "Set the date and time of this computer, best by its own time service."
    if not EARLIEST <= now <= LATEST:
        return Check("clock", False, f"The clock of this computer shows {clock.to_iso(now)}.", fix)
    if newest_at is not None and newest_at > now + SLIP_MS:
        return Check("clock", False, f"The newest entry on record is of {clock.to_iso(newest_at)}, in the future.", fix)
    return Check("clock", True, f"It shows {clock.to_iso(now)}.")


def vault(folder: Path) -> Check:
    """The vault's file, and the keychain where the vault hangs on it."""
    keychain = find_keychain()
    try:
        found = Vault(folder, keychain)
        status = found.status()
        is_lost = not status.exists and found.out_of_reach().code == "vault_lost"
    except StewardError as error:
        return Check("vault", False, f"The vault cannot be read ({error.code}).", "Bring vault.json back from a copy.")
    reachable = keychain.rank() > 0
    words = "The system's keychain answers." if reachable else "No keychain answers on this computer."
    if not status.exists:
        return _no_vault(words, is_lost=is_lost)
    if status.kind == "keychain" and not reachable:
        fix = "Unlock the keychain of your desktop, or open the vault with its recovery key."
        return Check("keychain", False, f"{words} The vault's key is kept in it.", fix)
    return Check("keychain", True, f"{words} The vault opens with the {status.kind}.")


def _no_vault(words: str, *, is_lost: bool) -> Check:
    if is_lost:
        fix = "Bring vault.json back from the newest backup: steward store restore"
        return Check("vault", False, "The vault's key file is gone, and the store holds what its keys sealed.", fix)
    return Check("vault", False, f"There is no vault yet. {words}", "Make one: steward vault init", "warning")


def slugs(overlays: Path) -> list[str]:
    """Every platform that has a pack here."""
    import resources

    folders = (resources.path("platforms"), overlays)
    return sorted({file.stem for folder in folders if folder.is_dir() for file in folder.glob("*.toml")})


def pack(slug: str, overlays: Path) -> Check:
    """One platform's pack, with the profile's overlay."""
    try:
        found = load_pack(slug, overlays)
    except BadInput as error:
        facts = error.facts
        place = f"{facts.get('file', slug)}, line {facts['line']}: " if "line" in facts else ""
        key = f"{facts['key']}: " if facts.get("key") else ""
        seen = f"{place}{key}{facts.get('reason', error.code)}"
        return Check(f"pack {slug}", False, seen, "Mend that line, or take the file away if it is your own.")
    return Check(f"pack {slug}", True, f"{found.platform.title}: {len(found.capabilities)} capabilities")


def space(folder: Path) -> Check:
    """Room for pictures and the store."""
    free = shutil.disk_usage(folder).free
    words = f"{free >> 20:,} MB are free where the profile lives."
    if free >= LEAST_FREE:
        return Check("disk", True, words)
    return Check("disk", False, words, f"Make room: Steward wants {LEAST_FREE >> 20} MB.")


def writable(folder: Path) -> Check:
    """The evidence folder takes a file."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
            file.write(b"\0" * 4096)
            file.flush()
    except OSError as error:
        fix = f"Give yourself the right to write to {folder}, and room on its disk."
        return Check("evidence", False, f"Pictures cannot be kept: {error.strerror}.", fix)
    return Check("evidence", True, f"Pictures can be kept in {folder}.")


def system() -> str:
    """What this runs on, in a word."""
    return f"{sys.platform}, Python {sys.version_info.major}.{sys.version_info.minor}"
