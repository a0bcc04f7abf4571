"""Starts the program that is killed, gives it parts, and knows how each ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

GONE_S = 20.0  # before the 30 s are over after which recovery looks by itself
END_S = 120.0
KILLED = -signal.SIGKILL


@dataclass
class Played:
    """One part that was played: how it ended, and what it left."""

    log: Path
    status: int

    @cached_property
    def lines(self) -> list[str]:
        """What it wrote while it lived."""
        return self.log.read_text().splitlines() if self.log.exists() else []

    @cached_property
    def report(self) -> dict[str, Any]:
        """What it said at its end; an AssertionError with its last words where it broke."""
        found = self.log.with_suffix(".json")
        assert found.exists(), self.words
        report: dict[str, Any] = json.loads(found.read_text())
        return report

    @property
    def words(self) -> str:
        """What it printed, for the report of a failure."""
        return f"status {self.status}\n" + self.log.with_suffix(".out").read_text()[-4000:]

    @property
    def boundaries(self) -> list[str]:
        """The boundaries that it crossed."""
        return self.said("boundary")

    @property
    def below(self) -> list[int]:
        """The processes that stood below it when it ended itself."""
        return [int(pid) for line in self.said("below") for pid in line.split()]

    def said(self, word: str) -> list[str]:
        """The lines that begin with a word, without it."""
        return [line.partition(" ")[2] for line in self.lines if line.split(" ")[0] == word]


@dataclass
class Nursery:
    """One program, which plays one part after another, each in a process of its own."""

    folder: Path
    count: int = 0
    pid: int = 0
    _program: subprocess.Popen[str] = field(init=False)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._answer() == {"ready": True}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.close()
        self._program.wait(END_S)
        self._program.stdout.close()

    def play(self, part: str, **spec: Any) -> Played:
        """Play a part to its end."""
        return self.end(self.start(part, **spec))

    def start(self, part: str, **spec: Any) -> Path:
        """Begin a part; returns its log. `pid` is its process until it has ended."""
        self.count += 1
        log = self.folder / f"{self.count}-{part}.log"
        assert self._program.stdin is not None
        self._program.stdin.write(json.dumps({"part": part, "log": str(log), **spec}) + "\n")
        self._program.stdin.flush()
        self.pid = int(self._answer()["pid"])
        return log

    def kill(self, log: Path) -> Played:
        """End the part that runs now as a power cut would."""
        from tests.crash.boundaries import descendants

        below = descendants(self.pid)
        os.kill(self.pid, signal.SIGKILL)
        with log.open("a") as file:
            file.write(f"below {' '.join(map(str, below))}\n")
        return self.end(log)

    def end(self, log: Path) -> Played:
        """Wait for the end of the part that runs now."""
        return Played(log, int(self._answer()["status"]))

    def _answer(self) -> dict[str, Any]:
        assert self._program.stdout is not None
        line = self._program.stdout.readline()
        assert line, "the program that is killed has ended itself"
        answer: dict[str, Any] = json.loads(line)
        return answer


def still_there(pids: list[int], patience_s: float = GONE_S) -> list[int]:
    """Which of these processes are still there when patience runs out."""
    until = time.monotonic() + patience_s
    while left := [pid for pid in pids if _lives(pid)]:
        if time.monotonic() >= until:
            return left
        time.sleep(0.02)
    return []


def _lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}
