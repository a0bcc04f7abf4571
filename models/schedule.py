"""Schedules: work that appears at a time, once or again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import peewee

from models import clock
from models.base import EnumField, Table, change, fetch, first, rows
from models.enums import ActionKind
from models.errors import BadInput


class ScheduleTable(Table):
    """One row per timed wish; `next_at` is empty when it is over."""

    id = peewee.IntegerField(primary_key=True)
    account_id = peewee.IntegerField()
    kind = EnumField(ActionKind)
    url = peewee.TextField()
    sealed_text = peewee.BlobField(null=True)
    every_s = peewee.IntegerField(null=True)
    next_at = peewee.IntegerField(null=True)
    created_at = peewee.IntegerField()

    class Meta:
        table_name = "schedules"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A timed wish; every_s is None for one that happens once."""

    id: int
    account_id: int
    kind: ActionKind
    url: str
    sealed_text: bytes | None
    every_s: int | None
    next_at: int | None
    created_at: int


def add_schedule(sealed: tuple[int, bytes | None], **columns: Any) -> Schedule:
    """Keep a new schedule under the id that its text was sealed for."""
    number, text = sealed
    ScheduleTable.insert(id=number, sealed_text=text, created_at=clock.now(), **columns).execute()
    return schedule(number)


def schedule(schedule_id: int) -> Schedule:
    """The schedule with that id; BadInput unknown_schedule."""
    found = first(Schedule, ScheduleTable.select().where(ScheduleTable.id == schedule_id))
    if found is None:
        raise BadInput("unknown_schedule", schedule_id)
    return found


def schedules() -> list[Schedule]:
    """All schedules, the next first."""
    return rows(Schedule, ScheduleTable.select().order_by(ScheduleTable.next_at))


def due_schedules(at: int) -> list[Schedule]:
    """Schedules whose time has come."""
    return rows(Schedule, ScheduleTable.select().where(ScheduleTable.next_at <= at).order_by(ScheduleTable.next_at))


def put_off_ahead_of(now: int) -> list[Schedule]:
    """Repeating schedules put off by more than a turn for having missed times that are still to come."""
    return fetch(
        Schedule,
        ScheduleTable,
        "WHERE next_at > ? + every_s * 1000 AND EXISTS (SELECT 1 FROM missed"
        " WHERE kind = 'schedule' AND subject_id = schedules.id AND last_due_at > ?)",
        (now, now),
    )


def change_schedule(schedule_id: int, **columns: Any) -> None:
    """Set columns of one schedule."""
    change(ScheduleTable, schedule_id, **columns)


def remove_schedule(schedule_id: int) -> None:
    """Delete a schedule."""
    ScheduleTable.delete().where(ScheduleTable.id == schedule_id).execute()
