"""The audit chain: entries a second, hashed, chained and durable, and beside it the same rows written bare."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from automation.audit import chain
from models.database import PRAGMAS, close, sql, writing
from models.migrations.runner import open_store
from tests.benchmarks.figures import Figure

ROWS, BATCH, RUNS, GOAL = 60_000, 2000, 3, 20_000


def run() -> list[Figure]:
    """Measure both in turn and return the figure."""
    with tempfile.TemporaryDirectory() as name:
        rounds = [_round(Path(name), number) for number in range(RUNS)]
    ours, bare = (statistics.median(column) for column in zip(*rounds, strict=True))
    note = f"the limit is the floor; bare executemany of the same rows {bare:,.0f}/s; {BATCH} a batch, median of {RUNS}"
    return [Figure("audit entries at synchronous=FULL", ours, GOAL, "rows/s", 1.0, at_most=False, note=note)]


def _round(folder: Path, number: int) -> tuple[float, float]:
    open_store(folder / f"ours-{number}.db")
    began = time.perf_counter()
    for start in range(0, ROWS, BATCH):
        with writing():
            chain.add_many(_lines(start))
    ours = ROWS / (time.perf_counter() - began)
    rows = sql("SELECT * FROM audit_entries ORDER BY sequence")
    close()
    open_store(folder / f"bare-{number}.db")
    close()
    bare = _bare(folder / f"bare-{number}.db", rows)
    for file in folder.glob(f"*-{number}.db*"):
        file.unlink()
    return ours, bare


def _lines(start: int) -> Iterator[chain.Line]:
    """What an import or a busy hour brings: attempts with what they came to."""
    for number in range(start, start + BATCH):
        body = {"act": "like", "state": "confirmed", "code": None, "outcome": "performed", "clicked": True, "n": number}
        yield "attempt", 1 + number % 100, number, body


def _bare(path: Path, rows: list[tuple[object, ...]]) -> float:
    store = sqlite3.connect(path, isolation_level=None)
    for name, value in PRAGMAS.items():
        store.execute(f"PRAGMA {name} = {value}")
    began = time.perf_counter()
    for start in range(0, len(rows), BATCH):
        store.execute("BEGIN IMMEDIATE")
        store.executemany("INSERT INTO audit_entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows[start : start + BATCH])
        store.execute("COMMIT")
    took = time.perf_counter() - began
    store.close()
    return len(rows) / took
