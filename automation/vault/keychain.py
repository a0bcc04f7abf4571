"""Where a wrapping key may be kept outside our own files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Keychain(Protocol):
    """A back-end that keeps short secrets; no method raises, none waits for ever, any may be called from any thread."""

    @property
    def name(self) -> str:
        """What a person knows it by."""

    def rank(self) -> int:
        """How well it serves on this machine, higher is better; 0 = not at all."""

    def get(self, entry: str) -> str | None:
        """The secret kept under this entry, None if there is none or it cannot be reached."""

    def put(self, entry: str, secret: str) -> bool:
        """Keep a secret; True only if it can be read back."""

    def forget(self, entry: str) -> None:
        """Let go of an entry; nothing happens if there is none."""


class NullKeychain:
    """No keychain at all: a machine without a desktop, a server, a container."""

    name = "none"

    def rank(self) -> int:
        """Never chosen where there is another."""
        return 0

    def get(self, entry: str) -> str | None:
        """Nothing is kept."""
        return None

    def put(self, entry: str, secret: str) -> bool:
        """Nothing can be kept."""
        return False

    def forget(self, entry: str) -> None:
        """Nothing to forget."""


def best(keychains: Iterable[Keychain]) -> Keychain:
    """The back-end that ranks itself highest, the null one where none serves."""
    ranked = [(keychain.rank(), keychain) for keychain in keychains]
    top, keychain = max(ranked, key=lambda pair: pair[0], default=(0, NullKeychain()))
    return keychain if top > 0 else NullKeychain()
