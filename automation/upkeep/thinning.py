"""Which backups are made when, and which are kept how long: pure, by the times and kinds that their names tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from models import clock
from models.clock import DAY_MS

# Hourly ones are kept for a day, those made before something was replaced for a month, and the newest ten in any case.
BEFORE_DAYS, BEFORE_KEPT = 30, 10
_NAME = re.compile(r"(\d{4}-\d\d-\d\d)_(\d\d)-(\d\d)-(\d\d)-(\d{3})-(hourly|daily|monthly|manual|before)(?:-\d+)?")


@dataclass(frozen=True, slots=True)
class Named:
    """What the name of a backup's folder tells; `made_at` in ms UTC."""

    name: str
    kind: str
    made_at: int


def told(names: list[str]) -> list[Named]:
    """The backups that were named by us, oldest first."""
    found = []
    for name in names:
        match = _NAME.fullmatch(name)
        if match is not None:
            day, hour, minute, second, ms, kind = match.groups()
            found.append(Named(name, kind, clock.from_iso(f"{day}T{hour}:{minute}:{second}.{ms}+00:00")))
    return sorted(found, key=lambda one: (one.made_at, one.name))


def kind_now(there: list[Named], now: int) -> str:
    """What the next regular backup is: the first of a month, of a day, or one of the hour; in this machine's time."""
    regular = [one for one in there if one.kind in {"hourly", "daily", "monthly"}]
    if not any(_local(one.made_at)[:2] == _local(now)[:2] for one in regular if one.kind == "monthly"):
        return "monthly"
    if not any(_local(one.made_at) == _local(now) for one in regular if one.kind != "hourly"):
        return "daily"
    return "hourly"


def superfluous(there: list[Named], now: int, daily: int, monthly: int) -> list[str]:
    """The names of those that have had their time; the newest of all stays, and so does every one made by hand."""
    # What a clock that ran ahead has dated must not push out what is made now; it goes when its own time has come.
    there = [one for one in there if one.made_at <= now + DAY_MS]
    if not there:
        return []
    of = {kind: [one for one in there if one.kind == kind] for kind in ("hourly", "daily", "monthly", "before")}
    kept = {there[-1].name, *(one.name for one in there if one.kind == "manual")}
    kept |= {one.name for one in of["hourly"] if one.made_at > now - DAY_MS}
    # The first of a month is that day's as well.
    days = sorted([*of["daily"], *of["monthly"]], key=lambda one: one.made_at)
    kept |= {one.name for one in days[len(days) - min(daily, len(days)) :]}
    kept |= {one.name for one in of["monthly"][len(of["monthly"]) - min(monthly, len(of["monthly"])) :]}
    kept |= {one.name for one in of["before"][-BEFORE_KEPT:]}
    kept |= {one.name for one in of["before"] if one.made_at > now - BEFORE_DAYS * DAY_MS}
    return [one.name for one in there if one.name not in kept]


def _local(ms: int) -> tuple[int, int, int]:
    moment = datetime.fromtimestamp(ms / 1000)
    return moment.year, moment.month, moment.day
