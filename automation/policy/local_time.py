"""Wall clocks: when the clocks of a zone reach a time of day, also where they jump or turn back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo


def wall(ms: int, zone: tzinfo) -> datetime:
    """What the clocks of a zone show at an instant (ms UTC), without the zone."""
    return (datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=ms)).astimezone(zone).replace(tzinfo=None)


def written(ms: int, zone: tzinfo | None) -> str:
    """An instant in a zone as people and scripts read it, to the minute; UTC where the zone is unknown."""
    return datetime.fromtimestamp(ms / 1000, zone or UTC).isoformat(timespec="minutes")


def reached(day: date, clock: time, zone: tzinfo) -> int:
    """The first instant (ms UTC) at which the clocks show a time of a day, or jump over it."""
    early, late = _readings(day, clock, zone)
    if early == late or wall(early, zone) == datetime.combine(day, clock):
        return early
    return _jump(early, late, datetime.combine(day, clock), zone)


def passed(day: date, clock: time, zone: tzinfo) -> int:
    """The instant (ms UTC) from which on the clocks never again show less than a time of a day."""
    early, late = _readings(day, clock, zone)
    aim = datetime.combine(day, clock)
    if early == late:
        return early
    if wall(early, zone) == aim:
        return late if wall(late - 1, zone) < aim else early
    return _jump(early, late, aim, zone)


def _readings(day: date, clock: time, zone: tzinfo) -> tuple[int, int]:
    """Both instants that a wall time can mean; they are the same but where clocks jump or turn back."""
    naive = datetime.combine(day, clock)
    first, second = (round(naive.replace(tzinfo=zone, fold=fold).timestamp() * 1000) for fold in (0, 1))
    return min(first, second), max(first, second)


def _jump(before: int, after: int, aim: datetime, zone: tzinfo) -> int:
    while after - before > 1:
        middle = (before + after) // 2
        if wall(middle, zone) < aim:
            before = middle
        else:
            after = middle
    return after
