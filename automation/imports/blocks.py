"""Rows that are all new and of one shape go into the store by columns; if one of them wants more, each goes by itself.

Nearly every batch of a large store is such a block, and handled by columns it takes a fraction of the work. A block
leaves what its rows would leave one by one: where that is not sure, nothing of it is written and the rows go that way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from automation.imports.completing import Columns, complete_columns, filled
from automation.imports.disarmed import disarmed
from automation.imports.links import Links
from automation.imports.meeting import new_numbers
from automation.imports.parts import PLAIN, Taken, as_stored
from automation.imports.plan import Ref
from models import bulk, legacy
from models.database import writing

# Rows of these leave more than themselves.
_MORE = frozenset({"actions", "attempts", "audit_entries"})
_REFERRING = frozenset({Ref, type(None)})
_SORT = attrgetter("noun", "natural", "also")


class _Unlike(Exception):
    """Some row of a block is known, or lacks something, or is not taken."""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of a batch by columns; a row may be there already by each of `naturals`, `wanted` are the ids they had."""

    source: str
    noun: str
    keys: Sequence[str]
    columns: Columns
    naturals: Sequence[tuple[str, ...]]
    wanted: Sequence[int | None]


def block_of(source: str, rows: Sequence[Taken]) -> Block | None:
    """The rows as a block, where each became one draft and all are alike."""
    own = [drafts[0] for _, _, drafts in rows if len(drafts) == 1]
    if not own or len(own) < len(rows):
        return None
    first, values = own[0], [draft.values for draft in own]
    if first.noun in _MORE or "id" not in bulk.columns_of(first.noun) or len(set(map(tuple, values))) > 1:
        return None
    if len(set(map(_SORT, own))) > 1:
        return None
    if any(draft.secrets or draft.picture or draft.file for draft in own):
        return None
    columns: Columns = dict(zip(first.values, zip(*map(dict.values, values), strict=True), strict=True))
    keys, wanted = [key for _, key, _ in rows], [draft.wanted for draft in own]
    return Block(source, first.noun, keys, columns, (first.natural, *first.also), wanted)


class Blocks:
    """Writes the blocks of one import, each in a transaction of its own."""

    def __init__(self, origin: str, import_id: int, now: int, links: Links) -> None:
        self._origin, self._import, self._now, self._links = origin, import_id, now, links

    def write(self, source: str, rows: Sequence[Taken]) -> str | None:
        """Write rows whole if they are a block; returns their noun, None where nothing is written."""
        # Where one row is known the others are, as a rule, and to ask for one takes no time.
        known = legacy.known(self._origin, source, [key for _, key, _ in rows[:1]])
        block = None if known else block_of(source, rows)
        if block is None:
            return None
        try:
            with writing():
                self._write(block)
        except _Unlike:
            return None
        return block.noun

    def _write(self, block: Block) -> None:
        noun, count = block.noun, len(block.keys)
        columns = {name: self._stored(cells) for name, cells in block.columns.items()}
        for natural in block.naturals:
            _check_new(noun, natural, columns, count)
        numbers = columns["id"] = new_numbers(noun, block.wanted)
        # What every row is forced to be is one value and no column.
        safe = disarmed(noun, columns).items()
        columns = {name: cells if isinstance(cells, list | tuple) else [cells] * count for name, cells in safe}
        columns = complete_columns(noun, columns, count, self._now)
        if bulk.insert(noun, [*columns], [*zip(*columns.values(), strict=True)]):
            raise _Unlike
        origin, source, import_id = self._origin, block.source, self._import
        refs = [
            (origin, source, key, noun, number, import_id, False)
            for key, number in zip(block.keys, numbers, strict=True)
        ]
        if legacy.keep_refs(refs):
            raise _Unlike

    def _stored(self, cells: Sequence[Any]) -> Sequence[Any]:
        """A column as the store has it: ids in the place of references, documents as text."""
        kinds = set(map(type, cells))
        if Ref not in kinds:
            return cells if kinds <= PLAIN else [as_stored(cell) for cell in cells]
        found = self._links.ids_of(set(cells) - {None}) if kinds <= _REFERRING else {}
        if not found or None in found.values():
            raise _Unlike
        return [cell and found[cell] for cell in cells]


def _check_new(noun: str, natural: tuple[str, ...], columns: Columns, count: int) -> None:
    """No row of the store is meant by a row of the block, and no two of the block are the same."""
    schema = bulk.columns_of(noun)
    cells = [filled(columns.get(name), schema[name].default, count) for name in natural]
    keys = [key for key in zip(*cells, strict=True) if None not in key]
    if len(set(keys)) < len(keys) or bulk.find(noun, natural, keys):
        raise _Unlike
