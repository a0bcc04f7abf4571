"""Every moment at which a test may end this process: each write, commit, click and file, before it and after it."""

from __future__ import annotations

import functools
import os
import re
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.async_api import ElementHandle, Locator, Page

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "BEGIN", "COMMIT", "ROLLBACK", "CREATE", "DROP")
_ACTING = {
    Page: ("goto", "reload", "screenshot"),
    Locator: ("click", "press", "fill", "press_sequentially"),
    ElementHandle: ("click", "press", "fill"),
}
_RANDOM = re.compile(r"[0-9a-f]{8,}|\d+")


class Boundaries:
    """Counts the boundaries that this process crosses, writes each into a log, and dies at the one it was given.

    A boundary is called by its name and how often that name has come, "before COMMIT 3", or by how many came before
    it in all, "#17".
    """

    def __init__(self, log: Path, die_at: str | None) -> None:
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._die_at = die_at
        self._seen: Counter[str] = Counter()
        self.checks: list[Callable[[], str | None]] = []
        # What else a test lets happen at a boundary, and the connection that came to the latest.
        self.mishaps: dict[str, Callable[[], None]] = {}
        self.connection: sqlite3.Connection | None = None

    def say(self, line: str) -> None:
        """Write a line that outlives this process."""
        os.write(self._log, f"{line}\n".encode())

    def cross(self, name: str, connection: sqlite3.Connection | None = None) -> None:
        """Come to a boundary."""
        self._seen[name] += 1
        self.connection = connection
        label, place = f"{name} {self._seen[name]}", f"#{self._seen.total()}"
        self.say(f"boundary {label}")
        for check in self.checks:
            try:
                wrong = check()
            except Exception as error:  # a check must not change what it watches
                wrong = repr(error)
            if wrong is not None:
                self.say(f"wrong {wrong} at {label}")
        for known in {label, place} & self.mishaps.keys():
            self.mishaps.pop(known)()
        if self._die_at in {label, place}:
            self.die()

    def die(self) -> None:
        """End this process as a power cut would, leaving word of the processes below it."""
        self.say(f"below {' '.join(map(str, descendants(os.getpid())))}")
        os.kill(os.getpid(), signal.SIGKILL)

    def guard(self, folder: Path) -> None:
        """Stand at every write of this process: statements of the store, acts on a page, files below a folder."""
        self._guard_store()
        for cls, names in _ACTING.items():
            for name in names:
                setattr(cls, name, self._around(getattr(cls, name), f"{cls.__name__}.{name}"))
        self._guard_files(folder)

    def _guard_store(self) -> None:
        """Whoever opens a store from now on, in whatever thread, crosses a boundary at each of its writes."""
        cross = self.cross

        class Cursor(sqlite3.Cursor):
            def execute(self, statement: str, *params: Any) -> sqlite3.Cursor:
                return self._crossing(super().execute, statement, *params)

            def executemany(self, statement: str, lines: Any) -> sqlite3.Cursor:  # type: ignore[override]
                return self._crossing(super().executemany, statement, lines)

            def _crossing(self, run: Callable[..., sqlite3.Cursor], statement: str, *params: Any) -> sqlite3.Cursor:
                if not statement.lstrip().upper().startswith(_WRITES):
                    return run(statement, *params)
                name = _RANDOM.sub("", " ".join(statement.split()[:6])).replace('"', "").partition("(")[0].strip()
                cross(f"before {name}", self.connection)
                found = run(statement, *params)
                if name.startswith("COMMIT") or not self.connection.in_transaction:
                    cross(f"after {name}", self.connection)
                return found

        class Connection(sqlite3.Connection):
            def cursor(self, factory: type[sqlite3.Cursor] = Cursor) -> sqlite3.Cursor:  # type: ignore[override]
                return super().cursor(factory)

            def execute(self, statement: str, *params: Any) -> sqlite3.Cursor:  # type: ignore[override]
                return self.cursor().execute(statement, *params)

            def executemany(self, statement: str, lines: Any) -> sqlite3.Cursor:  # type: ignore[override]
                return self.cursor().executemany(statement, lines)

        sqlite3.connect = functools.partial(sqlite3.connect, factory=Connection)  # type: ignore[assignment]

    def _around(self, acting: Any, name: str) -> Any:
        @functools.wraps(acting)
        async def around(*args: Any, **kwargs: Any) -> Any:
            self.cross(f"before {name}")
            try:
                return await acting(*args, **kwargs)
            finally:
                self.cross(f"after {name}")

        return around

    def _guard_files(self, folder: Path) -> None:
        real_open, real_write, real_replace = os.open, Path.write_bytes, Path.replace

        def concerns(path: Any) -> bool:
            return str(path).startswith(f"{folder}/") and "/logs/" not in str(path)

        def open_(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
            if not concerns(path) or not flags & (os.O_WRONLY | os.O_RDWR):
                return real_open(path, flags, *args, **kwargs)
            self.cross(f"before open {_kind(path)}")
            descriptor = real_open(path, flags, *args, **kwargs)
            self.cross(f"after open {_kind(path)}")
            return descriptor

        def write(path: Path, content: Any) -> int:
            self.cross(f"before write {_kind(path)}")
            count = real_write(path, content)
            self.cross(f"after write {_kind(path)}")
            return count

        def replace(path: Path, other: Any) -> Path:
            self.cross(f"before replace {_kind(other)}")
            found = real_replace(path, other)
            self.cross(f"after replace {_kind(other)}")
            return found

        os.open, Path.write_bytes, Path.replace = open_, write, replace


def descendants(pid: int) -> list[int]:
    """The processes below one, as the system lists them now."""
    found: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            for child in Path(f"/proc/{pid}/task/{thread}/children").read_text().split():
                found += [int(child), *descendants(int(child))]
    except OSError:
        pass  # ended meanwhile
    return found


def _kind(path: Any) -> str:
    name = Path(path).name
    return "picture" if ".jpg" in name else name
