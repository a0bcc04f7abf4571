"""Audit entries: an append-only chain of hashes that holds ids and figures, and no content."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import peewee

from models import clock, ids
from models.base import JsonField, Table, fetch
from models.database import db, faults, one, sql
from models.entry_kinds import EVENTS, outcome_sql, run_sql, said_sql
from models.enums import TargetKind

# After so long without a word the clock may be wrong, and only a person can say.
LONGEST_SILENCE_MS = 60 * clock.DAY_MS
# What is about an action and moves it nowhere: a receipt stands on the entry that closed the action.
BESIDE = ("navigate", "extract", "verification", "error", "rate_limit", "undone", "receipt_saved", "picture_resealed")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that says each thing once: of two, SQL would read the first and we the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("says one thing twice")
    return found


_read = json.JSONDecoder(object_pairs_hook=_each_once).decode


class BodyField(JsonField):
    """A body that somebody may have damaged: it is still read, so that the walk can say which one it is."""

    def python_value(self, value: str | None) -> Any:
        """The document, or a stand-in whose hash cannot match."""
        try:
            return None if value is None else _read(value)
        except ValueError:
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


def silence(until: int, longer_than: int = LONGEST_SILENCE_MS) -> tuple[int, int] | None:
    """Between which times (ms UTC) the chain says nothing for longer than so many ms, since retention last ran."""
    found = one(
        "WITH last AS (SELECT sequence, at FROM audit_entries WHERE kind = 'retention' AND at <= ?"
        " ORDER BY sequence DESC LIMIT 1),"
        " known AS (SELECT at FROM audit_entries WHERE sequence >= COALESCE((SELECT sequence FROM last), 0)"
        " AND at >= COALESCE((SELECT at FROM last), 0) AND at <= ? UNION SELECT ?)"
        " SELECT before, at FROM (SELECT at, lag(at) OVER (ORDER BY at) AS before FROM known) AS steps"
        " WHERE at - before > ? ORDER BY at LIMIT 1",
        (until, until, until, longer_than),
    )
    return None if found is None else (int(found[0]), int(found[1]))


def entries(after: int = 0, limit: int = 1000, *, since: int | None = None, **where: Any) -> list[AuditEntry]:
    """Entries in order after a sequence number; `where` maps a column, or event, outcome, run_id, target, to its value.

    `since` is a time (ms UTC).
    """
    wanted: list[tuple[str, list[Any]]] = [("sequence > ?", [after])]
    wanted += [_DERIVED[name](value) if name in _DERIVED else (f"{name} = ?", [value]) for name, value in where.items()]
    if since is not None:
        wanted.append(("at >= ?", [since]))
    tail = f"WHERE {' AND '.join(said for said, _ in wanted)} ORDER BY sequence LIMIT ?"
    return fetch(AuditEntry, AuditTable, tail, [*(value for _, values in wanted for value in values), limit])


def _of_event(event: str) -> tuple[str, list[Any]]:
    kinds = EVENTS.get(event) or [kind for several in EVENTS.values() for kind in several]
    return f"kind {'IN' if event in EVENTS else 'NOT IN'} (SELECT value FROM json_each(?))", [json.dumps(list(kinds))]


def _of_run(run_id: int) -> tuple[str, list[Any]]:
    old = "SELECT key FROM legacy_refs WHERE noun = 'runs' AND row_id = ?"
    return f"{run_sql()} IN (SELECT ? UNION ALL {old})", [ids.public("runs", run_id), run_id]


def _of_target(target: str) -> tuple[str, list[Any]]:
    """By the action that an entry is about; an entry of an older system names its target itself."""
    kinds = ", ".join(f"'{kind}'" for kind in TargetKind)
    ours = f"action_id IN (SELECT id FROM actions WHERE target_kind IN ({kinds}) AND target_id = ?)"
    theirs = f"kind = 'imported' AND {said_sql('body', 'target')} = ?"
    found = " UNION ALL ".join(f"SELECT sequence FROM audit_entries WHERE {one}" for one in (ours, theirs))
    return f"sequence IN ({found})", [target, target]


_DERIVED: dict[str, Callable[[Any], tuple[str, list[Any]]]] = {
    "event": _of_event,
    "outcome": lambda outcome: (f"{outcome_sql()} = ?", [outcome]),
    "run_id": _of_run,
    "target": _of_target,
}


def targets_of(action_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """What actions are aimed at: its kind and the site's own id, by action; what is gone is absent."""
    asked = json.dumps(sorted(action_ids))
    held = "SELECT id, target_kind, target_id FROM actions WHERE id IN (SELECT value FROM json_each(?))"
    return {number: (kind, target) for number, kind, target in sql(held, (asked,))}


def closing_entry(action_id: int) -> AuditEntry | None:
    """The last entry about an action that says where it went; what was only handed on or looked up says nothing."""
    beside = ", ".join(f"'{kind}'" for kind in BESIDE)
    tail = f"WHERE action_id = ? AND kind NOT IN ({beside}) ORDER BY sequence DESC LIMIT 1"
    found = fetch(AuditEntry, AuditTable, tail, (action_id,))
    return found[0] if found else None


def append(lines: Iterable[tuple[Any, ...]]) -> None:
    """Write the next entries, column by column with the body as text; the chain itself is made in automation/audit."""
    with faults(db.database):
        db.connection().executemany(
            "INSERT INTO audit_entries (sequence, kind, account_id, action_id, at, body, previous, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            lines,
        )


def drop_entries(until: int, limit: int) -> int:
    """Delete the oldest entries up to a sequence number, at most so many; the schema refuses what no horizon allows."""
    tail = "(SELECT sequence FROM audit_entries WHERE sequence <= ? ORDER BY sequence LIMIT ?)"
    return len(sql(f"DELETE FROM audit_entries WHERE sequence IN {tail} RETURNING 1", (until, limit)))
