"""The figures in the sidebar, the foot and the overview."""

from __future__ import annotations

from dataclasses import dataclass

from models import clock, settings
from models.action import state_counts
from models.database import one, sql


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each: actions per state, open reviews, accounts, what ended in the last 24 hours."""

    states: dict[str, int]
    reviews: int
    accounts: int
    ended: dict[str, int]
    next_due: int | None
    stopped: bool
    resting: int

    def of(self, *states: str) -> int:
        """Actions in any of the states."""
        return sum(self.states.get(state, 0) for state in states)


def counts() -> Counts:
    """Read them."""
    since = clock.now() - clock.DAY_MS
    [(reviews, accounts, resting)] = sql(
        "SELECT (SELECT count(*) FROM reviews WHERE resolved_at IS NULL), (SELECT count(*) FROM accounts),"
        " (SELECT count(*) FROM accounts WHERE paused)"
    )
    ended = dict(sql("SELECT state, count(*) FROM actions WHERE done_at > ? GROUP BY state", (since,)))
    due = one("SELECT min(due_at) FROM actions WHERE state = 'queued'")
    stopped = bool(settings.get("stopped"))
    return Counts(state_counts(), reviews, accounts, ended, due[0] if due else None, stopped, resting)
