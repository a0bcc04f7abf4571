"""Brings what changed into the search index, in short transactions, so that nothing waits for it."""

from __future__ import annotations

from collections.abc import Callable

from models import search

BATCH, PAGES = 500, 500


def fold_all(enough: Callable[[], bool] = lambda: False) -> int:
    """Fold until nothing is left to fold and to merge, or somebody has had enough; returns how many rows."""
    folded = 0
    while not enough() and (some := search.fold(BATCH)):
        folded += some
    while not enough() and search.merge(PAGES):
        pass
    return folded
