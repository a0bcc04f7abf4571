"""The list of questions for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject

from desktop import messages, times, wording
from desktop.background import Background
from desktop.tables.base import Cell, Column, WindowedModel
from desktop.tables.query import Query
from models import clock

ACCOUNT = wording.Sign("user-round", "The account", "text")
_COLUMNS = (
    "r.id, r.account_id, r.action_id, r.code, r.detail, r.opened_at, acc.platform, acc.username, coalesce(a.kind, ''),"
    " coalesce(a.target_url, '')"
)
_TABLES = "reviews r JOIN accounts acc ON acc.id = r.account_id LEFT JOIN actions a ON a.id = r.action_id"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """An open question; about an action where it has one, else about the account."""

    id: int
    account_id: int
    action_id: int | None
    code: str
    detail: str
    opened_at: int
    platform: str
    username: str
    kind: str
    url: str


def open_questions() -> Query:
    """Questions without an answer, oldest first."""
    return Query(_COLUMNS, _TABLES, "r.id", "r.opened_at", False, ("r.resolved_at IS NULL",))


class ReviewModel(WindowedModel):
    """Questions, one per row."""

    COLUMNS = (
        Column("Account", 140, "acc.username"),
        Column("About", 140, "coalesce(a.kind, '')", spare=520),
        Column("Question"),
        Column("Since", 110, "r.opened_at"),
    )

    def __init__(self, reading: Background, parent: QObject | None = None) -> None:
        super().__init__(self.COLUMNS, reading, parent)

    def row_of(self, values: tuple[Any, ...]) -> ReviewRow:
        """The frozen row."""
        return ReviewRow(*values)

    def cell(self, row: ReviewRow, column: int) -> Cell:
        """What stands in a cell."""
        if column == 0:
            return Cell(f"@{row.username}", tip=f"{row.username} on {row.platform}", strong=True)
        if column == 1:
            sign = wording.sign(wording.KINDS, row.kind) if row.kind else ACCOUNT
            return Cell(sign.word, sign.icon, sign.token)
        if column == 2:
            return Cell(messages.message(row.code, f"@{row.username}").what)
        return Cell(times.relative(row.opened_at, clock.now()), tip=times.exact(row.opened_at))
