"""Supervises the engine: starts it as a process of its own, reads READY, starts it again after a crash."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QObject, QProcess, QTimer, Signal

from models.paths import Profile

BACK_OFF_MS = (500, 1000, 2000, 4000, 8000, 16000, 30000)
STEADY_MS = 60_000
END_MS = 5000
MISSING = 127  # what a shell says of a program that is not there
# What the engine says of itself before it is ready is for a person to act on: starting again would say it again.
_SAID_WHY = frozenset({2, 4, 5, MISSING})


def engine_command(profile: Profile) -> list[str]:
    """The command that starts the engine of a profile."""
    return [*program(), "--json", "engine", "--profile", str(profile.folder), "--parent", str(os.getpid())]


def program() -> list[str]:
    """The `steward` program: beside this one when packaged, else this Python with the source."""
    if getattr(sys, "frozen", False):
        name = "steward.exe" if sys.platform == "win32" else "steward"
        return [os.path.join(os.path.dirname(sys.executable), name)]
    return [sys.executable, "-m", "automation"]


class EngineProcess(QObject):
    """One engine at a time; `ready` when its socket listens, `ended` with exit code and last words."""

    ready = Signal()
    ended = Signal(int, str, bool)
    """Exit code, what it said, and whether it will be started again by itself."""

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = list(command)
        self._process: QProcess | None = None
        self._failures = 0
        self._was_ready = False
        self._wanted = False
        self._said = ""
        self._running = QElapsedTimer()
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._start)

    @property
    def pid(self) -> int:
        """The process id; 0 when none runs."""
        return int(self._process.processId()) if self._process is not None else 0

    def start(self) -> None:
        """Start the engine now, and from now on whenever it crashes."""
        self._wanted = True
        self._again.stop()
        if self._process is None:
            self._start()

    def stop(self, *, asked: bool = False) -> None:
        """End the engine; `asked` if it was told to end already. It has five seconds, then it is killed."""
        self._wanted = False
        self._again.stop()
        process, self._process = self._process, None
        if process is None:
            return
        process.blockSignals(True)
        if process.state() != QProcess.ProcessState.NotRunning:
            if not asked:
                process.terminate()
            if not process.waitForFinished(END_MS):
                process.kill()
                process.waitForFinished(END_MS)
        process.deleteLater()

    def _start(self) -> None:
        self._said, self._was_ready = "", False
        process = QProcess(self)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.SeparateChannels)
        process.setStandardErrorFile(QProcess.nullDevice())  # its log is in the profile
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._error)
        self._process = process
        self._running.start()
        process.start(self._command[0], self._command[1:])

    def _read(self) -> None:
        if self._process is None:
            return
        self._said += bytes(self._process.readAllStandardOutput().data()).decode(errors="replace")
        if not self._was_ready and "READY" in self._said.splitlines():
            self._was_ready = True
            self._said = ""
            self.ready.emit()

    def _error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._finished(MISSING)

    def _finished(self, code: int, _status: object = None) -> None:
        if self._process is None:
            return
        self._read()
        self._process.deleteLater()
        self._process = None
        if self._running.elapsed() > STEADY_MS:
            self._failures = 0
        again = self._wanted and (self._was_ready or code not in _SAID_WHY)
        if again:
            self._again.start(BACK_OFF_MS[min(self._failures, len(BACK_OFF_MS) - 1)])
            self._failures += 1
        self.ended.emit(code, self._said.strip(), again)
