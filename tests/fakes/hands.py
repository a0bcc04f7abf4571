"""Hands for triggers: they keep what is wished in the store, so that a rolled-back wish is gone again."""

from __future__ import annotations

from automation.triggers.schedules import Late
from automation.values import Intent
from models.database import sql
from models.errors import StewardError, VaultLocked


class Hands:
    """Takes every wish, as often as it comes; `refuse` maps an address to the error it meets."""

    def __init__(self) -> None:
        sql("CREATE TABLE IF NOT EXISTS wishes (origin TEXT, url TEXT, text TEXT)")
        self.intents: list[Intent] = []
        self.refuse: dict[str, BaseException] = {}
        self.refused: list[tuple[str, str]] = []
        self.missed: list[Late] = []
        self.locked = False

    def submit(self, intent: Intent) -> None:
        if intent.url in self.refuse:
            raise self.refuse[intent.url]
        sql("INSERT INTO wishes VALUES (?, ?, ?)", (intent.origin, intent.url, intent.text))
        self.intents.append(intent)

    def unseal(self, sealed: bytes, place: str) -> str:
        if self.locked:
            raise VaultLocked("vault_locked")
        return f"{sealed.decode()} from {place}"

    def on_missed(self, late: Late) -> None:
        self.missed.append(late)

    def on_refused(self, origin: str, error: StewardError) -> None:
        self.refused.append((origin, error.code))

    @property
    def wishes(self) -> list[tuple[str, str]]:
        """Origin and address of every wish that was kept."""
        return [(origin, url) for origin, url, _ in sql("SELECT * FROM wishes ORDER BY rowid")]

    @property
    def urls(self) -> list[str]:
        return [url for _, url in self.wishes]
