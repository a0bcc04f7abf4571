"""What every table of a LinkedIn post store shares: its two sorts of keys, its platform and its references."""

from __future__ import annotations

from collections.abc import Callable

from automation.imports import words
from automation.imports.linkedin_items import PLATFORM
from automation.imports.plan import Context, Draft, Row
from models.ids import number


def key_of(*names: str) -> Callable[[Row], object]:
    """The first of some columns that a row has, as its key."""
    return lambda row: next((row[name] for name in names if row.get(name) not in (None, "")), None)


def platform_of(row: Row) -> str:
    """The platform a row names; the older form knew only one."""
    return words.platform(row.get("platform") or PLATFORM)


def made_at(row: Row, context: Context) -> int:
    """When a row was made, as far as it says."""
    return words.when(row.get("created_at"), "created_at") or context.now


def with_id(draft: Draft, old: object) -> Draft:
    """The draft under the id that it had, if that was a prefixed one; no row of ours is under nought."""
    if isinstance(old, str):
        draft.wanted = number(draft.noun, old.strip().lower()) or None
    return draft
