"""A table of the window on a million rows against the same table on a tenth of them: to its first painted page."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication

from desktop.background import Background
from desktop.tables.action_rows import history
from desktop.tables.actions import HistoryModel
from desktop.tables.view import TableView
from models.database import close, connect
from tests.benchmarks import million
from tests.benchmarks.figures import Figure, paired

PAIRS, FEW, MANY, PATIENCE_MS = 15, 100_000, 1_000_000, 20_000


def run() -> list[Figure]:
    """Measure and return the figure."""
    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        paths = {rows: Path(folder) / f"{rows}.db" for rows in (FEW, MANY)}
        for rows, path in paths.items():
            million.fill(path, rows)
        times: dict[int, list[float]] = {FEW: [], MANY: []}
        for turn in range(PAIRS + 1):
            for rows, path in paths.items():
                with _reading(path) as reading:
                    ms = _first_paint(reading)
                if turn:  # the first fills the caches
                    times[rows].append(ms)
        app.processEvents()
    memory = f"medians {statistics.median(times[MANY]):.0f} and {statistics.median(times[FEW]):.0f} ms"
    return [paired("history table painted: 1M rows against 100k", times[MANY], times[FEW], 1.3, memory)]


@contextmanager
def _reading(path: Path) -> Iterator[Background]:
    reading = Background()
    reading.run(lambda: connect(path, read_only=True))
    yield reading
    reading.stop(close)


def _first_paint(reading: Background) -> float:
    """Milliseconds from the question to the painted rows."""
    model = HistoryModel(reading)
    view = TableView(model)
    view.resize(1000, 700)
    view.show()
    loaded: list[bool] = []
    model.loaded.connect(lambda: loaded.append(True))
    began = time.perf_counter()
    model.look(history())
    deadline = QDeadlineTimer(PATIENCE_MS)
    while not loaded:
        if deadline.hasExpired():
            raise TimeoutError
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    view.viewport().repaint()
    ms = (time.perf_counter() - began) * 1000
    while reading.busy and not deadline.hasExpired():  # the count comes later and is not waited for
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    view.close()
    view.deleteLater()
    return ms
