"""Slow reads beside the UI thread: run a function, get its result or its error back on the UI thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from models.errors import StewardError

Then = Callable[[Any], None]
Failed = Callable[[StewardError], None]
_Job = tuple[Callable[[], Any], Then | None, Failed | None, QObject | None]


class Background(QObject):
    """One worker thread, so that answers come in the order of the questions and one connection reads the store."""

    troubled = Signal(object)
    """An error that nobody asked to hear of."""
    _done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._waiting = 0
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name="reading", daemon=True)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether an answer is still under way."""
        return self._waiting > 0

    def run(
        self,
        fn: Callable[[], Any],
        then: Then | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run `fn` there; `then` or `failed` follows on the UI thread, unless `owner` is gone by then."""
        self._waiting += 1
        self._jobs.put((fn, then, failed, owner))

    def stop(self, last: Callable[[], None] | None = None) -> None:
        """Finish what is asked, run `last` on the thread, and end it; later answers are dropped."""
        if last is not None:
            self._jobs.put((last, None, None, None))
        self._jobs.put(None)
        self._thread.join(timeout=10)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            answer = self._answer(job)
            if not isValid(self):
                return
            self._done.emit(answer)

    def _answer(self, job: _Job) -> Callable[[], None]:
        fn, then, failed, owner = job
        try:
            found = fn()
        except StewardError as error:
            return _bound(failed or self.troubled.emit, error, owner)
        except Exception as error:  # a fault of ours must reach the user as a sentence, and the developer as it is
            sys.excepthook(type(error), error, error.__traceback__)
            return _bound(failed or self.troubled.emit, StewardError("window_fault", reason=repr(error)), owner)
        return _bound(then, found, owner)

    def _deliver(self, answer: Callable[[], None]) -> None:
        self._waiting -= 1
        answer()


def _bound(callback: Callable[[Any], Any] | None, value: Any, owner: QObject | None) -> Callable[[], None]:
    def deliver() -> None:
        if callback is not None and (owner is None or isValid(owner)):
            callback(value)

    return deliver
