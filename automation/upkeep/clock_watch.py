"""The clock watched: the wall clock against the one that only ever goes forward."""

from __future__ import annotations

import time
from collections.abc import Callable

from models import clock

# Time services nudge a clock by seconds; more than this between two looks is a jump, or sleep.
JUMP_MS = 30_000


class ClockWatch:
    """Tells by how much the wall clock has jumped since the last look."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._wall, self._at = clock.now(), steady()

    def look(self) -> int:
        """The jump in ms, forward or, below zero, back; 0 for none. A machine that slept has jumped forward."""
        wall, at = clock.now(), self._steady()
        jump = (wall - self._wall) - round((at - self._at) * 1000)
        self._wall, self._at = wall, at
        return jump if abs(jump) >= JUMP_MS else 0
