"""An `os` whose calls on files can be stopped at any one of them, for crash tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

BOUNDARIES = frozenset({"open", "write", "fsync", "close", "replace"})
PIECE = 300  # bytes per write, so that a file is also caught half written


class FailingOs:
    """Everything of `os`, but before call number `at` (from 1) to a file it calls `fail`."""

    def __init__(self, at: int, fail: Callable[[], None]) -> None:
        self._at, self._fail, self.calls = at, fail, 0

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in BOUNDARIES:
            return real

        def bounded(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            if self.calls == self._at:
                self._fail()
            if name == "write":
                return real(args[0], args[1][:PIECE])
            return real(*args, **kwargs)

        return bounded
