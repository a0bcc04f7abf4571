"""Commands that hand on the record, the receipt of one action, or the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ExportAudit:
    """Write the record to a new file; form is "csv" or "jsonl", since in ms UTC, `where` maps column to value.

    Progress events "audit" tell how far it is. Reply: entries, file.
    """

    to: str
    form: str
    since: int | None = None
    where: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExportStore:
    """Write tables into a new folder (a whole path), a line of JSON for each row; `only` names some, none means all.

    Progress events "export" tell how far it is. Reply: folder, and tables with the rows of each.
    """

    to: str
    only: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SaveReceipt:
    """Write the receipt of an action as one page to a new file. Reply: file, signed, hidden (sealed pictures)."""

    action: int
    to: str


@dataclass(frozen=True, slots=True)
class VerifyAudit:
    """Walk the record and check every seal. Reply: ok, entries, first_bad (a sequence number), reason, head."""
