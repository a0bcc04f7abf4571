"""Which entries of a feed are new posts: decided with data alone."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass

from automation.feeds.values import Entry


@dataclass(frozen=True, slots=True)
class Sighting:
    """An entry seen for the first time; one that is not new was there before, and never starts work."""

    entry: Entry
    new: bool


def sift(
    entries: tuple[Entry, ...],
    known_guids: Set[str],
    known_posts: Set[str],
    baseline_at: int | None,
    post_of: Callable[[str], str],
) -> list[Sighting]:
    """The entries never seen before, in the feed's order; `baseline_at` (ms UTC) is None at a feed's first reading."""
    known = [entry.guid in known_guids or post_of(entry.url) in known_posts for entry in entries]
    tail = max((position for position, is_known in enumerate(known) if is_known), default=len(entries))
    dates = [e.published_at for e, is_known in zip(entries, known, strict=True) if is_known and e.published_at]
    # A deleted post lets an old one slide in at the end of the list: older than all that is known and than our watch.
    before = min([*dates, baseline_at or 0])
    return [
        Sighting(
            entry,
            new=baseline_at is not None
            and not known[position]
            and not (position > tail and dates and entry.published_at is not None and entry.published_at < before),
        )
        for position, entry in enumerate(entries)
        if entry.guid not in known_guids
    ]
