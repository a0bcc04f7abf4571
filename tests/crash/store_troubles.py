"""What may befall a store while somebody writes in it: no room, or a disk that takes nothing."""

from __future__ import annotations

import contextlib
import resource
import sqlite3

from tests.crash.boundaries import Boundaries


class NoRoom:
    """The store may not grow by a page, whoever writes: SQLite says that it is full."""

    def __init__(self, boundaries: Boundaries) -> None:
        self._boundaries, self.begun, self._lasts = boundaries, False, False
        self._narrow: list[sqlite3.Connection] = []
        boundaries.checks.append(self._look)

    def begin(self) -> None:
        """From now on."""
        self.begun = self._lasts = True
        self._look()

    def _look(self) -> None:
        here = self._boundaries.connection
        if self._lasts and here is not None:
            _limit(here, 1)
            self._narrow.append(here)

    def end(self) -> None:
        """There is room again."""
        self._lasts = False
        while self._narrow:
            with contextlib.suppress(sqlite3.ProgrammingError):  # closed, with its thread
                _limit(self._narrow.pop(), 1 << 30)


def _limit(store: sqlite3.Connection, pages: int) -> None:
    """Let a store grow to so many pages, or stay as large as it is."""
    sqlite3.Connection.cursor(store, sqlite3.Cursor).execute(f"PRAGMA max_page_count = {pages}")


class BrokenDisk:
    """No file takes a byte: every write of this process fails."""

    def __init__(self, boundaries: Boundaries) -> None:
        self.begun = False

    def begin(self) -> None:
        """From now on."""
        self.begun = True
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))

    def end(self) -> None:
        """The disk is back."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


Fault = NoRoom | BrokenDisk
FAULTS: dict[str, type[NoRoom] | type[BrokenDisk]] = {"no room": NoRoom, "broken disk": BrokenDisk}
