"""A store of a million actions of ten thousand accounts, written with raw SQL, for the benchmarks to ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from models import clock
from models.database import close, connect, db, sql, writing
from models.migrations.runner import open_store

ACCOUNTS, BATCH = 10_000, 50_000
# One account is busy: it alone has a tenth of all that was done.
BUSY = 1
HOUR, DAY = 3_600_000, 86_400_000


def fill(path: Path, actions: int = 1_000_000) -> None:
    """Make the store and leave it closed; nine of ten actions are over, every one has an attempt."""
    open_store(path)
    sql("PRAGMA synchronous = OFF")
    now = clock.now()
    with writing():
        _many(_ACCOUNT, ((n, f"own{n}", f"own{n}") for n in range(1, ACCOUNTS + 1)))
    for start in range(1, actions + 1, BATCH):
        numbers = range(start, min(start + BATCH, actions + 1))
        with writing():
            _many(_ACTION, (_action(n, now) for n in numbers))
            _many(_ATTEMPT, ((n, n, _owner(n), _at(n, now)) for n in numbers))
            _many(_COUNT, ((n, _owner(n), _at(n, now)) for n in numbers))
    sql("INSERT OR REPLACE INTO counters (name, last) VALUES ('actions', ?), ('attempts', ?)", (actions, actions))
    sql("ANALYZE")
    sql("PRAGMA wal_checkpoint(TRUNCATE)")
    close()


def opened(path: Path) -> None:
    """Open it as the engine does."""
    connect(path)


_ACCOUNT = (
    "INSERT INTO accounts (id, platform, username, username_norm, created_at, updated_at)"
    " VALUES (?, 'practice', ?, ?, 0, 0)"
)
_ACTION = (
    "INSERT INTO actions (id, account_id, kind, target_kind, target_url, target_id, content_hash, generation,"
    " idempotency_key, state, trigger, due_at, created_at, updated_at, done_at)"
    " VALUES (?, ?, 'like', 'post', ?, ?, '', 0, ?, ?, 'manual', ?, ?, ?, ?)"
)
_ATTEMPT = (
    "INSERT INTO attempts (id, action_id, account_id, outcome, clicked, started_at) VALUES (?, ?, ?, 'performed', 1, ?)"
)
_COUNT = "INSERT INTO cap_counts (attempt_id, account_id, cap_class, counted_at) VALUES (?, ?, 'like', ?)"


def _many(statement: str, rows: Iterator[tuple[object, ...]]) -> None:
    db.connection().executemany(statement, rows)


def waiting_accounts() -> range:
    """Accounts in whose lines something waits."""
    return range(2, ACCOUNTS, 10)


def _owner(number: int) -> int:
    return BUSY if number % 10 == 0 else number % ACCOUNTS + 1


def _at(number: int, now: int) -> int:
    return now - (number * 7919) % (90 * DAY)


def _action(number: int, now: int) -> tuple[object, ...]:
    waits, at = number % 10 == 1 or number % 100 == 0, _at(number, now)
    state = "queued" if waits else "confirmed"
    url = f"http://practice/posts/{number}"
    return number, _owner(number), url, str(number), f"key{number}", state, at, at, at, None if waits else at
