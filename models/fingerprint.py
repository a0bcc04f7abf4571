"""Fingerprints: keyed marks of the texts of actions, which tell how much two are alike and nothing of what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.database import db, faults, one
from models.enums import KEY_FREED, Outcome

_FREED = ", ".join(f"'{state}'" for state in sorted(KEY_FREED))
_MAY_BE_SENT = f"'{Outcome.STARTED}', '{Outcome.PERFORMED}'"


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another account's action whose text shares so many marks."""

    action_id: int
    account_id: int
    shared: int


def write_marks(action_id: int, account_id: int, marks: Sequence[int]) -> None:
    """Keep the marks of an action's text; writing them again changes nothing. Raises StoreUnusable."""
    write_many_marks([(mark, account_id, action_id) for mark in marks])


def write_many_marks(marks: Sequence[tuple[int, int, int]]) -> None:
    """Keep the marks of many texts, each with its account and action. Raises StoreUnusable."""
    with faults(db.database):
        db.connection().executemany(
            "INSERT INTO fingerprints (mark, account_id, action_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", marks
        )


def has_marks(action_id: int) -> bool:
    """Whether an action's text can be compared."""
    return one("SELECT 1 FROM fingerprints WHERE action_id = ? LIMIT 1", (action_id,)) is not None


def most_alike(action_id: int, at_least: int) -> Likeness | None:
    """The action of another account that shares most marks, if at least so many; only texts that may have been sent."""
    found = one(
        "SELECT theirs.action_id, theirs.account_id, count(*) FROM fingerprints AS mine"
        " JOIN fingerprints AS theirs ON theirs.mark = mine.mark AND theirs.account_id != mine.account_id"
        " JOIN actions AS other ON other.id = theirs.action_id"
        f" WHERE mine.action_id = ? AND other.rehearse = 0 AND other.state NOT IN ({_FREED}) AND EXISTS"
        f" (SELECT 1 FROM attempts WHERE action_id = other.id AND outcome IN ({_MAY_BE_SENT}))"
        " GROUP BY theirs.action_id HAVING count(*) >= ? ORDER BY count(*) DESC, theirs.action_id LIMIT 1",
        (action_id, at_least),
    )
    return None if found is None else Likeness(*found)
