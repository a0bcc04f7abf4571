"""By time: schedules that are due become work; what passed while nothing ran is told, and waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from automation.triggers.hands import OnRefused, Submit, Unseal, ignore, is_passing
from automation.triggers.wants import check_text, kind_named
from automation.values import Intent
from models.database import writing
from models.enums import READING, ActionKind, Trigger
from models.errors import BadInput, StewardError, VaultLocked
from models.ids import public
from models.schedule import Schedule, change_schedule, due_schedules, put_off_ahead_of

SHORTEST_S = 60
# What is late by no more than this is done as if in time: a slow start, a locked vault, a short nap.
GRACE_MS = 10 * 60_000
# Of readings missed, so many are worth making up for; of any other act one, since a second of its key is none.
MOST_READINGS = 4


@dataclass(frozen=True, slots=True)
class Late:
    """A schedule whose times passed while nothing ran: how many, the first and the last (ms UTC)."""

    schedule_id: int
    account_id: int
    times: int
    first_at: int
    last_at: int


OnMissed = Callable[[Late], None]


def check(kind: str, url: str, text: str | None, every_s: int | None) -> ActionKind:
    """The kind of a schedule that may be kept; BadInput unknown_kind, target_missing, text_…, schedule_too_often."""
    wanted = kind_named(kind)
    check_text(wanted, text)
    if not url.strip():
        raise BadInput("target_missing", wanted)
    if every_s is not None and every_s < SHORTEST_S:
        raise BadInput("schedule_too_often", every_s, limit=SHORTEST_S)
    return wanted


def text_place(schedule_id: int) -> str:
    """Where the vault says a schedule's text belongs."""
    return f"schedules|{schedule_id}|text"


def run_due(now: int, submit: Submit, unseal: Unseal, on_missed: OnMissed, on_refused: OnRefused = ignore) -> int:
    """Submit every due schedule once and count them; one that needs a locked vault stays due. Raises StoreUnusable.

    One that is late beyond the grace starts nothing: it is told to `on_missed` and goes on in its rhythm.
    """
    started = 0
    for schedule in due_schedules(now):
        if (late := missed(schedule, now)) is not None:
            with writing():
                on_missed(late)
                change_schedule(schedule.id, next_at=following(schedule, now))
        else:
            started += _start(schedule, now, submit, unseal, on_refused)
    return started


def bring_back(now: int) -> None:
    """Bring back into their rhythm those that a clock which ran ahead has put off."""
    with writing():
        for schedule in put_off_ahead_of(now):
            change_schedule(schedule.id, next_at=following(schedule, now))


def _start(schedule: Schedule, now: int, submit: Submit, unseal: Unseal, on_refused: OnRefused) -> bool:
    try:
        with writing():
            submit(intent(schedule, unseal))
            change_schedule(schedule.id, next_at=following(schedule, now))
    except VaultLocked:
        return False
    except StewardError as error:
        if is_passing(error):
            raise
        # Asked again at every tick it would only be refused again.
        change_schedule(schedule.id, next_at=following(schedule, now))
        on_refused(public("schedules", schedule.id), error)
        return False
    return True


def missed(schedule: Schedule, now: int) -> Late | None:
    """What of a schedule was missed up to now; None while it is in time.

    A first time that had passed when the schedule was kept means the moment in which it was kept.
    """
    first = schedule.next_at
    if first is None or now - max(first, schedule.created_at) <= GRACE_MS:
        return None
    if schedule.every_s is None:
        return Late(schedule.id, schedule.account_id, 1, first, first)
    step = schedule.every_s * 1000
    first += max(0, schedule.created_at - first) // step * step
    times = (now - first) // step + 1
    return Late(schedule.id, schedule.account_id, times, first, first + (times - 1) * step)


def worth(schedule: Schedule, times: int) -> int:
    """How many of so many missed times are worth making up for."""
    return min(times, MOST_READINGS) if schedule.kind in READING else 1


def following(schedule: Schedule, now: int) -> int | None:
    """When a schedule is due after now, in its own rhythm; what was slept through is not made up for."""
    if schedule.every_s is None or schedule.next_at is None:
        return None
    step = schedule.every_s * 1000
    return schedule.next_at + ((now - schedule.next_at) // step + 1) * step


def intent(schedule: Schedule, unseal: Unseal, due_at: int | None = None) -> Intent:
    """What a schedule wishes, for now or for a time (ms UTC); VaultLocked where it has a text."""
    text = None if schedule.sealed_text is None else unseal(schedule.sealed_text, text_place(schedule.id))
    origin = public("schedules", schedule.id)
    return Intent(schedule.account_id, schedule.kind, schedule.url, text, Trigger.SCHEDULE, due_at, origin=origin)
