"""Rows of any table for people and scripts: public ids, ISO times, decimal amounts, JSON as objects, nothing sealed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from models import clock, ids
from models.base import SEALED_COLUMNS
from models.database import sql
from models.money import amount
from models.pages import REFERENCES, is_moment

# The schema has no word for these two; beside them a flag is what begins with `is_`, a document what is checked as one.
_FLAGS = frozenset(
    {
        *("approved", "baseline", "clicked", "complete", "enabled", "horizon", "imported", "merged", "ok", "paused"),
        *("pinned", "rehearse", "sealed"),
    }
)
_DOCUMENTS = frozenset({"region"})
_CHECKED = re.compile(r"json_valid\((\w+)\)")


def documents_of(table: str) -> frozenset[str]:
    """The columns of a table that hold JSON."""
    return _DOCUMENTS.union(_CHECKED.findall(sql("SELECT sql FROM sqlite_master WHERE name = ?", (table,))[0][0]))


def public_values(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row for people and scripts: public ids, ISO times, decimal amounts, nothing sealed."""
    return {
        name.removesuffix("_micros"): _public(table, name, value)
        for name, value in row.items()
        if name not in SEALED_COLUMNS
    }


def plain_row(table: str, row: Mapping[str, Any], documents: frozenset[str]) -> dict[str, Any]:
    """`public_values` of a row as the store has it: JSON as objects, flags as such, and no bytes."""
    found = {name: _plain(name, value, documents) for name, value in row.items() if not isinstance(value, bytes)}
    return public_values(table, found)


def _plain(name: str, value: Any, documents: frozenset[str]) -> Any:
    if value is None:
        return None
    if name in documents:
        return json.loads(value)
    return bool(value) if name in _FLAGS or name.startswith("is_") else value


def _public(table: str, name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "id" and table in ids.PREFIXES:
        return ids.public(table, value)
    if name in REFERENCES:
        return ids.public(REFERENCES[name], value)
    if is_moment(name):
        return clock.to_iso(value)
    return amount(value) if name.endswith("_micros") else value
