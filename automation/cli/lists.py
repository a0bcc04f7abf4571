"""Lists as scripts rely on them: keyset pages, conditions by column, rows with public ids and no sealed column."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any, TypeVar

import click

from models import clock, ids
from models.account import find_account
from models.base import SEALED_COLUMNS, meant
from models.brand import find_brand
from models.errors import BadInput
from models.money import MICROS
from models.pages import Column, Kind, Listing
from models.person import find_person
from models.proxy import find_proxy
from models.shown import public_values
from models.tag import find_tag

# Where a question may be asked for so many rows, this asks for all.
EVERY = -1
F = TypeVar("F", bound=Callable[..., Any])


def paged(command: F) -> F:
    """Give a list command --limit, --after and --where."""
    command = click.option("--where", "conditions", multiple=True, metavar="FIELD=VALUE", help="Only such rows.")(
        command
    )
    command = click.option("--after", metavar="ID", help="Continue after this row.")(command)
    return click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)(command)


def parts(conditions: Iterable[str], known: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Each --where with its field and its value.

    Raises BadInput unknown_condition, which names the fields that are known, and condition_twice.
    """
    seen = set()
    for condition in conditions:
        name, equals, value = condition.partition("=")
        if not equals or name not in known:
            raise BadInput("unknown_condition", condition, fields=", ".join(sorted(set(known) - SEALED_COLUMNS)))
        if name in seen:
            raise BadInput("condition_twice", condition)
        seen.add(name)
        yield condition, name, value


def asked(of: Listing, conditions: Iterable[str]) -> dict[str, Any]:
    """The conditions of --where as a list's own columns and values.

    Raises BadInput unknown_condition, condition_twice, bad_condition.
    """
    found: dict[str, Any] = {}
    known = {each.name.removesuffix("_micros"): each for each in of.columns}
    for condition, name, text in parts(conditions, known):
        try:
            found[known[name].name] = _inside(of, known[name], text)
        except (ValueError, OverflowError, ArithmeticError) as error:
            raise BadInput("bad_condition", condition) from error
    return found


def _inside(of: Listing, column: Column, text: str) -> Any:
    """What the store holds for a value as people type it; an empty one stands for what is missing."""
    if text == "":
        return None
    if column.name == "id":
        return meant(of.name, text)
    if column.kind is Kind.REFERENCE:
        return named(column.refers, text)
    if column.words and text not in column.words:
        raise ValueError(text)
    return _INSIDE[column.kind](text)


def named(table: str, text: str) -> int:
    """The row that an id or the beginning of one means, or a name where the noun has names; BadInput."""
    finder = _FINDERS.get(table)
    return meant(table, text) if finder is None else int(finder(text).id)


_FINDERS: dict[str, Callable[[str], Any]] = {
    "accounts": find_account,
    "brands": find_brand,
    "people": find_person,
    "proxies": find_proxy,
    "tags": find_tag,
}
_INSIDE: dict[Kind, Callable[[str], Any]] = {
    Kind.TEXT: str,
    Kind.NUMBER: lambda text: float(text) if "." in text else _whole_number(int(text)),
    Kind.FLAG: lambda text: ("false", "true").index(text.lower()),
    Kind.DOCUMENT: lambda text: json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")),
    Kind.TIME: clock.from_iso,
    Kind.MONEY: lambda text: _whole_number(int(Decimal(text) * MICROS)),
}


def _whole_number(number: int) -> int:
    if not -(1 << 63) <= number < 1 << 63:
        raise ValueError(number)  # more than the store can hold, so no row has it
    return number


def public_row(table: str, row: Any) -> dict[str, Any]:
    """A frozen row for people and scripts: public ids, ISO times, nothing sealed."""
    return public_values(table, {field.name: getattr(row, field.name) for field in fields(row)})


def shown_fields(row: type[Any], *more: str) -> frozenset[str]:
    """The names under which `public_row` shows a kind of row, and what a list adds to them."""
    return frozenset({*(field.name for field in fields(row)), *more}) - SEALED_COLUMNS


def matching(items: list[dict[str, Any]], conditions: Iterable[str], known: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Rows of a short list that meet every condition; `known` names the fields where the list may be empty.

    Raises BadInput unknown_condition, condition_twice.
    """
    for _, name, value in parts(conditions, {*known, *(items[0] if items else ())}):
        items = [item for item in items if _typed(item.get(name)) == value]
    return items


def _typed(value: Any) -> str:
    """A value as people and scripts write it."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def answers(
    found: Sequence[Any], row: type[Any], table: str, key: str, conditions: Iterable[str]
) -> list[dict[str, Any]]:
    """What a named question is answered with, as rows of a short list: each under the id that its `key` holds."""
    items = [{"id": ids.public(table, getattr(one, key)), **public_row(table, one)} for one in found]
    return matching(items, conditions, shown_fields(row, "id"))


def page_of(items: list[dict[str, Any]], limit: int, after: str | None) -> tuple[list[dict[str, Any]], str | None]:
    """One page of a short list, and the id to continue after."""
    if after is not None:
        start = next((i + 1 for i, item in enumerate(items) if item["id"] == after), None)
        if start is None:
            raise BadInput("unknown_id", after)
        items = items[start:]
    return items[:limit], items[limit - 1]["id"] if len(items) > limit else None
