"""The record as a file: a table for spreadsheets, or a line of JSON for each entry, enough to walk the chain by."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from automation.audit.handing_out import cell, fresh_file
from models import clock, ids
from models.audit import AuditEntry, entries, targets_of
from models.entry_kinds import event_of, outcome_of, run_of
from models.errors import BadInput

_BESIDE = ("event", "outcome", "run", "target_kind", "target_id")
COLUMNS = ("id", "sequence", "at", "kind", "account", "action", "body", "previous", "hash", *_BESIDE)
AT_ONCE = 2000


def export(
    target: Path,
    form: str,
    where: dict[str, Any],
    since: int | None,
    tell: Callable[[int], None],
    go_on: Callable[[], bool],
) -> int:
    """Write the entries that are wanted, in order, and return how many; nothing is left of a file broken off.

    Raises BadInput bad_answer (no such form), file_exists, file_unwritable, work_stopped.
    """
    if form not in _FORMS:
        raise BadInput("bad_answer", form)
    count = 0
    with fresh_file(target) as file:
        put = _FORMS[form](file)
        for page in _pages(where, since):
            if not go_on():
                raise BadInput("work_stopped", target)
            for entry, more in zip(page, beside(page), strict=True):
                put(_row(entry) | more)
            count += len(page)
            tell(count)
    return count


def _pages(where: dict[str, Any], since: int | None) -> Iterator[list[AuditEntry]]:
    after = 0
    while page := entries(after, AT_ONCE, since=since, **where):
        yield page
        after = page[-1].sequence


def beside(page: Sequence[AuditEntry]) -> Iterator[dict[str, str | None]]:
    """What follows from each entry and the action it is about: its event, outcome, run and target; ids alone."""
    targets = targets_of({entry.action_id for entry in page if entry.action_id is not None})
    for entry in page:
        said = entry.body.get("target_type"), entry.body.get("target")
        target = targets.get(entry.action_id or 0, said)
        found = event_of(entry.kind), outcome_of(entry.kind, entry.body), run_of(entry.body), *target
        yield dict(zip(_BESIDE, found, strict=True))


def _row(entry: AuditEntry) -> dict[str, Any]:
    return {
        "id": ids.public("audit_entries", entry.sequence),
        "sequence": entry.sequence,
        "at": clock.to_iso(entry.at),
        "kind": entry.kind,
        "account": ids.maybe_public("accounts", entry.account_id),
        "action": ids.maybe_public("actions", entry.action_id),
        "body": entry.body,
        "previous": entry.previous,
        "hash": entry.hash,
    }


def _csv(file: TextIO) -> Callable[[dict[str, Any]], None]:
    table = csv.writer(file)
    table.writerow(COLUMNS)

    def put(row: dict[str, Any]) -> None:
        body = json.dumps(row["body"], ensure_ascii=False, sort_keys=True)
        table.writerow([cell(value) for value in {**row, "body": body}.values()])

    return put


def _jsonl(file: TextIO) -> Callable[[dict[str, Any]], None]:
    def put(row: dict[str, Any]) -> None:
        file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")

    return put


_FORMS = {"csv": _csv, "jsonl": _jsonl}
