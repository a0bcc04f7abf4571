"""The list of accounts."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QObject

from desktop import times, wording
from desktop.background import Background
from desktop.questions.account_rows import AccountRow, account_row
from desktop.tables.base import Cell, Column, WindowedModel
from models import clock

PAUSED = wording.Sign("pause", "Paused", "muted")
NEW = wording.Sign("log-in", "Not signed in yet", "warn")
OFF = wording.Sign("circle-slash", "Switched off", "muted")


def standing(row: AccountRow) -> wording.Sign:
    """How an account stands, in one sign."""
    if row.awaits_session:
        return NEW
    if not row.enabled:
        return OFF
    if row.health != "ok":
        return wording.sign(wording.HEALTH, row.health)
    if row.paused:
        return PAUSED
    return wording.sign(wording.HEALTH, "ok")


def authority(kind: str | None, until: int | None, now: int) -> wording.Sign:
    """By what right an account is run."""
    if kind is None:
        return wording.Sign("circle-alert", "Missing", "warn")
    if until is not None and until <= now:
        return wording.Sign("circle-alert", "Ended", "warn")
    return wording.Sign("shield-check", "Own" if kind == "own" else "Client", "text")


class AccountModel(WindowedModel):
    """Accounts, one per row."""

    COLUMNS = (
        Column("Account", 0, "acc.username_norm"),
        Column("Site", 0, "acc.platform || acc.instance", spare=760),
        Column("Standing", 160, "acc.health"),
        Column("Authority", 96, "coalesce(acc.authority_kind, '')", spare=400),
        Column("Signed in", 86, "coalesce(s.saved_at, 0)", spare=480),
        Column("Waiting", 72, figures=True, spare=560),
        Column("Tried", 60, figures=True, spare=620),
    )

    def __init__(self, reading: Background, parent: QObject | None = None) -> None:
        super().__init__(self.COLUMNS, reading, parent)

    def row_of(self, values: tuple[Any, ...]) -> AccountRow:
        """The frozen row."""
        return account_row(values)

    def cell(self, row: AccountRow, column: int) -> Cell:
        """What stands in a cell."""
        now = clock.now()
        if column == 0:
            return Cell(f"@{row.username}", tip=f"@{row.username}\n{_auto_words(row.auto_approve)}", strong=True)
        if column == 1:
            return Cell(f"{row.platform} · {row.instance}" if row.instance else row.platform)
        if column in {2, 3}:
            sign = standing(row) if column == 2 else authority(row.authority_kind, row.authority_until, now)
            return Cell(sign.word, sign.icon, sign.token)
        if column == 4:
            told = times.relative(row.session_at, now) or "never"
            return Cell(told, token="text" if row.session_at else "muted", tip=times.exact(row.session_at))
        number, words = ((row.waiting, "waiting"), (row.tried, "attempts in 24 h"))[column - 5]
        return Cell(f"{number:,}", tip=f"{number:,} {words}")


def _auto_words(text: str) -> str:
    kinds = [wording.sign(wording.KINDS, kind).word.lower() for kind in json.loads(text)]
    return f"Approved without asking: {', '.join(kinds)}" if kinds else "Everything waits for approval"
