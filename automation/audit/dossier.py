"""The dossier: every datum that is kept on a person, with counts of what is sealed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from automation.audit import history
from models.base import marks
from models.database import sql
from models.errors import StoreUnusable
from models.shown import documents_of, plain_row
from models.traces import MENTIONS, Traces, actions_on, mentions, messages_by, own_rows, payloads

Unseal = Callable[[bytes, str], bytes]
_OF_PERSON = (("person_names", "person_id"), ("person_tags", "person_id"), ("snapshots", "person_id"))
_OF_ACTION = ("attempts", "verifications", "evidence", "orders", "reviews", "approvals")
_PLACES = {"messages": "messages|{0}|text", "actions": "actions|{0}|text", "threads": "threads|{0}|preview"}
_SEALED = {"messages": "sealed_text", "actions": "sealed_text", "threads": "sealed_preview"}
_BATCH = 500


def dossier(traces: Traces, archive: Path, unseal: Unseal | None = None) -> dict[str, Any]:
    """Every table's rows on a person, where else they are named, and how much is sealed; unsealed where asked for."""
    found = {"people": _rows("people", "id", traces.ids)}
    for table, column in _OF_PERSON:
        found[table] = _rows(table, column, traces.ids)
    posts, threads = own_rows(traces, "posts"), own_rows(traces, "threads")
    actions = actions_on(traces)
    found["posts"] = _rows("posts", "id", posts)
    found["comments"] = _rows("comments", "id", own_rows(traces, "comments"))
    found["media"] = _rows("media", "post_id", posts)
    found["threads"] = _rows("threads", "id", threads)
    in_threads = [number for (number,) in _asked("SELECT id FROM messages WHERE thread_id IN", threads)]
    found["messages"] = _rows("messages", "id", sorted({*in_threads, *messages_by(traces)}))
    found["actions"] = _rows("actions", "id", actions)
    for table in _OF_ACTION:
        found[table] = _rows(table, "action_id", actions)
    found["blocklist"] = _blocks(traces)
    found["feed_entries"] = _rows("feed_entries", "id", sorted(mentions(traces, "feed_entries", ("author", "url"))))
    sealed = {
        table: sum(row[column] is not None or _is_shut(row) for row in found[table])
        for table, column in _SEALED.items()
    }
    return {
        "person": {"handles": [h.handle for h in traces.handles], "names": sorted(traces.names)},
        "counts": {table: len(rows) for table, rows in found.items()},
        "sealed": sealed,
        "mentioned": _mentioned(traces, found),
        "archive": _archived(traces, archive),
        "tables": {table: _all_shown(table, rows, unseal) for table, rows in found.items()},
    }


def _asked(start: str, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
    parts = [list(numbers[place : place + _BATCH]) for place in range(0, len(numbers), _BATCH)]
    return [row for part in parts for row in sql(f"{start} ({marks(part)})", part)]


def _rows(table: str, column: str, numbers: Sequence[int]) -> list[dict[str, Any]]:
    names = [name for _, name, *_ in sql(f"PRAGMA table_info({table})")]
    return [dict(zip(names, row, strict=True)) for row in _asked(f"SELECT * FROM {table} WHERE {column} IN", numbers)]


def _blocks(traces: Traces) -> list[dict[str, Any]]:
    by_name = _rows_by_text("blocklist", "subject", sorted(traces.names))
    by_identity = _rows("blocklist", "identity_id", [h.identity_id for h in traces.handles if h.identity_id])
    return list({row["id"]: row for row in (*by_name, *by_identity)}.values())


def _rows_by_text(table: str, column: str, texts: Sequence[str]) -> list[dict[str, Any]]:
    names = [name for _, name, *_ in sql(f"PRAGMA table_info({table})")]
    found = sql(f"SELECT * FROM {table} WHERE {column} IN ({marks(texts)})", texts)
    return [dict(zip(names, row, strict=True)) for row in found]


def _mentioned(traces: Traces, found: dict[str, list[dict[str, Any]]]) -> dict[str, int]:
    """How many other rows name the person, by table."""
    counts = {}
    for table, columns in MENTIONS.items():
        own = {row["id"] for row in found.get(table, ()) if "id" in row}
        counts[table] = sum(key not in own for key in mentions(traces, table, columns))
    for table, numbers in payloads(traces):
        counts[f"{table} (raw)"] = len(numbers)
    return {table: count for table, count in counts.items() if count}


def _archived(traces: Traces, archive: Path) -> list[history.Record]:
    records = (record for path in history.files(archive) for record in history.records(path))
    return [
        record
        for record in records
        if history.is_about(record, traces) or any(traces.pattern.search(str(value)) for value in record.values())
    ]


def _all_shown(table: str, rows: Sequence[dict[str, Any]], unseal: Unseal | None) -> list[dict[str, Any]]:
    """Rows for people and scripts; what is sealed only where it was asked for."""
    documents = documents_of(table)
    return [plain_row(table, row, documents) | _unsealed(table, row, unseal) for row in rows]


def _is_shut(row: dict[str, Any]) -> bool:
    """Whether a letter is under the key of the system that it came from."""
    return row.get("old_envelope") is not None


def _unsealed(table: str, row: dict[str, Any], unseal: Unseal | None) -> dict[str, Any]:
    if _is_shut(row):
        return {"shut_by_old_key": True}
    name = _SEALED.get(table)
    if unseal is None or name is None or row[name] is None:
        return {}
    try:
        opened = unseal(row[name], _PLACES[table].format(row["id"])).decode("utf-8", "replace")
    except StoreUnusable:  # one damaged letter must not keep all the rest from whom it is about
        return {"does_not_open": True}
    return {name.removeprefix("sealed_"): opened}


def text_of(document: dict[str, Any]) -> str:
    """A dossier as a file to hand over."""
    return json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n"
