"""The ledger: idempotency keys of everything that may be on a site, without content, for ever."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from models import bulk, clock
from models.database import one, sql


def write_key(key: str, account_id: int) -> None:
    """Remember a key; writing it again changes nothing."""
    sql(
        "INSERT INTO ledger (key, account_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (key, account_id, clock.now()),
    )


def free_key(key: str) -> None:
    """Forget a key: a person looked and says that nothing is there."""
    sql("DELETE FROM ledger WHERE key = ?", (key,))


def has_key(key: str) -> bool:
    """Whether the key was ever written."""
    return one("SELECT 1 FROM ledger WHERE key = ?", (key,)) is not None


def done_among(action_ids: Iterable[int]) -> set[int]:
    """Which of these actions the ledger has the keys of."""
    query = "SELECT id FROM actions JOIN ledger ON key = idempotency_key WHERE id IN (SELECT value FROM json_each(?))"
    return {number for (number,) in sql(query, (json.dumps(list(action_ids)),))}


def acted_among(account_ids: Iterable[int]) -> set[int]:
    """Which of these accounts the ledger has keys of."""
    query = "SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM ledger WHERE account_id = value)"
    return {number for (number,) in sql(query, (json.dumps(list(account_ids)),))}


def write_keys(done: Sequence[tuple[str, int, int]]) -> None:
    """Remember many keys with their account and time; those that are known stay as they are."""
    bulk.insert_absent("ledger", ("key", "account_id", "at"), done)
