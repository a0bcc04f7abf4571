"""Fields that tables of databases share: keys, times of making, words of a list, numbers within bounds, documents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import wraps
from typing import Any, Final

from automation.imports import words
from automation.imports.csv_source import BROKEN
from automation.imports.plan import Context, Draft, Ref, Refused, Row

Read = Callable[[Row, Context], Iterable[Draft]]
# What a database writes where a counter has no end; no column of ours is wider.
_MOST: Final = (1 << 63) - 1


def by_id(row: Row) -> str:
    """The key of most tables."""
    return words.needed(row.get("id"), "id")


def named(*names: str) -> frozenset[str]:
    """The columns of a table, each name one of many in a text."""
    return frozenset(word for name in names for word in name.split()) | {BROKEN}


def whole_rows(read: Read) -> Read:
    """A reader that refuses rows which could not be told apart into their fields."""

    @wraps(read)
    def reading(row: Row, context: Context) -> Iterator[Draft]:
        if BROKEN in row:
            raise Refused("(row)", row[BROKEN])
        yield from read(row, context)

    return reading


def needed_ref(row: Row, column: str, table: str) -> Ref:
    """A reference that must be there."""
    return Ref(table, words.needed(row.get(column), column), needed=True)


def handle(row: Row, column: str = "username") -> str:
    """A name on a site, without the sign before it."""
    return words.needed(words.needed(row.get(column), column).lstrip("@"), column)


def one_of(row: Row, column: str, allowed: Collection[str], usual: str | None = None) -> str:
    """One word of a list; nothing is the usual one, where there is one."""
    found = words.text(row.get(column), column).lower() or usual or words.needed(None, column)
    if found not in allowed:
        raise Refused(column, f"“{found[:40]}” is none of {', '.join(allowed)}")
    return found


def number(row: Row, column: str, usual: int | None = None, least: int = 0, most: int = _MOST) -> int:
    """A whole number within bounds; nothing is the usual one, where there is one."""
    found = words.whole(row.get(column), column)
    found = usual if found is None else found
    if found is None:
        raise Refused(column, "is empty")
    if not least <= found <= most:
        raise Refused(column, f"{found} is not between {least} and {most}" if most < _MOST else f"is below {least}")
    return found


def maybe_number(row: Row, column: str, least: int = 0, most: int = _MOST) -> int | None:
    """The same, or None where there is none."""
    return None if row.get(column) in (None, "") else number(row, column, least=least, most=most)


def rate(row: Row, column: str) -> float | None:
    """A share or percentage as the old system had it."""
    try:
        found = words.text(row.get(column), column)
        return float(found) if found else None
    except ValueError as error:
        raise Refused(column, "is no number") from error


def document(row: Row, column: str) -> Any:
    """A JSON document, or None where there is none."""
    found = row.get(column)
    return None if found in (None, "", "null") else words.document(found, column)


def time(row: Row, column: str) -> int | None:
    """A time, or None where there is none."""
    return words.when(row.get(column), column)


def made(row: Row, context: Context) -> dict[str, int]:
    """When a row was made and last changed; what does not say so is from now."""
    at = time(row, "created_at") or context.now
    return {"created_at": at, "updated_at": time(row, "updated_at") or at}
