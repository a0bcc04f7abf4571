"""Lists as scripts rely on them: keyset pages, conditions by column, rows with public ids and no sealed column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any, TypeVar

import click

from models import clock, ids
from models.base import SEALED_COLUMNS
from models.errors import BadInput

F = TypeVar("F", bound=Callable[..., Any])
_REFERENCES = {
    "account_id": "accounts",
    "action_id": "actions",
    "attempt_id": "attempts",
    "feed_id": "feeds",
    "rule_id": "rules",
    "post_id": "posts",
}


def paged(command: F) -> F:
    """Give a list command --limit, --after and --where."""
    command = click.option("--where", "conditions", multiple=True, metavar="FIELD=VALUE", help="Only such rows.")(
        command
    )
    command = click.option("--after", metavar="ID", help="Continue after this row.")(command)
    return click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)(command)


def wanted(conditions: Iterable[str], known: Iterable[str]) -> dict[str, Any]:
    """The conditions of --where as column → value; BadInput unknown_field."""
    found: dict[str, Any] = {}
    for condition in conditions:
        name, equals, value = condition.partition("=")
        if not equals or name not in set(known):
            raise BadInput("unknown_field", condition)
        found[name] = _inside(name, value)
    return found


def _inside(name: str, value: str) -> Any:
    table = _REFERENCES.get(name)
    if table is None:
        return value
    number = ids.number(table, value)
    if number is None:
        raise BadInput("unknown_id", value)
    return number


def public_row(table: str, row: Any) -> dict[str, Any]:
    """A frozen row for people and scripts: public ids, ISO times, nothing sealed."""
    shown: dict[str, Any] = {}
    for field in fields(row):
        value = getattr(row, field.name)
        if field.name in SEALED_COLUMNS:
            continue
        if field.name == "id":
            value = ids.public(table, value)
        elif field.name in _REFERENCES:
            value = ids.maybe_public(_REFERENCES[field.name], value)
        elif field.name.endswith(("_at", "_until")) or field.name == "at":
            value = clock.to_iso(value)
        shown[field.name] = value
    return shown


def matching(items: list[dict[str, Any]], conditions: Iterable[str]) -> list[dict[str, Any]]:
    """Rows of a short list that meet every condition; BadInput unknown_field."""
    for condition in conditions:
        name, equals, value = condition.partition("=")
        if not equals or (items and name not in items[0]):
            raise BadInput("unknown_field", condition)
        items = [item for item in items if _typed(item.get(name)) == value]
    return items


def _typed(value: Any) -> str:
    """A value as people and scripts write it."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def page_of(items: list[dict[str, Any]], limit: int, after: str | None) -> tuple[list[dict[str, Any]], str | None]:
    """One page of a short list, and the id to continue after."""
    if after is not None:
        start = next((i + 1 for i, item in enumerate(items) if item["id"] == after), None)
        if start is None:
            raise BadInput("unknown_id", after)
        items = items[start:]
    return items[:limit], items[limit - 1]["id"] if len(items) > limit else None
