"""Times as people say them, with the exact one for whoever points at it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, Qt

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
_NEAR = 45_000


def relative(at: int | None, now: int) -> str:
    """How far a time in ms UTC is from now: "in 4 min", "2 h ago", "now"."""
    if at is None:
        return ""
    gap = at - now
    if abs(gap) < _NEAR:
        return "now"
    far = _far(abs(gap))
    return f"in {far}" if gap > 0 else f"{far} ago"


def _far(gap: int) -> str:
    if round(gap / MINUTE) < 60:
        return f"{max(1, round(gap / MINUTE))} min"
    if round(gap / HOUR) < 24:
        return f"{round(gap / HOUR)} h"
    days = round(gap / DAY)
    if days < 60:
        return f"{days} day" if days == 1 else f"{days} days"
    return f"{round(days / 30)} months"


def exact(at: int | None) -> str:
    """The local date and time in the system's own long form, with seconds and zone."""
    if at is None:
        return ""
    local = datetime.fromtimestamp(at / 1000).astimezone()
    day = QLocale().toString(QDateTime.fromMSecsSinceEpoch(at), "ddd d MMM yyyy HH:mm:ss")
    return f"{day} ({local.tzname()})"


def clock_time(at: int | None, now: int) -> str:
    """The local time of day, with the day where it is another one."""
    if at is None:
        return ""
    moment = QDateTime.fromMSecsSinceEpoch(at)
    same_day = moment.date() == QDateTime.fromMSecsSinceEpoch(now).date()
    return QLocale().toString(moment, "HH:mm" if same_day else "d MMM HH:mm")


def day(iso: str) -> str:
    """A day of the calendar, given as 2026-11-21: "Sat 21 Nov 2026"."""
    return QLocale().toString(QDate.fromString(iso, Qt.DateFormat.ISODate), "ddd d MMM yyyy")


def duration(ms: int) -> str:
    """A length of time: "812 ms", "3.4 s", "2 min"."""
    if ms < 1000:
        return f"{ms} ms"
    return f"{ms / 1000:.1f} s" if ms < 60_000 else f"{round(ms / 60_000)} min"
