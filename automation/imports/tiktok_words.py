"""What both halves of the TikTok tracker share: names of figures, addresses, hashtags and times of a schedule."""

from __future__ import annotations

import re
from typing import Final

from automation.imports import collected
from automation.imports.json_source import inner, pick
from automation.imports.plan import Row
from automation.imports.tiktok_sorting import FIELDS

PLATFORM: Final = "tiktok"
NOT_ARMED: Final = "Schedules of checks are kept as they were; nothing is read until a person says which account reads."
_HASHTAG: Final = re.compile(r"#(\w{1,100})")


def page_of(video: str, username: str | None = None) -> str:
    """The address of a video by its number; TikTok finds it without its author too."""
    return f"https://www.tiktok.com/@{username or ''}/video/{video}"


def hashtags(caption: str | None) -> list[str]:
    """The hashtags of a caption, each once, as they are looked up."""
    return list(dict.fromkeys(name.casefold() for name in _HASHTAG.findall(caption or "")))


def readings(row: Row) -> dict[str, int]:
    """All figures of a reading: those with a column by our names, the others by the service's own."""
    own = {name: value for name, value in row.items() if not isinstance(value, dict | list)}
    within = [found for name in FIELDS["reading"]["within"] if isinstance(found := inner(row, name), dict)]
    ours: dict[str, int] = {}
    for place in (*within, own):
        for name, places in FIELDS["counts"].items():
            number = collected.count(pick(place, places))
            if number is not None:
                ours.setdefault(name, number)
    known = {each for places in FIELDS["counts"].values() for each in places}
    others = {name: number for place in within for name, number in collected.figures(place, "metrics").items()}
    others |= {name: number for name, value in own.items() if (number := collected.count(value)) is not None}
    return ours | {name: number for name, number in others.items() if name not in known and _is_figure(name)}


def _is_figure(name: str) -> bool:
    """Whether a field counts something; numbers that name or time something do not."""
    return name in _FIGURES or name.endswith(("_count", "Count"))


_FIGURES: Final = frozenset({"saves", "bookmarks", "favorites", "downloads", "reach", "followers", "engagement"})
