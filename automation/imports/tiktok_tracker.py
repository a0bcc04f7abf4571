"""A TikTok tracker's store: the JSON files of its modules, or its tables in PostgreSQL or CSV files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from automation.imports import tiktok_files
from automation.imports.json_tables import BROKEN_FILES
from automation.imports.plan import Context, Draft, StorePlan
from automation.imports.sources import Source
from automation.imports.tiktok_table_acts import ACTIONS, DONE, MESSAGES
from automation.imports.tiktok_tables import FOUND, KEPT, POSTS, remember_tables

_TABLES: Final = (*tiktok_files.TABLES, *FOUND, *DONE, *KEPT)


def recognises(source: Source) -> bool:
    """Whether these are followed videos or replies of its data service, or the tracker's own tables."""
    names = set(source.tables()) - {BROKEN_FILES.source}
    return POSTS in names or any(table.source in names for table in tiktok_files.TABLES)


def _opening(source: Source, context: Context) -> Iterator[tuple[str, Draft]]:
    remember_tables(source, context)
    yield from ()


def _seals(source: Source) -> bool:
    """Whether there are words that somebody wrote."""
    there = source.tables()
    return any(source.count(table) for table in (MESSAGES, ACTIONS) if table in there)


PLAN: Final = StorePlan("tiktok-tracker", _TABLES, recognises, _opening, _seals)
