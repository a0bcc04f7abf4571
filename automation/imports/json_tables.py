"""Which JSON files each kind of old store has, and how their entries become rows of tables."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

from automation.imports.json_source import BROKEN, FILE, OWN, JsonSource
from automation.imports.plan import Context, Draft, Refused, Row, TablePlan
from models.errors import BadInput

# kind → the file in this room that sorts its entries and says which fields are kept whole
_SORTERS: Final = {
    "linkedin-store": "linkedin_items",
    "apify": "linkedin_items",
    "tiktok-tracker": "tiktok_files",
}


def json_source(kind: str, places: list[Path]) -> JsonSource:
    """The JSON files of a kind; BadInput import_not_that where that kind has none."""
    if kind not in _SORTERS:
        raise BadInput("import_not_that", places[0], kind=kind, reason="a store of this kind is not made of JSON files")
    sorter = import_module(f"automation.imports.{_SORTERS[kind]}")
    return JsonSource(places, sorter.sort, sorter.kept_whole())


def _broken(row: Row, context: Context) -> tuple[Draft, ...]:
    """A file that cannot be read, or an entry that is nothing known."""
    raise Refused("file", str(row[BROKEN]))


BROKEN_FILES: Final = TablePlan("files", lambda row: f"{row[FILE]}: {row[BROKEN]}", _broken, OWN, form="broken")
