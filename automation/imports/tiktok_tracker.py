"""A TikTok tracker's store: the JSON files of its modules, or its PostgreSQL."""

from __future__ import annotations

from typing import Final

from automation.imports import tiktok_files
from automation.imports.plan import StorePlan
from automation.imports.sources import Source


def recognises(source: Source) -> bool:
    """Whether these are followed videos or replies of its data service."""
    return any(table.source in source.tables() for table in tiktok_files.TABLES)


PLAN: Final = StorePlan("tiktok-tracker", tiktok_files.TABLES, recognises)
