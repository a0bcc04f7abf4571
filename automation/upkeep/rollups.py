"""Roll-ups: what each day came to, kept per brand and in total; what the figures mean stands in models/reckoning.py."""

from __future__ import annotations

from models import clock
from models.database import writing
from models.metrics import forget_days_from, keep_figures, newest_day
from models.reckoning import ALL, DATED, day_before, day_of, figures_of, first_day

# The last days are reckoned anew each night, for tries that ended late; after a long stop, all that is missing.
AGAIN, MOST = 3, 400


def roll_up(days: int = AGAIN) -> str:
    """Reckon the last days that are over, and those that are missing before them; says how many days were kept."""
    today, first = day_of(clock.now()), first_day()
    if first is None:
        return "no accounts yet"
    forget_days_from(today)
    newest = newest_day()
    kept = 0
    for back in range(MOST, 0, -1):
        day = day_before(today, back)
        if day >= first and (back <= days or newest is None or day > newest):
            kept += keep_day(day, now_known=back == 1 or newest is None or day > newest)
    return f"{kept} days"


def keep_day(day: str, *, now_known: bool) -> bool:
    """Keep one day, in one transaction; an imported day stays as it came, and gives False.

    What has no history is written for a day that has just ended, and never changed later.
    """
    with writing():
        kept = [keep_figures(found, ALL if now_known else DATED) for found in figures_of(day)]
    return any(kept)
