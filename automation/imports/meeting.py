"""Which parts of a batch are rows that the store has already, and under which ids the new ones will stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from automation.imports.parts import Fate, Mark, Part
from models import bulk


def meet(noun: str, parts: Iterable[Part]) -> list[Part]:
    """Find the rows that parts mean by their natural keys; the parts that are new get their ids and are returned."""
    waiting = [part for part in parts if part.fate is Fate.OPEN]
    for place in range(max((1 + len(part.draft.also) for part in waiting), default=0)):
        _find(noun, waiting, place)
    for part in waiting:
        if part.fate is Fate.OPEN and part.number:
            part.fate = Fate.KNOWN
    fresh, twins = _apart([part for part in waiting if part.fate is Fate.OPEN])
    for part, number in zip(fresh, new_numbers(noun, [part.draft.wanted for part in fresh]), strict=True):
        part.fate, part.number = Fate.NEW, number
    for twin, first in twins:
        twin.fate, twin.number = Fate.MET, first.number
    return fresh


def _find(noun: str, waiting: list[Part], place: int) -> None:
    asked: dict[tuple[str, ...], list[tuple[tuple[Any, ...], Part]]] = defaultdict(list)
    for part in waiting:
        draft = part.draft
        columns = draft.natural if place == 0 else next(iter(draft.also[place - 1 : place]), ())
        if columns and part.fate is Fate.OPEN:
            key = tuple(map(part.values.get, columns))
            if None in key:
                key = _usual(noun, columns, key)
            if None not in key:
                part.marks.append((columns, key))
                asked[columns].append((key, part))
    for columns, wanted in asked.items():
        found = bulk.find(noun, columns, {key for key, _ in wanted})
        for key, part in wanted if found else ():
            if key in found:
                part.fate, part.number = Fate.MET, found[key]


def _usual(noun: str, columns: tuple[str, ...], key: tuple[Any, ...]) -> tuple[Any, ...]:
    """The key with what stands in a column by itself where a part says nothing."""
    schema = bulk.columns_of(noun)
    return tuple(schema[c].default if value is None else value for c, value in zip(columns, key, strict=True))


def _apart(parts: list[Part]) -> tuple[list[Part], list[tuple[Part, Part]]]:
    """The parts that are rows of their own, and those that mean the same row as one before them."""
    marks = [mark for part in parts for mark in part.marks]
    if len(set(marks)) == len(marks):  # nearly always, and then no two can mean the same
        return parts, []
    fresh: list[Part] = []
    twins: list[tuple[Part, Part]] = []
    firsts: dict[Mark, Part] = {}
    for part in parts:
        first = next(filter(None, map(firsts.get, part.marks)), None)
        if first is None:
            fresh.append(part)
        else:
            twins.append((part, first))
        for mark in part.marks:
            firsts.setdefault(mark, first or part)
    return fresh, twins


def new_numbers(noun: str, wanted: Sequence[int | None]) -> list[int]:
    """An id for each new row: the one it had where that is free, else the next."""
    asked = {number for number in wanted if number is not None}
    if not asked:
        return bulk.take_ids(noun, len(wanted))
    free = asked - bulk.there(noun, asked)
    kept: list[int | None] = []
    for number in wanted:
        kept.append(number if number in free else None)
        free.discard(number or 0)
    reserved = {number for number in kept if number is not None}
    others = iter(_beside(noun, kept.count(None), reserved))
    return [next(others) if number is None else number for number in kept]


def _beside(noun: str, count: int, reserved: set[int]) -> list[int]:
    """So many new ids, none of which is about to be taken."""
    found: list[int] = []
    while len(found) < count:
        found += [number for number in bulk.take_ids(noun, count - len(found)) if number not in reserved]
    return found
