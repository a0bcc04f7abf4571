"""Whether everything sealed in the store still opens in its place, and whether the record is written as we write it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from automation.upkeep.checks import Check, first_of
from models.database import sql, walk
from models.errors import StewardError, StoreUnusable, VaultLocked

Unseal = Callable[[bytes, str], bytes]
# Every sealed column: its table, the column that names its row, and itself.
COLUMNS = (
    ("sessions", "account_id", "envelope"),
    ("secrets", "place", "envelope"),
    ("actions", "id", "sealed_text"),
    ("rules", "id", "sealed_text"),
    ("schedules", "id", "sealed_text"),
    ("threads", "id", "sealed_preview"),
    ("messages", "id", "sealed_text"),
)
_FIX = "Bring the store back from a backup: steward store restore. What else is sealed still opens."


def sealed(unseal: Unseal | None, newest: int | None = None) -> Check:
    """Open everything sealed, or so many of the newest of each column; a shut vault leaves it unchecked."""
    if unseal is None:
        return Check("sealed", True, "What is sealed was not opened, for want of an open vault.")
    count, wrong = 0, []
    try:
        for table, key, column in COLUMNS:
            for row, kind, envelope in _rows(table, key, column, newest):
                count += 1
                if kind != "blob" or not _opens(unseal, envelope, places(table, row, column)):
                    wrong.append(f"{table} {row}")
    except VaultLocked:
        return Check("sealed", True, "What is sealed was not opened, for want of an open vault.")
    except StoreUnusable as error:
        return Check("sealed", False, f"What is sealed cannot be read ({error.code}).", _FIX)
    if not wrong:
        return Check("sealed", True, f"All {count} sealed values open in their place.")
    return Check("sealed", False, f"{len(wrong)} of {count} sealed values do not open: {first_of(wrong)}", _FIX)


def places(table: str, row: object, column: str) -> tuple[str, ...]:
    """Where the vault says that a sealed column's value belongs."""
    if table == "secrets":
        return (str(row),)
    return tuple(f"{table}|{row}|{name}" for name in dict.fromkeys((column, column.removeprefix("sealed_"))))


def first_odd_entry() -> int | None:
    """The first entry of the record that is not written as we write it, though it may say the same; or None.

    Raises StoreUnusable.
    """
    odd = sql(
        "SELECT min(sequence) FROM audit_entries WHERE typeof(kind) <> 'text' OR typeof(body) <> 'text'"
        " OR typeof(previous) <> 'text' OR typeof(hash) <> 'text' OR typeof(at) <> 'integer'"
        " OR typeof(account_id) NOT IN ('integer', 'null') OR typeof(action_id) NOT IN ('integer', 'null')"
    )
    if odd[0][0] is not None:
        return int(odd[0][0])
    for sequence, body in walk("SELECT sequence, body FROM audit_entries ORDER BY sequence"):
        if not _is_ours(body):
            return int(sequence)
    signed = sql(
        "SELECT min(sequence) FROM audit_checkpoints WHERE signature GLOB '*[^0-9a-f]*' OR typeof(signature) <> 'text'"
        " OR typeof(hash) <> 'text' OR typeof(at) <> 'integer' OR horizon NOT IN (0, 1)"
    )
    return None if signed[0][0] is None else int(signed[0][0])


def _is_ours(body: str) -> bool:
    try:
        found: Any = json.loads(body)
    except ValueError:
        return False
    return body in {
        json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True),
        json.dumps(found, ensure_ascii=False, separators=(",", ":")),
    }


def _rows(table: str, key: str, column: str, newest: int | None) -> Iterator[tuple[Any, str, bytes]]:
    asked = f"SELECT {key}, typeof({column}), CAST({column} AS BLOB) FROM {table} WHERE {column} IS NOT NULL"
    # In one walk: where keys are damaged, a page that begins behind the last key may never come to an end.
    yield from walk(asked if newest is None else f"{asked} ORDER BY {key} DESC LIMIT {newest}")


def _opens(unseal: Unseal, envelope: bytes, at: tuple[str, ...]) -> bool:
    for place in at:
        try:
            unseal(bytes(envelope), place)
            return True
        except VaultLocked:
            raise
        except (StewardError, ValueError):
            continue
    return False
