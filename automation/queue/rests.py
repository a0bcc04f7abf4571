"""Rests: a lane in trouble is asked again after a pause that grows, and its trouble is told once."""

from __future__ import annotations

import time
from collections.abc import Callable

# So that a full disk or a missing browser is not asked again a hundred times a second, nor told of every time.
REST_S, MOST_REST_S = 2.0, 30.0


class Rests:
    """Who rests, for how long, and after how much trouble in a row; None stands for all lanes together."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._until: dict[int | None, float] = {}
        self._times: dict[int | None, int] = {}

    @property
    def troubled(self) -> list[int]:
        """The accounts whose last work ended in trouble."""
        return [account_id for account_id in self._times if account_id is not None]

    def begin(self, who: int | None) -> bool:
        """Rest after trouble, twice as long as the last time; whether this trouble is the first in a row."""
        times = self._times.get(who, 0)
        self._times[who] = times + 1
        self._until[who] = self._now() + min(MOST_REST_S, REST_S * 2 ** min(times, 16))
        return times == 0

    def is_over(self, who: int | None) -> bool:
        """Whether it is time to try again."""
        return self._now() >= self._until.get(who, 0.0)

    def end(self, who: int | None) -> int:
        """Work ended well: returns how much trouble in a row that ends."""
        self._until.pop(who, None)
        return self._times.pop(who, 0)
