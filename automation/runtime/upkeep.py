"""What is done regularly in a profile, what was missed, and the commands about both.

`jobs` is the one list of regular work: a room that needs some adds a line.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

import structlog

from automation import commands
from automation.events import MissedChanged
from automation.queue import backlog
from automation.runtime import backing_up, keeping, records
from automation.runtime.house import House
from automation.runtime.long_work import aside
from automation.triggers import schedules
from automation.triggers.hands import is_passing
from automation.triggers.schedules import Late
from automation.upkeep import diagnostics, doctor, missed, rollups
from automation.upkeep.checks import Check
from automation.upkeep.clock_watch import ClockWatch
from automation.upkeep.due import DAY_S, QUICK_S, Job
from models import clock
from models.due import Missed
from models.errors import BadInput, StewardError
from models.schedule import schedule

log = structlog.get_logger(__name__)
HOUR_S = 3600


def jobs(house: House) -> tuple[Job, ...]:
    """Every regular job of a profile: name, how often in seconds, what to call, and for daily ones the local hour."""
    return (
        Job("backup", HOUR_S, partial(backing_up.hourly, house)),
        Job("search", 60, keeping.regular_folding),
        Job("leftovers", QUICK_S, partial(keeping.regular_emptying, house)),
        Job("retention", DAY_S, partial(keeping.nightly_retention, house), hour=2),
        Job("rollups", DAY_S, partial(aside, rollups.roll_up), hour=1),
        Job("checkpoint", DAY_S, partial(records.nightly_checkpoint, house), hour=4),
        Job("reseal", HOUR_S, house.rekeying.due),
        Job("compaction", DAY_S, partial(keeping.nightly_compaction, house), hour=5),
        Job("rehearsal", DAY_S, partial(backing_up.nightly, house), hour=3),
    )


def watch_clock(house: House, watch: ClockWatch) -> None:
    """Keep leases and the rhythm of feeds over a jump of the wall clock, or over sleep, and planned acts apart."""
    if jump := watch.look():
        log.warning("clock_jumped", by_ms=jump)
        house.lanes.renew()
        house.poller.clock_jumped(jump)
        settle_times()


def settle_times() -> None:
    """Part planned acts that would come at once, and undo what a clock that ran ahead did to the rhythm of others."""
    backlog.space_out()
    backlog.bring_back()
    schedules.bring_back(clock.now())


def close_expired(house: House) -> None:
    """Close what has passed its end date, and record it."""
    with house.together():
        for ended in backlog.expire():
            house.journal.note_action("expired", ended)


def run_schedules(house: House) -> None:
    """Begin what is due by time; what passed while nothing ran is listed for a person."""
    noted: list[int] = []

    def note(late: Late) -> None:
        times = (late.times, late.first_at, late.last_at)
        noted.append(missed.note("schedule", late.schedule_id, late.account_id, *times))

    schedules.run_due(clock.now(), house.submit_and_consider, house.unseal, note, house.refused)
    if noted:
        house.journal.note("work_missed", missed=noted)
        house.announce(MissedChanged(missed.open_count()))


async def run_due(house: House, command: commands.RunDue) -> dict[str, Any]:
    """Do a regular job now."""
    ended = await house.due.run(command.name)
    return {"name": ended.name, "ok": bool(ended.ok), "detail": ended.detail, "due_at": ended.due_at}


async def answer_missed(house: House, command: commands.AnswerMissed) -> dict[str, Any]:
    """A person's answer to missed work; all of it is kept, or none."""
    rows = missed.waiting(command.ids, command.answer)
    plan = missed.times(command.answer, [_worth(row) for row in rows], clock.now())
    with house.together():
        answers = [_answer(house, row, command.answer, times) for row, times in zip(rows, plan, strict=True)]
    house.announce(MissedChanged(missed.open_count()))
    house.lanes.wake()
    return {"answers": answers}


def _worth(row: Missed) -> int:
    try:
        return schedules.worth(schedule(row.subject_id), row.times)
    except BadInput:  # removed meanwhile
        return 0


def _answer(house: House, row: Missed, word: str, times: list[int]) -> dict[str, Any]:
    missed.keep_answer(row, word)
    actions, code = [], None
    for at in times:
        try:
            intent = schedules.intent(schedule(row.subject_id), house.unseal, at)
            actions.append(house.submit_and_consider(intent).action.id)
        except StewardError as error:
            if is_passing(error):
                raise
            code = error.code
    house.journal.note("missed_answered", row.account_id, missed=row.id, answer=word, actions=actions)
    return {"missed": row.id, "answer": word, "actions": actions, "due_at": times, "code": code}


async def health(house: House, command: commands.Health) -> dict[str, Any]:
    """Every check: of this computer, of the profile, and of the work."""

    def look() -> list[Check]:
        own = (*doctor.of_store(house.profile, command.deep), *doctor.of_profile(house.profile))
        return [*own, *diagnostics.everything()]

    checks = await aside(look)
    return {"ok": all(check.sound for check in checks), "checks": [{"id": c.name, **asdict(c)} for c in checks]}


HANDLERS = {
    commands.Health: health,
    commands.RunDue: run_due,
    commands.AnswerMissed: answer_missed,
}
