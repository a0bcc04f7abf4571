"""Time zones by their names."""

from __future__ import annotations

from datetime import tzinfo
from zoneinfo import ZoneInfo


def named(name: str) -> tzinfo | None:
    """The zone of a name such as Europe/Berlin; None for one that is not known here."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
