"""New rows before they are inserted: what every row of a noun has by itself is added, a row that lacks one refused."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

from automation.imports.parts import Fate, Part
from models import bulk

_NOW = ("created_at", "updated_at", "first_seen_at", "last_seen_at", "seen_at", "kept_from")
Columns = dict[str, Sequence[Any]]
# An act has these from its key, every row its id.
_MADE = frozenset({"id", "content_hash", "generation", "idempotency_key", "due_at"})


def complete(noun: str, parts: Sequence[Part], now: int) -> list[Part]:
    """Stamp new rows with the moment, and with what stands there by itself; returns those that lack nothing."""
    stamped, usual, needed = _wants(noun)
    given = set(chain.from_iterable({tuple(part.values) for part in parts}))
    # A column that no part names needs no word from here: the store fills it by itself.
    filled = [(name, now) for name in stamped] + [(name, value) for name, value in usual if name in given]
    for name, value in filled:
        for part in parts:
            if part.values.get(name) is None:
                part.values[name] = value
    for name in needed:
        for part in parts:
            if part.values.get(name) is None and part.fate is not Fate.REFUSED:
                part.refuse(name, "is missing")
    return [part for part in parts if part.fate is not Fate.REFUSED]


def complete_columns(noun: str, columns: Columns, count: int, now: int) -> Columns:
    """The columns of so many new rows, stamped and filled likewise; what is lacking yet, the store will not take."""
    stamped, usual, _ = _wants(noun)
    values = dict.fromkeys(stamped, now) | {name: value for name, value in usual if name in columns}
    return {**columns, **{name: filled(columns.get(name), value, count) for name, value in values.items()}}


def filled(cells: Sequence[Any] | None, value: Any, count: int) -> Sequence[Any]:
    """A column of so many rows with a value where it holds nothing."""
    if cells is None:
        return [value] * count
    return [value if cell is None else cell for cell in cells] if None in cells else cells


def insert(noun: str, parts: Sequence[Part]) -> list[Part]:
    """Insert new rows in one go; returns those that the store took, the others are refused."""
    shapes = {tuple(part.values) for part in parts}
    if len(shapes) == 1:  # nearly always, and then there is nothing to look for
        columns = [*shapes.pop()]
        cells = [tuple(part.values.values()) for part in parts]
    else:
        columns = sorted(set(chain.from_iterable(shapes)))
        cells = [tuple(map(part.values.get, columns)) for part in parts]
    failed = bulk.insert(noun, columns, cells)
    for found in failed:
        parts[found.index].refuse("", found.reason)
    return [part for part in parts if part.fate is not Fate.REFUSED]


@cache
def _wants(noun: str) -> tuple[tuple[str, ...], tuple[tuple[str, Any], ...], tuple[str, ...]]:
    """The columns of a noun that hold the moment by themselves, those that hold something else, those to be filled."""
    schema = bulk.columns_of(noun)
    stamped = tuple(column for column in _NOW if column in schema)
    usual = tuple((name, column.default) for name, column in schema.items() if column.default is not None)
    needed = (name for name, column in schema.items() if column.required and column.default is None)
    return stamped, usual, tuple(name for name in needed if name not in _MADE)
