"""What is due: regular work, and work that was missed while nothing ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import peewee

from models import clock
from models.base import Table, fetch, marks, new_id
from models.database import one, sql
from models.errors import BadInput


class DueTable(Table):
    """One row per regular piece of work."""

    name = peewee.TextField(primary_key=True)
    every_s = peewee.IntegerField()
    due_at = peewee.IntegerField()
    started_at = peewee.IntegerField(null=True)
    ended_at = peewee.IntegerField(null=True)
    ok = peewee.BooleanField(null=True)
    detail = peewee.TextField(default="")
    failures = peewee.IntegerField(default=0)

    class Meta:
        table_name = "due"


class MissedTable(Table):
    """One row per piece of work that was not done in its time."""

    id = peewee.IntegerField(primary_key=True)
    kind = peewee.TextField()
    subject_id = peewee.IntegerField()
    account_id = peewee.IntegerField(null=True)
    times = peewee.IntegerField()
    first_due_at = peewee.IntegerField()
    last_due_at = peewee.IntegerField()
    noticed_at = peewee.IntegerField()
    answer = peewee.TextField(null=True)
    answered_at = peewee.IntegerField(null=True)

    class Meta:
        table_name = "missed"


@dataclass(frozen=True, slots=True)
class Due:
    """Regular work; `ok` is None while it runs or has never run, `failures` counts those in a row."""

    name: str
    every_s: int
    due_at: int
    started_at: int | None
    ended_at: int | None
    ok: bool | None
    detail: str
    failures: int


@dataclass(frozen=True, slots=True)
class Missed:
    """Work whose times passed while nothing ran; without an answer it waits for a person."""

    id: int
    kind: str
    subject_id: int
    account_id: int | None
    times: int
    first_due_at: int
    last_due_at: int
    noticed_at: int
    answer: str | None
    answered_at: int | None


def due_list() -> list[Due]:
    """All regular work, the next first."""
    return fetch(Due, DueTable, "ORDER BY due_at, name")


def due(name: str) -> Due:
    """The regular work of that name; BadInput unknown_due."""
    found = fetch(Due, DueTable, "WHERE name = ?", (name,))
    if not found:
        raise BadInput("unknown_due", name)
    return found[0]


def declare(name: str, every_s: int, due_at: int) -> None:
    """Know of regular work; what is known already keeps its time."""
    known = one("SELECT every_s FROM due WHERE name = ?", (name,))
    if known is None or known[0] != every_s:
        sql(
            "INSERT INTO due (name, every_s, due_at) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET every_s = excluded.every_s, due_at = min(due_at, excluded.due_at)",
            (name, every_s, due_at),
        )


def forget_others(names: Sequence[str]) -> None:
    """Forget regular work that no longer exists."""
    if one(f"SELECT 1 FROM due WHERE name NOT IN ({marks(names)})", names):
        sql(f"DELETE FROM due WHERE name NOT IN ({marks(names)})", names)


def claim(found: Due, again_at: int) -> bool:
    """Take what is due, durably, before it runs; False if somebody has taken this due time.

    It counts as failed and is due again at `again_at` (ms UTC) until its end is written, so a death in the middle
    neither loses it nor lets it run at once again.
    """
    return bool(
        sql(
            "UPDATE due SET due_at = ?, started_at = ?, ended_at = NULL, ok = NULL, detail = '',"
            " failures = failures + 1 WHERE name = ? AND due_at = ? RETURNING 1",
            (again_at, clock.now(), found.name, found.due_at),
        )
    )


def end(name: str, ok: bool, detail: str, due_at: int, failures: int) -> None:
    """Write how regular work ended and when it is due next."""
    sql(
        "UPDATE due SET ended_at = ?, ok = ?, detail = ?, due_at = ?, failures = ? WHERE name = ?",
        (clock.now(), ok, detail, due_at, failures, name),
    )


def put_off(name: str, due_at: int) -> None:
    """Set when regular work is due next."""
    sql("UPDATE due SET due_at = ? WHERE name = ?", (due_at, name))


def cut_off(detail: str) -> list[str]:
    """Write down what died in the middle; returns the names."""
    return [
        str(name)
        for (name,) in sql(
            "UPDATE due SET ended_at = ?, ok = 0, detail = ? WHERE started_at IS NOT NULL AND ended_at IS NULL"
            " RETURNING name",
            (clock.now(), detail),
        )
    ]


def miss(kind: str, subject_id: int, account_id: int | None, times: int, first_due_at: int, last_due_at: int) -> int:
    """Note work that was not done in its time, once for each subject until it is answered; returns the row's id."""
    known = one("SELECT id FROM missed WHERE kind = ? AND subject_id = ? AND answer IS NULL", (kind, subject_id))
    if known is not None:
        sql(
            "UPDATE missed SET times = times + ?, first_due_at = min(first_due_at, ?),"
            " last_due_at = max(last_due_at, ?), noticed_at = ? WHERE id = ?",
            (times, first_due_at, last_due_at, clock.now(), known[0]),
        )
        return int(known[0])
    number = new_id("missed")
    sql(
        "INSERT INTO missed (id, kind, subject_id, account_id, times, first_due_at, last_due_at, noticed_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (number, kind, subject_id, account_id, times, first_due_at, last_due_at, clock.now()),
    )
    return number


def missed_open() -> list[Missed]:
    """What was missed and waits for an answer, the earliest first."""
    return fetch(Missed, MissedTable, "WHERE answer IS NULL ORDER BY first_due_at, id")


def missed_page(limit: int, before: int | None = None) -> list[Missed]:
    """What was ever missed, newest first, continued before an id."""
    tail, params = ("", ()) if before is None else ("WHERE id < ? ", (before,))
    return fetch(Missed, MissedTable, f"{tail}ORDER BY id DESC LIMIT ?", (*params, limit))


def missed(missed_id: int) -> Missed:
    """What was missed, by its id; BadInput unknown_missed."""
    found = fetch(Missed, MissedTable, "WHERE id = ?", (missed_id,))
    if not found:
        raise BadInput("unknown_missed", missed_id)
    return found[0]


def answer(missed_id: int, word: str) -> bool:
    """Keep a person's answer: run, skip or spread; False if it was answered before."""
    return bool(
        sql(
            "UPDATE missed SET answer = ?, answered_at = ? WHERE id = ? AND answer IS NULL RETURNING 1",
            (word, clock.now(), missed_id),
        )
    )
