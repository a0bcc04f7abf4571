"""By time: schedules that are due become work, once each however long the machine slept."""

from __future__ import annotations

from automation.triggers.hands import OnRefused, Submit, Unseal, ignore, is_passing
from automation.triggers.wants import check_text, kind_named
from automation.values import Intent
from models.database import writing
from models.enums import ActionKind, Trigger
from models.errors import BadInput, StewardError, VaultLocked
from models.ids import public
from models.schedule import Schedule, change_schedule, due_schedules

SHORTEST_S = 60


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


def run_due(now: int, submit: Submit, unseal: Unseal, on_refused: OnRefused = ignore) -> int:
    """Submit every due schedule once and count them; one that needs a locked vault stays due. Raises StoreUnusable."""
    started = 0
    for schedule in due_schedules(now):
        try:
            with writing():
                submit(_intent(schedule, unseal))
                change_schedule(schedule.id, next_at=following(schedule, now))
            started += 1
        except VaultLocked:
            continue
        except StewardError as error:
            if is_passing(error):
                raise
            # Asked again at every tick it would only be refused again.
            change_schedule(schedule.id, next_at=following(schedule, now))
            on_refused(public("schedules", schedule.id), error)
    return started


def following(schedule: Schedule, now: int) -> int | None:
    """When a schedule is due after now, in its own rhythm; what was slept through is not made up for."""
    if schedule.every_s is None or schedule.next_at is None:
        return None
    step = schedule.every_s * 1000
    return schedule.next_at + ((now - schedule.next_at) // step + 1) * step


def _intent(schedule: Schedule, unseal: Unseal) -> Intent:
    text = None if schedule.sealed_text is None else unseal(schedule.sealed_text, text_place(schedule.id))
    origin = public("schedules", schedule.id)
    return Intent(schedule.account_id, schedule.kind, schedule.url, text, Trigger.SCHEDULE, origin=origin)
