"""The lists of feeds and of rules."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject

from desktop import times, wording
from desktop.background import Background
from desktop.tables.base import Cell, Column, WindowedModel
from desktop.tables.query import Query
from models import clock

STATUS = {
    "pending": wording.Sign("clock", "Not read yet", "muted"),
    "active": wording.Sign("circle-check", "Read", "good"),
    "error": wording.Sign("triangle-alert", "In trouble", "warn"),
    "gone": wording.Sign("circle-slash", "Gone", "bad"),
}
ON, OFF = wording.Sign("circle-check", "On", "good"), wording.Sign("circle-slash", "Off", "muted")
NEVER = 253_000_000_000_000


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed as lists show it."""

    id: int
    account_id: int | None
    username: str | None
    url: str
    title: str
    status: str
    interval_s: int
    next_poll_at: int
    last_error: str | None
    enabled: bool
    imported: bool
    entries: int

    @property
    def sign(self) -> wording.Sign:
        """How it stands; what is switched off is not read, whatever came of it before."""
        return wording.sign(STATUS, self.status) if self.enabled else OFF


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as lists show it; `fired` counts the posts it fired for."""

    id: int
    name: str
    kind: str
    username: str
    feed: str
    condition: str
    enabled: bool
    has_text: bool
    fired: int


def feed_rows() -> Query:
    """All feeds."""
    columns = (
        "f.id, f.account_id, acc.username, f.url, f.title, f.status, f.interval_s, f.next_poll_at, f.last_error,"
        " f.enabled, EXISTS (SELECT 1 FROM legacy_refs l WHERE l.noun = 'feeds' AND l.row_id = f.id),"
        " (SELECT count(*) FROM feed_entries e WHERE e.feed_id = f.id)"
    )
    return Query(columns, "feeds f LEFT JOIN accounts acc ON acc.id = f.account_id", "f.id", "f.id", False)


def rule_rows() -> Query:
    """All rules."""
    columns = (
        "r.id, r.name, r.kind, acc.username, coalesce(nullif(f.title, ''), f.url, ''), r.condition, r.enabled,"
        " r.sealed_text IS NOT NULL, (SELECT count(*) FROM rule_firings x WHERE x.rule_id = r.id)"
    )
    tables = "rules r JOIN accounts acc ON acc.id = r.account_id LEFT JOIN feeds f ON f.id = r.feed_id"
    return Query(columns, tables, "r.id", "r.id", False)


def condition_words(text: str) -> str:
    """A condition in words; empty for every entry."""
    words = {
        "title_contains": "the title has {}",
        "not_contains": "the title has no {}",
        "author": "the author is {}",
        "url_contains": "the address has {}",
    }
    said = []
    for name, value in json.loads(text).items():
        listed = " or ".join(f"“{one}”" for one in (value if isinstance(value, list) else [value]))
        said.append(words.get(name, f"{name} {{}}").format(listed))
    return " and ".join(said)


class FeedModel(WindowedModel):
    """Feeds, one per row."""

    COLUMNS = (
        Column("Feed", 0, "f.title"),
        Column("Account", 150, "coalesce(acc.username, '')", spare=500),
        Column("Status", 140, "CASE WHEN f.enabled THEN f.status ELSE '' END"),
        Column("Next", 90, "f.next_poll_at"),
        Column("Entries", 80, figures=True, spare=460),
    )

    def __init__(self, reading: Background, parent: QObject | None = None) -> None:
        super().__init__(self.COLUMNS, reading, parent)

    def row_of(self, values: tuple[Any, ...]) -> FeedRow:
        """The frozen row."""
        return FeedRow(*(*values[:9], bool(values[9]), bool(values[10]), values[11]))

    def cell(self, row: FeedRow, column: int) -> Cell:
        """What stands in a cell."""
        if column == 0:
            return Cell(row.title or row.url, tip=row.url, strong=bool(row.title), address=not row.title)
        if column == 1:
            return Cell(f"@{row.username}") if row.username else Cell("none", token="muted")
        if column == 2:
            return Cell(row.sign.word, row.sign.icon, row.sign.token)
        if column == 3:
            if not row.enabled or row.next_poll_at > NEVER:
                return Cell("never", token="muted")
            return Cell(times.relative(row.next_poll_at, clock.now()), tip=times.exact(row.next_poll_at))
        return Cell(f"{row.entries:,}")


class RuleModel(WindowedModel):
    """Rules, one per row."""

    COLUMNS = (
        Column("Rule", 0, "r.name", share=3),
        Column("Then", 100, "r.kind"),
        Column("As", 124, "acc.username", spare=460),
        Column("Feed", spare=560, share=2),
        Column("State", 70, "r.enabled"),
        Column("Fired", 60, figures=True),
    )

    def __init__(self, reading: Background, parent: QObject | None = None) -> None:
        super().__init__(self.COLUMNS, reading, parent)

    def row_of(self, values: tuple[Any, ...]) -> RuleRow:
        """The frozen row."""
        return RuleRow(*(*values[:6], bool(values[6]), bool(values[7]), values[8]))

    def cell(self, row: RuleRow, column: int) -> Cell:
        """What stands in a cell."""
        if column == 0:
            return Cell(row.name, tip=condition_words(row.condition) or "every new entry", strong=True)
        if column in {1, 4}:
            sign = wording.sign(wording.KINDS, row.kind) if column == 1 else ON if row.enabled else OFF
            return Cell(sign.word, sign.icon, sign.token)
        return Cell((f"@{row.username}", row.feed or "any of the account’s", "", f"{row.fired:,}")[column - 2])
