"""Whether a file is the old store that came under its origin before: numbers alone would give rows to the wrong one."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from automation.imports.parts import PLAIN, Part
from automation.imports.plan import Context, Refused, Row, StorePlan, TablePlan
from automation.imports.sources import Source
from models import bulk, legacy
from models.errors import BadInput

# The first rows of a table are its oldest, which a newer copy of the same store has as well.
_ENOUGH = 500


def is_other(part: Part, current: Row) -> bool:
    """Whether what a part is known by says that it is another row than the one that came under its key."""
    natural = [column for column in part.draft.natural if column not in part.draft.update]
    return any(part.values.get(column) is not None and current[column] != part.values[column] for column in natural)


def check_origin(plan: StorePlan, source: Source, origin: str, context: Context) -> None:
    """Refuse a file most of whose rows are others than came under their numbers before; BadInput import_of_another."""
    if not legacy.has_origin(origin):
        return
    names, same, others = source.tables(), 0, 0
    aside = replace(context, notes={}, memory={})
    for table in plan.tables:
        name = table.found_in(names)
        if name is not None:
            told = _compared(origin, _parts(table, list(islice(source.rows(name), _ENOUGH)), aside))
            others += sum(told)
            same += len(told) - sum(told)
    if others > same:
        raise BadInput("import_of_another", source.name, origin=origin)


def _parts(table: TablePlan, rows: list[Row], context: Context) -> list[Part]:
    """The rows that have a number for a key, and something of their own by which they are known."""
    found = []
    for place, row in enumerate(rows):
        try:
            key = str(table.key(row))
            draft = next(iter(table.read(row, context)), None) if key.isdigit() else None
        except (Refused, KeyError):
            continue  # the import itself says so
        if draft and draft.natural and all(type(draft.values.get(name)) in PLAIN for name in draft.natural):
            found.append(Part(place, True, table.source, key, draft))
    return found


def _compared(origin: str, parts: list[Part]) -> list[bool]:
    """Of each part that came before, whether it is another row."""
    told: list[bool] = []
    known = legacy.known(origin, parts[0].source, [part.key for part in parts]) if parts else {}
    for noun in {part.draft.noun for part in parts}:
        met = {part: known[part.key].row_id for part in parts if part.draft.noun == noun and part.key in known}
        columns = sorted({column for part in met for column in part.draft.natural})
        there = bulk.read(noun, columns, met.values()) if met else {}
        rows = {number: dict(zip(columns, cells, strict=True)) for number, cells in there.items()}
        told += [is_other(part, rows[number]) for part, number in met.items() if number in rows]
    return told
