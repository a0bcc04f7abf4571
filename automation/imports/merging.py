"""Rows that are there already: what they lack is filled, what an importer knows better is set, the rest stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from automation.imports.disarmed import guarded
from automation.imports.origins import is_other
from automation.imports.parts import Fate, Part
from automation.imports.plan import Row
from models import bulk

_NOTHING = (None, "")
OTHER = "under this key another row came from this origin before; name this file apart with --origin"


def merge(noun: str, parts: Sequence[Part]) -> list[Part]:
    """Fill the rows that parts mean; returns the parts whose row is there."""
    if not parts:
        return []
    columns = sorted({column for part in parts for column in part.values})
    rows = bulk.read(noun, columns, {part.number for part in parts})
    here = _with_words(noun, [part for part in parts if _is_here(part, part.number in rows)])
    there = {part.number: dict(zip(columns, rows[part.number], strict=True)) for part in here}
    kept = guarded(noun)
    changed: dict[int, tuple[list[Part], Row]] = {}
    for part in here:
        current = there[part.number]
        if part.fate is Fate.KNOWN and part.own and is_other(part, current):
            part.refuse(part.draft.natural[-1], OTHER)
            continue
        changes = _changes(kept, part, current)
        if changes:
            current |= changes  # the next part that means this row is judged by what it is then
            by, row = changed.setdefault(part.number, ([], {}))
            by.append(part)
            row |= changes
    _set(noun, changed)
    return [part for part in here if part.fate is not Fate.REFUSED]


def _is_here(part: Part, found: bool) -> bool:
    """A row that a person removed since stays removed; a twin of a refused row is refused with it."""
    if not found and part.fate is Fate.KNOWN:
        part.fate = Fate.GONE
    elif not found:
        part.refuse("", "the row that it repeats was refused")
    return found


def _with_words(noun: str, parts: list[Part]) -> list[Part]:
    """The parts whose words were not taken out since: a message that was redacted stays so."""
    if noun != "messages":
        return parts
    redacted = bulk.read(noun, ("redacted_at",), {part.number for part in parts})
    for part in parts:
        if redacted[part.number][0] is not None:
            part.fate = Fate.GONE
    return [part for part in parts if part.fate is not Fate.GONE]


def _changes(kept: frozenset[str], part: Part, current: Row) -> Row:
    better = part.draft.update if part.draft.outranks is None or part.draft.outranks(current) else frozenset()
    return {
        column: value
        for column, value in part.values.items()
        if value not in _NOTHING
        and column not in kept
        and (current[column] in _NOTHING or (column in better and current[column] != value))
    } | {column: None for column in part.draft.clear if current.get(column) not in _NOTHING}


def _set(noun: str, changed: dict[int, tuple[list[Part], Row]]) -> None:
    """Write what changed, rows with the same columns together."""
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, (_, changes) in changed.items():
        alike[tuple(changes)].append(number)
    for names, numbers in alike.items():
        failed = bulk.update(noun, names, [(*changed[number][1].values(), number) for number in numbers])
        reasons = {numbers[found.index]: found.reason for found in failed}
        for number in numbers:
            for part in changed[number][0]:
                part.filled = number not in reasons
                if not part.filled:
                    part.refuse("", reasons[number])
