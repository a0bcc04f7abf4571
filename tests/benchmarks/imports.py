"""An import of an old panel dashboard's file, against the goal, and beside it the same rows written bare."""

from __future__ import annotations

import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from automation.imports.hands import Hands
from automation.imports.panel_dashboard import PLAN
from automation.imports.run import Options
from automation.imports.run import run as run_import
from automation.imports.sources import open_source
from models.database import close, sql
from models.migrations.runner import open_store
from tests.benchmarks.figures import Figure
from tests.fakes.old_panel_files import large

ROWS, RUNS, GOAL, BATCH = 200_000, 3, 20_000, 2000
NOUNS = ("accounts", "feeds", "feed_polls", "feed_entries", "orders")


def run() -> list[Figure]:
    """Measure the import, its second run over the same file, and the floor, in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        old = large(folder / "old.db", ROWS)
        rounds = [_round(folder, old, n) for n in range(RUNS)]
    first, again, bare = (statistics.median(column) for column in zip(*rounds, strict=True))
    beside = f"the limit is the floor; bare inserts of the same rows {bare:.0f}/s; median of {RUNS}"
    return [
        Figure(f"import of {ROWS:,} rows", first, GOAL, "rows/s", 1.0, at_most=False, note=beside),
        Figure("the same import again, which writes nothing", again, GOAL, "rows/s", 1.0, at_most=False),
    ]


def _round(folder: Path, old: Path, number: int) -> tuple[float, float, float]:
    store = folder / f"store-{number}.db"
    open_store(store)
    first, again = _import(folder, old), _import(folder, old)
    kept = list(_kept())
    close()
    bare = folder / f"bare-{number}.db"
    open_store(bare)
    close()
    floor = _bare(bare, kept)
    for file in folder.glob(f"*-{number}.db*"):
        file.unlink()
    return first, again, floor


def _import(folder: Path, old: Path) -> float:
    source = open_source(PLAN.kind, [str(old)])
    began = time.perf_counter()
    report = run_import(PLAN, source, Options(), _hands(folder))
    took = time.perf_counter() - began
    source.close()
    assert sum(counts.refused for counts in report.tables.values()) == 0
    return ROWS / took


def _hands(folder: Path) -> Hands:
    def never(*words: object) -> None:
        raise AssertionError("a panel's file holds no acts")

    return Hands(
        seal=lambda plain, place: plain,
        content_hash=never,  # type: ignore[arg-type]
        key=never,  # type: ignore[arg-type]
        marks=never,  # type: ignore[arg-type]
        target=never,
        journal=never,  # type: ignore[arg-type]
        pictures=folder,
        folder=folder,
        tell=lambda done, total, table: None,
        stopped=lambda: False,
    )


def _kept() -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """What the import wrote, as statements with their rows, and where each row came from."""
    for noun in (*NOUNS, "legacy_refs"):
        rows = sql(f"SELECT * FROM {noun}" + (f" WHERE noun IN ({json.dumps(NOUNS)[1:-1]})" if noun[0] == "l" else ""))
        yield f"INSERT INTO {noun} VALUES ({', '.join('?' for _ in rows[0])})", rows


def _bare(path: Path, kept: list[tuple[str, list[tuple[object, ...]]]]) -> float:
    """The same rows into a fresh store by executemany alone, as durably and in batches as large."""
    store = sqlite3.connect(path, isolation_level=None)
    store.execute("PRAGMA synchronous = FULL")
    began = time.perf_counter()
    for statement, rows in kept:
        for start in range(0, len(rows), BATCH):
            store.execute("BEGIN IMMEDIATE")
            store.executemany(statement, rows[start : start + BATCH])
            store.execute("COMMIT")
    took = time.perf_counter() - began
    store.close()
    return ROWS / took
