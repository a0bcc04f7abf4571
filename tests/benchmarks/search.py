"""Search over a million people, posts and comments: the answer to what somebody types."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from models import search
from models.database import close, connect, db, sql, writing
from models.migrations.runner import open_store
from tests.benchmarks.figures import Figure

ROWS, BATCH, ASKED, GOAL_MS = 1_000_000, 50_000, 1_000, 5.0
_SOUNDS = ("ba", "ko", "mi", "lu", "ren", "tas", "vo", "wil", "zan", "pe", "dor", "ga", "hin", "jo", "sel", "fy")


def run() -> list[Figure]:
    """Measure and return the figure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "steward.db"
        folding_s = _fill(path)
        connect(path, read_only=True)
        try:
            times = [_ms(text) for text in _questions(Random(5), ASKED)]
        finally:
            close()
    p95 = sorted(times)[int(ASKED * 0.95)]
    note = (
        f"p95 of {ASKED:,}, median {statistics.median(times):.1f}, longest {max(times):.0f}; the limit is the floor;"
        f" folding took {folding_s:.0f} s, {ROWS / folding_s:,.0f} rows/s"
    )
    return [Figure("search over 1M rows", p95, GOAL_MS, "ms", 1.0, note=note)]


def _word(lot: Random, most: int = 4) -> str:
    """A word that could be one; short ones are common, long ones rare."""
    return "".join(lot.choice(_SOUNDS) for _ in range(lot.randint(2, most)))


def _fill(path: Path) -> float:
    """A third each of people, posts and comments; returns how many seconds folding took."""
    open_store(path)
    sql("PRAGMA synchronous = OFF")
    lot, third = Random(1), ROWS // 3
    for start in range(1, third + 1, BATCH):
        numbers = range(start, min(start + BATCH, third + 1))
        with writing():
            _write(lot, numbers)
    began = time.perf_counter()
    while search.fold(10_000):
        pass
    folding_s = time.perf_counter() - began
    sql("ANALYZE")
    sql("PRAGMA wal_checkpoint(TRUNCATE)")
    close()
    return folding_s


def _write(lot: Random, numbers: range) -> None:
    rows = [(n, _name(lot, n), _text(lot), _text(lot)) for n in numbers]
    db.connection().executemany(
        "INSERT INTO people (id, platform, username, username_norm, display_name, bio, first_seen_at, last_seen_at,"
        " updated_at) VALUES (?, 'x', ?, ?, ?, ?, 0, 0, 0)",
        ((n, name, name, name.title(), text) for n, name, text, _ in rows),
    )
    db.connection().executemany(
        "INSERT INTO posts (id, platform, external_id, url, author, text, first_seen_at, updated_at)"
        " VALUES (?, 'x', ?, ?, ?, ?, 0, 0)",
        ((n, str(n), f"https://x.example/{n}", name, text) for n, name, _, text in rows),
    )
    db.connection().executemany(
        "INSERT INTO comments (id, platform, external_id, post_id, author, text, first_seen_at, updated_at)"
        " VALUES (?, 'x', ?, ?, ?, ?, 0, 0)",
        ((n, str(n), n, name, text) for n, name, text, _ in rows),
    )


def _name(lot: Random, number: int) -> str:
    return f"{_word(lot)}.{_word(lot, 3)}{number}"


def _text(lot: Random) -> str:
    return " ".join(_word(lot) for _ in range(10))


def _questions(lot: Random, many: int) -> Iterator[str]:
    """What people type: a name or its beginning, a word, two words, one that is nowhere, within a noun or platform."""
    ways = (
        lambda: _word(lot, 2),
        lambda: _word(lot),
        lambda: f"{_word(lot)} {_word(lot)}",
        lambda: f"@{_word(lot)}",
        lambda: f"{_word(lot)}.{_word(lot, 3)}",
        lambda: "qqqxyz",
        lambda: f"in:posts {_word(lot)}",
        lambda: f"platform:x {_word(lot)}",
    )
    for number in range(many):
        yield ways[number % len(ways)]()


def _ms(text: str) -> float:
    began = time.perf_counter()
    search.find(text)
    return (time.perf_counter() - began) * 1000
