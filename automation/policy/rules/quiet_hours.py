"""Quiet hours: nothing is clicked while the account's own place sleeps."""

from __future__ import annotations

import re
from datetime import time, timedelta, tzinfo

from automation.policy.known import Facts
from automation.policy.local_time import passed, reached, wall
from automation.values import Action, RuleAnswer
from models.enums import READING, Answer

_SHAPE = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*")
# One night may run into the next where clocks turn back; a longer chain does not exist.
_NIGHTS = 4


def quiet_hours(action: Action, facts: Facts) -> RuleAnswer:
    """Delay until the quiet hours end in the account's zone; hold where hours or zone cannot be read."""
    said = facts.quiet_hours.strip()
    if action.kind in READING or not said:
        return RuleAnswer("quiet_hours", Answer.ALLOW, "allowed", "reading" if said else None, said or None)
    try:
        hours = read_hours(said)
    except ValueError:
        return RuleAnswer("quiet_hours", Answer.HOLD, "quiet_hours_unreadable", said)
    if facts.zone is None:
        return RuleAnswer("quiet_hours", Answer.HOLD, "zone_unknown", None, said)
    clock, until = f"{wall(facts.now, facts.zone):%H:%M}", quiet_until(facts.now, hours, facts.zone)
    if until is None:
        return RuleAnswer("quiet_hours", Answer.ALLOW, "allowed", clock, said)
    return RuleAnswer("quiet_hours", Answer.DELAY, "quiet_hours", clock, said, until)


def read_hours(text: str) -> tuple[time, time]:
    """The two times of "22:00-07:00"; 24:00 is midnight. Raises ValueError, also where they are the same."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    hours = [int(part) for part in match.groups()]
    begin, end = (time(0 if (h, m) == (24, 0) else h, m) for h, m in (hours[:2], hours[2:]))
    if begin == end:
        raise ValueError(text)
    return begin, end


def quiet_until(now: int, hours: tuple[time, time], zone: tzinfo) -> int | None:
    """When the quiet hours that now lies in are over (ms UTC); None outside of them."""
    until = now
    for _ in range(_NIGHTS):
        ends = [end for begin, end in _nights(until, hours, zone) if begin <= until < end]
        if not ends:
            break
        until = max(ends)
    return until if until > now else None


def _nights(now: int, hours: tuple[time, time], zone: tzinfo) -> list[tuple[int, int]]:
    begin, end = hours
    today, over_midnight = wall(now, zone).date(), timedelta(days=int(end < begin))
    days = [today + timedelta(days=n) for n in (-1, 0, 1)]
    return [(reached(day, begin, zone), passed(day + over_midnight, end, zone)) for day in days]
