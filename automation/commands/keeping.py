"""Commands about what is kept, what is found, and what may go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PreviewRetention:
    """Reply: classes, each with class, days, due and kept by reason; due in all."""


@dataclass(frozen=True, slots=True)
class RunRetention:
    """Let go what is old. Progress events tell how far it is; CancelWork retention breaks it off.

    `clock_is_right` is a person's word where the record is silent for so long that the clock may be wrong.
    Reply: gone per class, and the code that kept the audit chain whole, if one did.
    """

    clock_is_right: bool = False


@dataclass(frozen=True, slots=True)
class CompactStore:
    """Write the store anew without its empty pages; lanes rest meanwhile, and CancelWork compaction breaks it off.

    Reply: before, after and freed, in bytes.
    """


@dataclass(frozen=True, slots=True)
class FoldSearch:
    """Bring what changed into the search index, for at most so many seconds. Reply: folded, waiting."""

    at_most_s: float = 10
