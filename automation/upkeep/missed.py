"""Missed work: what passed while nothing ran is listed, and begins only when a person says how."""

from __future__ import annotations

from collections.abc import Sequence

from models import due
from models.clock import HOUR_MS
from models.due import Missed, missed, missed_open
from models.errors import BadInput

RUN, SKIP, SPREAD = "run", "skip", "spread"
ANSWERS = (RUN, SKIP, SPREAD)
# Spread work begins after the first gap; gaps fill four hours, but are never shorter or longer than these.
SPREAD_MS, SHORTEST_GAP_MS, LONGEST_GAP_MS = 4 * HOUR_MS, 2 * 60_000, 30 * 60_000


def note(kind: str, subject_id: int, account_id: int | None, times: int, first_at: int, last_at: int) -> int:
    """List work whose times (ms UTC) passed while nothing ran, once for each subject; returns the row's id."""
    return due.miss(kind, subject_id, account_id, times, first_at, last_at)


def open_count() -> int:
    """How much waits for an answer."""
    return len(missed_open())


def keep_answer(row: Missed, word: str) -> None:
    """Keep a person's answer."""
    due.answer(row.id, word)


def waiting(ids: Sequence[int], answer: str) -> list[Missed]:
    """The rows that a person answers, each once; BadInput bad_answer, unknown_missed, missed_answered."""
    if answer not in ANSWERS:
        raise BadInput("bad_answer", answer)
    found = [missed(number) for number in dict.fromkeys(ids)]
    for row in found:
        if row.answer is not None:
            raise BadInput("missed_answered", row.id, answer=row.answer)
    return found


def times(answer: str, worth: Sequence[int], now: int) -> list[list[int]]:
    """When each row's work is due (ms UTC); `worth` says how many times of each are worth making up for.

    Run: each once, now. Skip: never. Spread: the rows in turn, with even gaps between all that begins.
    """
    if answer == RUN:
        return [[now] if some else [] for some in worth]
    if answer == SKIP:
        return [[] for _ in worth]
    planned: list[list[int]] = [[] for _ in worth]
    turns = [i for turn in range(max(worth, default=0)) for i, some in enumerate(worth) if some > turn]
    gap = max(SHORTEST_GAP_MS, min(LONGEST_GAP_MS, SPREAD_MS // max(1, len(turns))))
    for place, row in enumerate(turns, start=1):
        planned[row].append(now + place * gap)
    return planned
