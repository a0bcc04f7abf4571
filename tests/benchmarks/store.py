"""The store at a million actions and ten thousand accounts: claim, caps, pages, search, audit, opening, tables."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from automation.queue import backlog
from desktop.tables import action_rows
from desktop.tables.query import page
from models import attempt, clock
from models.database import PRAGMAS, close, db, one_moment
from models.enums import CapClass
from models.migrations.runner import open_store
from tests.benchmarks import million
from tests.benchmarks.figures import Figure, paired

PAIRS, ROUNDS, ASKED, PAGES, OPENINGS = 300, 15, 2_000, 300, 15
_BARE_COUNT = "SELECT count(*) FROM cap_counts WHERE account_id = ? AND cap_class = ? AND counted_at > ?"


def run() -> list[Figure]:
    """Measure and return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "steward.db"
        million.fill(path)
        figures = [_opening(path)]
        million.opened(path)
        try:
            return [*figures, _cap_check(), *_pages(), _claim(path)]
        finally:
            close()


def _claim(path: Path) -> Figure:
    """One claim, durable, with the row read back, against the same two statements through sqlite3 alone."""
    raw = sqlite3.connect(path, isolation_level=None)
    for name, value in PRAGMAS.items():
        raw.execute(f"PRAGMA {name} = {value}")
    ours, floor = [], []
    accounts = iter(million.waiting_accounts())
    for _ in range(PAIRS):
        ours.append(_ms(partial(backlog.claim, next(accounts), "bench")))
        floor.append(_ms(partial(_raw_claim, raw, next(accounts))))
    raw.close()
    return paired("claim of an account's head at 1M actions", ours, floor, 1.2)


def _raw_claim(raw: sqlite3.Connection, account: int) -> None:
    now = clock.now()
    found = raw.execute(
        "UPDATE actions SET state = 'running', lease_owner = ?, lease_until = ?, updated_at = ? WHERE id = ("
        " SELECT id FROM actions WHERE account_id = ? AND state = 'queued' AND due_at <= ?"
        " ORDER BY priority DESC, due_at, id LIMIT 1) RETURNING id",
        ("bench", now + 30_000, now, account, now),
    ).fetchall()
    raw.execute("SELECT * FROM actions WHERE id = ?", found[0]).fetchall()


def _cap_check() -> Figure:
    """The hour's count of the account that has a tenth of all attempts, asked as policy asks: within one moment."""
    since = clock.now() - million.HOUR
    with one_moment():
        bare = db.connection().cursor()
        rounds = [
            (
                _percentiles(lambda: attempt.counted_since(million.BUSY, CapClass.LIKE, since)),
                _percentiles(lambda: bare.execute(_BARE_COUNT, (million.BUSY, CapClass.LIKE.value, since)).fetchone()),
            )
            for _ in range(ROUNDS)
        ]
    median, p99, floor = (statistics.median(column) for column in zip(*((*a, b[1]) for a, b in rounds), strict=True))
    note = f"p99, the median of {ROUNDS} rounds of {ASKED:,}; median {median:.1f}; bare p99 {floor:.1f}"
    return Figure("cap check of a busy account", p99, 20.0, "µs", 1.0, note=note)


def _percentiles(work: Callable[[], object]) -> tuple[float, float]:
    """Median and 99th percentile of many calls, in µs."""
    times = sorted(_ms(work) * 1000 for _ in range(ASKED))
    return times[ASKED // 2], times[int(ASKED * 0.99)]


def _pages() -> list[Figure]:
    """A page of the history by key: the first, and one deep inside, where a list stands after a jump."""
    query = action_rows.history()
    found = db.execute_sql(
        "SELECT done_at, id FROM actions WHERE done_at IS NOT NULL ORDER BY done_at DESC, id DESC LIMIT 1 OFFSET 850000"
    ).fetchone()
    deep = (int(found[0]), int(found[1]))
    figures = []
    for name, key in (("first", None), ("deep", deep)):
        median = statistics.median(_ms(partial(page, query, key, 0, 50)) for _ in range(PAGES))
        note = "50 rows with account and post; the limit is the floor"
        figures.append(Figure(f"history page by key, {name}", median, 1.0, "ms", 1.0, note=note))
    return figures


def _opening(path: Path) -> Figure:
    """Opening the store at its newest schema, as every start does."""

    def once() -> None:
        open_store(path)
        close()

    once()
    median = statistics.median(_ms(once) for _ in range(OPENINGS))
    return Figure("opening the store", median, 50.0, "ms", 1.0, note="the limit is the floor")


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
