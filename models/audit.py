"""Audit entries: an append-only chain of hashes that holds ids and figures, and no content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import peewee

from models.base import JsonField, Table, fetch, rows
from models.errors import StoreUnusable


class BodyField(JsonField):
    """A body that somebody may have damaged: it is still read, so that the walk can say which one it is."""

    def python_value(self, value: str | None) -> Any:
        """The document, or a stand-in whose hash cannot match."""
        try:
            return super().python_value(value)
        except StoreUnusable:
            return {"damaged": value}


class AuditTable(Table):
    """One row per entry; triggers in the schema refuse changes and deletions."""

    sequence = peewee.IntegerField(primary_key=True)
    kind = peewee.TextField()
    account_id = peewee.IntegerField(null=True)
    action_id = peewee.IntegerField(null=True)
    at = peewee.IntegerField()
    body = BodyField()
    previous = peewee.TextField()
    hash = peewee.TextField()

    class Meta:
        table_name = "audit_entries"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One permanent sentence; `hash` covers everything else in it and the hash before."""

    sequence: int
    kind: str
    account_id: int | None
    action_id: int | None
    at: int
    body: dict[str, Any]
    previous: str
    hash: str


def newest_entry() -> AuditEntry | None:
    """The end of the chain."""
    found = fetch(AuditEntry, AuditTable, "ORDER BY sequence DESC LIMIT 1")
    return found[0] if found else None


def entries(after: int = 0, limit: int = 1000, **where: Any) -> list[AuditEntry]:
    """Entries in order after a sequence number; `where` maps column to value."""
    query = AuditTable.select().where(AuditTable.sequence > after).order_by(AuditTable.sequence).limit(limit)
    for column, value in where.items():
        query = query.where(getattr(AuditTable, column) == value)
    return rows(AuditEntry, query)


def entry_of(action_id: int) -> AuditEntry | None:
    """The last entry about an action."""
    found = fetch(AuditEntry, AuditTable, "WHERE action_id = ? ORDER BY sequence DESC LIMIT 1", (action_id,))
    return found[0] if found else None


def append(entry: AuditEntry) -> None:
    """Write the next entry; the chain itself is made in automation/audit."""
    names = ("sequence", "kind", "account_id", "action_id", "at", "body", "previous", "hash")
    AuditTable.insert(**{name: getattr(entry, name) for name in names}).execute()
