"""Everything the store knows of one action, read at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from desktop.tables.action_rows import ActionRow, action_row, decided, one_action
from desktop.tables.nouns import Part, facts
from desktop.tables.query import page
from desktop.tables.stories import ACTION
from models.approval import Approval, newest_approval
from models.attempt import AttemptRow, attempts_of
from models.audit import AuditEntry, entries
from models.enums import Phase
from models.errors import BadInput
from models.evidence import EvidenceRow, pictures_of
from models.verification import VerificationRow, looks_at


@dataclass(frozen=True, slots=True)
class Pictures:
    """The newest pictures before and after; sealed ones come later, from the engine."""

    before: EvidenceRow | None = None
    after: EvidenceRow | None = None
    before_image: QImage | None = None
    after_image: QImage | None = None

    @property
    def region(self) -> list[int] | None:
        """The region of the post in the newer picture."""
        newest = self.after or self.before
        return newest.region if newest else None

    @property
    def sealed(self) -> bool:
        """Whether only the engine can open them."""
        return any(row.sealed for row in (self.before, self.after) if row)


@dataclass(frozen=True, slots=True)
class Detail:
    """An action with all that belongs to it."""

    row: ActionRow
    decision: dict[str, Any]
    attempts: list[AttemptRow]
    approval: Approval | None
    looks: list[VerificationRow]
    pictures: Pictures
    entries: list[AuditEntry]
    beside: list[tuple[Part, Any]]


def action_detail(action_id: int, evidence: Path) -> Detail:
    """All of one action; BadInput unknown_action."""
    found = page(one_action(action_id), None, 0, 1)
    if not found:
        raise BadInput("unknown_action", action_id)
    row = action_row(found[0][:-2])
    return Detail(
        row,
        decided(row.decision),
        attempts_of(action_id),
        newest_approval(action_id),
        looks_at(action_id),
        pictures(pictures_of(action_id), evidence),
        entries(action_id=action_id),
        facts(ACTION, action_id),
    )


def pictures(rows: list[EvidenceRow], evidence: Path) -> Pictures:
    """The newest picture of each phase, opened where it is not sealed."""
    newest = {row.phase: row for row in rows}
    before, after = newest.get(Phase.BEFORE), newest.get(Phase.AFTER)
    return Pictures(before, after, _opened(before, evidence), _opened(after, evidence))


def _opened(row: EvidenceRow | None, evidence: Path) -> QImage | None:
    if row is None or row.sealed:
        return None
    image = QImage(str(evidence / row.path))
    return None if image.isNull() else image
