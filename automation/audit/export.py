"""The record as a file: a table for spreadsheets, or a line of JSON for each entry, enough to walk the chain by."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from automation.audit.handing_out import cell, fresh_file
from models import clock, ids
from models.audit import AuditEntry, entries
from models.errors import BadInput

COLUMNS = ("id", "sequence", "at", "kind", "account", "action", "body", "previous", "hash")
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
            for entry in page:
                put(_row(entry))
            count += len(page)
            tell(count)
    return count


def _pages(where: dict[str, Any], since: int | None) -> Iterator[list[AuditEntry]]:
    after = 0
    while page := entries(after, AT_ONCE, since=since, **where):
        yield page
        after = page[-1].sequence


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
