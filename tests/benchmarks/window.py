"""The first window: from the start of the process to its first paint, against a bare QMainWindow."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

from tests.benchmarks.figures import Figure, paired

PAIRS = 11
_BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, QApplication.instance().quit)
app = QApplication(sys.argv)
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""
# The program's own start, as `steward-desktop` does it, up to the first paint; the rest comes after that.
_OURS = """
import sys
import desktop.__main__ as program
from PySide6.QtWidgets import QApplication
program._furnish = lambda *_: QApplication.instance().quit()
sys.exit(program.main(["--profile", sys.argv[1]]))
"""
# Not getrusage: what it tells begins with the peak of the process that started this one.
_MEMORY = "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"


def run() -> list[Figure]:
    """Measure times in turn, then memory."""
    with tempfile.TemporaryDirectory() as folder:
        ours, floor, ours_kb, floor_kb = [], [], [], []
        for turn in range(PAIRS + 1):
            for script, times, sizes in ((_BARE, floor, floor_kb), (_OURS, ours, ours_kb)):
                ms, kb = _start(script, folder)
                if turn:  # the first fills the caches
                    times.append(ms)
                    sizes.append(kb)
    memory = Figure("memory at the first paint", _mb(ours_kb), _mb(floor_kb), "MB", 2.0, note="peak of the process")
    return [paired("first window painted", ours, floor, 1.5), memory]


def _start(script: str, folder: str) -> tuple[float, float]:
    """Milliseconds to the end of a script, and its peak memory in kilobytes."""
    whole = script.replace("sys.exit(", "code = (") + _MEMORY
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", whole, folder + "/profile"],
        check=True,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    return (time.perf_counter() - began) * 1000, float(done.stdout.split()[-1])


def _mb(sizes: list[float]) -> float:
    return statistics.median(sizes) / 1024
