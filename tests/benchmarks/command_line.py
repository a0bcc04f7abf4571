"""How long `steward --help` takes, against Python itself starting."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from tests.benchmarks.figures import Figure

RUNS, LIMIT_MS = 11, 300.0


def run() -> list[Figure]:
    """Measure; the goal is a time, so the floor is the limit itself."""
    ours = statistics.median(_ms([sys.executable, "-m", "automation", "--help"]) for _ in range(RUNS))
    empty = statistics.median(_ms([sys.executable, "-c", "pass"]) for _ in range(RUNS))
    note = f"the limit is the floor; Python alone takes {empty:.0f} ms"
    return [Figure("steward --help", ours, LIMIT_MS, "ms", 1.0, note=note)]


def _ms(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - began) * 1000
