"""Growth: how far figures moved from the first to the last reading of a span."""

from __future__ import annotations

from dataclasses import dataclass

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
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Growth:
    """One subject's way: `gains` are differences by figure, `per_day` the same for each day between the readings."""

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
    before, now = (_figures(key, number, at) for at in (first, last))
    gains = {f: now[f] - before[f] for f in FIGURES if f in now and f in before}
    days = (last - first) / _DAY_MS
    return Growth(number, name, readings, first, last, gains, {f: round(gain / days, 2) for f, gain in gains.items()})


def _figures(key: str, number: int, at: int) -> dict[str, int]:
    """What was read of a subject at a time."""
    tail = f"WHERE {key} = ? AND taken_at = ? ORDER BY id DESC LIMIT 1"
    [found] = sql(f"SELECT {', '.join(FIGURES)} FROM snapshots {tail}", (number, at))
    return {name: figure for name, figure in zip(FIGURES, found, strict=True) if figure is not None}
