"""Growth: how far figures moved from the first to the last reading of a span."""

from __future__ import annotations

from dataclasses import dataclass

from models.clock import DAY_MS
from models.database import sql
from models.errors import BadInput
from models.snapshot import NAMED, OF_PEOPLE

FIGURES = (*NAMED, *OF_PEOPLE)
# By table: the key of a subject's readings, and what people call it.
_SUBJECTS = {
    "people": ("person_id", "username"),
    "accounts": ("account_id", "username"),
    "posts": ("post_id", "url"),
}


@dataclass(frozen=True, slots=True)
class Growth:
    """One subject's way: `gains` are differences by figure, `per_day` the same for each day between its readings."""

    id: int
    name: str
    readings: int
    first_at: int
    last_at: int
    gains: dict[str, int]
    per_day: dict[str, float]


def growth(of: str, since: int, until: int, after: int = 0, limit: int = 50, only: int | None = None) -> list[Growth]:
    """Who of `people`, `accounts` or `posts` was read twice in a span (ms UTC), by id; BadInput bad_answer."""
    if of not in _SUBJECTS:
        raise BadInput("bad_answer", of)
    key, name = _SUBJECTS[of]
    found = sql(
        f"SELECT t.id, t.{name}, count(*), min(s.taken_at) AS first, max(s.taken_at) AS last"
        f" FROM snapshots s JOIN {of} t ON t.id = s.{key}"
        f" WHERE s.{key} > ? AND (? IS NULL OR s.{key} = ?) AND s.taken_at BETWEEN ? AND ?"
        f" GROUP BY s.{key} HAVING first < last ORDER BY s.{key} LIMIT ?",
        (after, only, only, since, until, limit),
    )
    return [_grown(key, *row) for row in found]


def _grown(key: str, number: int, name: str, readings: int, first: int, last: int) -> Growth:
    gains, per_day = {}, {}
    for figure, ((began, before), (ended, now)) in _ends(key, number, first, last).items():
        if began < ended:  # a reading need not hold every figure
            gains[figure] = now - before
            per_day[figure] = round((now - before) / ((ended - began) / DAY_MS), 2)
    return Growth(number, name, readings, first, last, gains, per_day)


def _ends(key: str, number: int, first: int, last: int) -> dict[str, list[tuple[int, int]]]:
    """By figure: the first and the last reading that holds it, each as time and value."""
    query = f"SELECT taken_at, {', '.join(FIGURES)} FROM snapshots WHERE {key} = ? AND taken_at BETWEEN ? AND ?"
    ends: dict[str, list[tuple[int, int]]] = {}
    for at, *figures in sql(f"{query} ORDER BY taken_at, id", (number, first, last)):
        for figure, value in zip(FIGURES, figures, strict=True):
            if value is not None:
                ends.setdefault(figure, [(at, value)] * 2)[1] = (at, value)
    return ends
