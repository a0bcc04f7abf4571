"""Commands about what is kept, what is found, and what may go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoldSearch:
    """Bring what changed into the search index, for at most so many seconds. Reply: folded, waiting."""

    at_most_s: float = 10
