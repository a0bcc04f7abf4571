"""Compaction: the store written anew without its empty pages, so that the disk has that room again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from models import erasing, owed, room
from models.errors import StoreUnusable
from models.room import Room

# Less is soon taken by what is written next.
LEAST_BYTES, LEAST_SHARE = 64 << 20, 0.25
_MB = 1 << 20
# How long who reads the store is waited for.
PATIENCE_S = 2.0


def is_worthwhile(found: Room) -> bool:
    """Whether so much of the store is empty that nobody need ask."""
    return found.empty > LEAST_BYTES and found.empty > found.whole * LEAST_SHARE


def compact(store: Path, stopped: Callable[[], bool]) -> tuple[Room, Room]:
    """Write the store anew; its room before and after.

    Raises StewardError work_cancelled, StoreUnusable no_room_to_compact, store_full.
    """
    before = room.room()
    # SQLite writes the store aside first, and then into its log, before the file becomes smaller.
    needed, free = 2 * before.used, shutil.disk_usage(store.parent).free
    if free < needed:
        raise StoreUnusable("no_room_to_compact", store, needed=-(-needed // _MB), free=free // _MB)
    erasing.rewrite_file(stopped)
    erasing.empty_log(store.parent, PATIENCE_S)
    owed.settle(store.parent, owed.PAGES)
    return before, room.room()
