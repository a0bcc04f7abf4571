"""What may go: per class the rows that are old enough, what keeps the others, and how a batch of them is deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models import clock
from models.base import marks
from models.database import sql
from models.ids import public
from models.retention_kinds import Kind

_KEYS = {"cap_counts": "attempt_id"}


def _key(kind: Kind) -> str:
    return f"r.{_KEYS.get(kind.table, 'id')}"


def _old(kind: Kind) -> str:
    return f"({kind.among}) AND {kind.since} < :before"


def _free(reasons: Mapping[str, str]) -> str:
    return "".join(f" AND NOT ({condition})" for condition in reasons.values())


def due(kind: Kind, before: int) -> list[int]:
    """The rows of a class whose days began before a time (ms UTC) and which nothing keeps, oldest ids first."""
    where = f"{_old(kind)}{_free(kind.kept)}{_free(kind.first)}"
    found = sql(f"SELECT {_key(kind)} FROM {kind.table} r WHERE {where} ORDER BY 1", _named(where, before=before))
    return [number for (number,) in found]


def kept(kind: Kind, before: int) -> dict[str, int]:
    """How many old rows of a class stay, by reason; a row with two reasons counts for each."""
    found = {}
    for reason, condition in (*kind.kept.items(), *kind.first.items()):
        where = f"{_old(kind)} AND ({condition})"
        [(count,)] = sql(f"SELECT count(*) FROM {kind.table} r WHERE {where}", _named(where, before=before))
        if count:
            found[reason] = int(count)
    return found


def still_due(kind: Kind, numbers: Sequence[int], before: int) -> list[int]:
    """Which of the rows may go now, asked again within the transaction that deletes them."""
    where = f"{_key(kind)} IN ({marks(numbers)}) AND {_old(kind)}{_free(kind.kept)}"
    found = sql(
        f"SELECT {_key(kind)} FROM {kind.table} r WHERE {where.replace(':before', '?')}",
        [*numbers, *[before] * where.count(":before")],
    )
    return [number for (number,) in found]


def let_go(kind: Kind, numbers: Sequence[int], now: int) -> None:
    """Delete the rows, or empty them where the class says so; what belongs to a row goes with it."""
    key = _KEYS.get(kind.table, "id")
    if kind.done:
        emptied = kind.done.replace(":now", str(int(now)))
        sql(f"UPDATE {kind.table} SET {emptied} WHERE {key} IN ({marks(numbers)})", numbers)
    else:
        sql(f"DELETE FROM {kind.table} WHERE {key} IN ({marks(numbers)})", numbers)


def _named(where: str, **values: int) -> Any:
    return {name: value for name, value in values.items() if f":{name}" in where}


_FILES = {
    "evidence": "SELECT path FROM evidence WHERE path IS NOT NULL AND id",
    "actions": "SELECT path FROM evidence WHERE path IS NOT NULL AND action_id",
    "orders": "SELECT path FROM evidence WHERE path IS NOT NULL AND order_id",
    "posts": "SELECT path FROM media WHERE path IS NOT NULL AND post_id",
}


def files(kind: Kind, numbers: Sequence[int]) -> list[str]:
    """The files, relative to the evidence folder, that go with rows of a class."""
    if kind.done or kind.table not in _FILES:
        return []
    return [path for (path,) in sql(f"{_FILES[kind.table]} IN ({marks(numbers)})", numbers)]


def in_use(paths: Sequence[str]) -> set[str]:
    """Those of the files that a row still names."""
    listed = marks(paths)
    found = sql(
        f"SELECT path FROM evidence WHERE path IN ({listed}) UNION SELECT path FROM media WHERE path IN ({listed})",
        [*paths, *paths],
    )
    return {path for (path,) in found}


# What the archive keeps: what was done to what and when, and no words.
_HISTORY = {
    "actions": {
        "handle": "o.platform || ':' || o.username",
        **{name: f"r.{name}" for name in ("kind", "target_kind", "target_url", "target_id", "state", "code")},
        **{name: f"r.{name}" for name in ("trigger", "tries", "created_at", "done_at")},
        "verdict": "(SELECT answer FROM verifications v WHERE v.action_id = r.id ORDER BY v.id DESC LIMIT 1)",
    },
    "orders": {
        "handle": "r.platform || ':' || COALESCE(o.username, r.account_username, '')",
        "kind": "'order'",
        **{name: f"r.{name}" for name in ("target_url", "state", "trigger", "created_at", "done_at")},
        "provider": "(SELECT name FROM providers WHERE id = r.provider_id)",
        **{name: f"r.{name}" for name in ("external_id", "service_id", "service_name", "quantity")},
        **{name: f"r.{name}" for name in ("estimated_micros", "charged_micros", "currency", "raw_status")},
    },
}


def is_archived(kind: Kind) -> bool:
    """Whether rows of a class go into the archive before they are deleted."""
    return kind.table in _HISTORY and not kind.done


def history(kind: Kind, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
    """What is kept of actions or orders in the archive, oldest ids first."""
    columns = _HISTORY[kind.table]
    found = sql(
        f"SELECT r.id, {', '.join(columns.values())} FROM {kind.table} r LEFT JOIN accounts o ON o.id = r.account_id"
        f" WHERE r.id IN ({marks(numbers)}) ORDER BY r.id",
        numbers,
    )
    for number, *values in found:
        yield {"id": public(kind.table, number), **dict(zip(columns, values, strict=True))}


def audit_until(before: int) -> int:
    """The last entry of the audit chain before all that are younger than a time; 0 where there is none.

    A clock that was wrong for a moment counts for nothing: what it dated back stays with the entries before it, and
    what it dated ahead goes with them.
    """
    young = "SELECT min(sequence) FROM audit_entries WHERE at BETWEEN ? AND ?"
    last = f"SELECT max(sequence) FROM audit_entries WHERE at < ? AND sequence < COALESCE(({young}), sequence + 1)"
    [(found,)] = sql(last, (before, before, clock.now()))
    return int(found or 0)
