"""What the Activity drawer shows: what runs, what comes next, what went badly."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.tables.action_rows import ActionRow, action_row, in_states
from desktop.tables.query import Query, page
from models import clock

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Activity:
    """At most five of each."""

    running: list[ActionRow]
    coming: list[ActionRow]
    troubled: list[ActionRow]


def activity() -> Activity:
    """Read it."""
    trouble = in_states(("failed", "unconfirmed", "needs_review"), "a.updated_at", True)
    return Activity(
        _rows(in_states(("running", "interrupted"), "a.updated_at", True)),
        _rows(in_states(("queued",), "a.due_at", False)),
        _rows(trouble.narrowed("a.updated_at > ?", clock.now() - clock.DAY_MS)),
    )


def _rows(query: Query) -> list[ActionRow]:
    return [action_row(values[:-2]) for values in page(query, None, 0, SHOWN)]
