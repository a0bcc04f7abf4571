"""The only clock: milliseconds UTC in the store, aware datetimes outside; replaceable in tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

HOUR_MS, DAY_MS = 3_600_000, 86_400_000
_source: Callable[[], int] = lambda: time.time_ns() // 1_000_000  # noqa: E731 - replaced as a value


def now() -> int:
    """The present in milliseconds since 1970, UTC."""
    return _source()


def use(source: Callable[[], int]) -> Callable[[], int]:
    """Replace the clock and return the one it had."""
    global _source
    before, _source = _source, source
    return before


def to_datetime(ms: int) -> datetime:
    """An aware UTC datetime for milliseconds since 1970."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def to_iso(ms: int | None) -> str | None:
    """ISO 8601 with zone, milliseconds kept; None stays None."""
    return None if ms is None else to_datetime(ms).isoformat(timespec="milliseconds")


def from_iso(text: str) -> int:
    """Milliseconds for an ISO 8601 time; a time without zone is local time. Raises ValueError."""
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp() * 1000)
