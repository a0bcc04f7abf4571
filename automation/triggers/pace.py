"""When a feed is read again: at its interval, slower on trouble, and never so often that a host would mind."""

from __future__ import annotations

from automation.feeds.guard import host_of, is_loopback_host

FLOOR_S, LONGEST_S = 60, 24 * 3600
# A host of others is asked politely, as usual in the settings; one on this machine minds nothing.
USUAL_HERE_S = 5
# A feed that its host has called gone is not asked again, but the column wants a time.
NEVER = 253_370_764_800_000  # 9999-01-01


def interval_s(url: str, asked_s: int, usual_s: int = FLOOR_S) -> int:
    """The interval that is kept, in seconds: at least a minute, except on this machine itself; 0 asks for the usual."""
    here = is_loopback_host(host_of(url))
    return max(asked_s or (USUAL_HERE_S if here else usual_s), 1 if here else FLOOR_S)


def next_poll(now: int, url: str, asked_s: int, failures: int = 0, wait_s: int = 0) -> int:
    """When to read again (ms UTC): each failure in a row doubles the interval, up to a day."""
    usual = interval_s(url, asked_s)
    grown = min(usual << min(failures, 20), max(LONGEST_S, usual))
    return now + max(grown, wait_s) * 1000
