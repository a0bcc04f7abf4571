"""The three lists of actions: what waits for approval, what is open, what came to an end."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from desktop import times, wording
from desktop.background import Background
from desktop.drafts import Drafts
from desktop.tables.action_rows import ActionRow, action_row
from desktop.tables.base import Cell, Column, WindowedModel
from models import clock

TIMED = frozenset({"queued", "awaiting_approval", "refused"})
SEALED = Cell("sealed; unlock the vault to read", "lock", "muted")


class ActionModel(WindowedModel):
    """What the three lists have in common."""

    def row_of(self, values: tuple[Any, ...]) -> ActionRow:
        """The frozen row."""
        return action_row(values)

    def account(self, row: ActionRow) -> Cell:
        """Who acts."""
        return Cell(f"@{row.username}", tip=f"{row.username} on {row.platform}", strong=True)

    def what(self, row: ActionRow) -> Cell:
        """What is done, and to whom."""
        sign = wording.sign(wording.KINDS, row.kind)
        about = f" · {row.post_text}" if row.post_text else ""
        text = " ".join(f"{sign.word} · {row.target}{about}".split())
        return Cell(text, sign.icon, sign.token, tip=f"{text}\n{row.target_url}")

    def state(self, row: ActionRow) -> Cell:
        """Where it stands."""
        sign = wording.sign(wording.STATES, row.state)
        return Cell(sign.word, sign.icon, sign.token)


class ApprovalModel(ActionModel):
    """What waits for a yes or a no."""

    COLUMNS = (
        Column("Account", 130, "acc.username"),
        Column("Act", 0, "a.kind"),
        Column("Draft", spare=460),
        Column("When", 80, "a.due_at"),
    )

    def __init__(self, reading: Background, drafts: Drafts, parent: QObject | None = None) -> None:
        super().__init__(self.COLUMNS, reading, parent)
        self._drafts = drafts
        drafts.arrived.connect(self._draft_arrived)

    def cell(self, row: ActionRow, column: int) -> Cell:
        """What stands in a cell."""
        if column == 3:
            return Cell(times.relative(max(row.due_at, clock.now()), clock.now()), tip=times.exact(row.due_at))
        return (self.account, self.what, self.draft)[column](row)

    def draft(self, row: ActionRow) -> Cell:
        """The text that would be sent."""
        if not row.sealed:
            return Cell("")
        if self._drafts.locked:
            return SEALED
        text = self._drafts.text(row.id)
        return Cell("…", token="muted") if text is None else Cell(f"“{' '.join(text.split())}”", tip=text)

    def _draft_arrived(self, action_id: int) -> None:
        place = self.place_of(action_id)
        if place is not None:
            self.dataChanged.emit(self.index(place, 2), self.index(place, 2))


class QueueModel(ActionModel):
    """What is still open."""

    COLUMNS = (
        Column("State", 160, "a.state"),
        Column("Account", 130, "acc.username", spare=520),
        Column("Act", 0, "a.kind", share=4),
        Column("When and why", 0, "a.due_at", share=5),
    )

    def __init__(self, reading: Background, parent: QObject | None = None) -> None:
        super().__init__(self.COLUMNS, reading, parent)

    def cell(self, row: ActionRow, column: int) -> Cell:
        """What stands in a cell."""
        return (self.state, self.account, self.what, self.when)[column](row)

    def when(self, row: ActionRow) -> Cell:
        """When its time comes, and what keeps it."""
        at = row.done_at or max(row.due_at, clock.now())
        timed = row.state in TIMED
        said = " · ".join(filter(None, (times.relative(at, clock.now()) if timed else "", row.why)))
        return Cell(said, token="muted" if row.why else "text", tip="\n".join(filter(None, (times.exact(at), row.why))))


class HistoryModel(ActionModel):
    """What came to an end."""

    COLUMNS = (
        Column("State", 136, "a.state"),
        Column("Account", 130, "acc.username", spare=480),
        Column("Act", 0, "a.kind"),
        Column("Ended", 100, "a.done_at"),
    )

    def __init__(self, reading: Background, parent: QObject | None = None) -> None:
        super().__init__(self.COLUMNS, reading, parent)

    def cell(self, row: ActionRow, column: int) -> Cell:
        """What stands in a cell."""
        if column == 3:
            return Cell(times.relative(row.done_at, clock.now()), tip=times.exact(row.done_at))
        return (self.state, self.account, self.what)[column](row)
