"""Result files of LinkedIn scrapers by themselves; `linkedin-store` takes them as well."""

from __future__ import annotations

from typing import Final

from automation.imports.json_tables import BROKEN_FILES
from automation.imports.linkedin_store import ITEMS, has_items
from automation.imports.plan import StorePlan

PLAN: Final = StorePlan("apify", (ITEMS, BROKEN_FILES), has_items)
