"""Where the passphrase may come from, in order: environment, file, the window. Never an argument of a command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from automation.vault.vault import Vault
from models.errors import BadInput

VARIABLE = "STEWARD_PASSPHRASE"
LONGEST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class PassphraseSources:
    """The places to look in; the first that has one wins."""

    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    file: Path | None = None
    given: str | None = field(default=None, repr=False)

    def find(self) -> str | None:
        """The passphrase, None if no source has one; BadInput `passphrase_file_unreadable`."""
        return self.environment.get(VARIABLE) or (_read(self.file) if self.file else None) or self.given or None


def unlock_from(vault: Vault, sources: PassphraseSources) -> None:
    """Unlock with the keychain where the vault hangs on it, else with the first passphrase found.

    Raises as `Vault.unlock` does; VaultLocked `vault_locked` when no source has anything.
    """
    vault.unlock(None if vault.status().kind == "keychain" else sources.find())


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST_BYTES)
    except OSError as error:
        raise BadInput("passphrase_file_unreadable", path, reason=error.strerror) from None
    passphrase = content.decode("utf-8", "surrogateescape").rstrip("\r\n")
    if not passphrase:
        raise BadInput("passphrase_file_unreadable", path, reason="the file is empty")
    return passphrase
