"""Lists: one page of any table by its key, columns by name and kind, sealed ones left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import peewee

from models.base import SEALED_COLUMNS, JsonField, Table
from models.database import sql

REFERENCES = {
    "account_id": "accounts",
    "action_id": "actions",
    "attempt_id": "attempts",
    "author_id": "people",
    "brand_id": "brands",
    "feed_id": "feeds",
    "hashtag_id": "hashtags",
    "identity_id": "identities",
    "import_id": "imports",
    "order_id": "orders",
    "parent_id": "comments",
    "person_id": "people",
    "plan_id": "check_plans",
    "post_id": "posts",
    "provider_id": "providers",
    "proxy_id": "proxies",
    "rule_id": "rules",
    "run_id": "runs",
    "seen_by": "accounts",
    "sender_id": "people",
    "snapshot_id": "snapshots",
    "tag_id": "tags",
    "thread_id": "threads",
}


class Kind(StrEnum):
    """What a column holds, as far as people and scripts care."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DOCUMENT = "document"
    TIME = "time"
    MONEY = "money"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: how SQL says it, what it holds, the table a reference names, the words of a closed list."""

    name: str
    sql: str
    kind: Kind
    refers: str = ""
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Listing:
    """How a table is listed: its columns, its key, and which end comes first."""

    table: type[Table]
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    newest: bool = True

    @property
    def name(self) -> str:
        """The table's own name."""
        return str(self.table._meta.table_name)

    def column(self, name: str) -> Column | None:
        """The column of that name, if the list has it."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A condition in plain SQL with its values; empty for all rows."""

    condition: str = ""
    values: tuple[Any, ...] = ()


ALL = Narrowed()


def listing(table: type[Table], *, newest: bool = True, **computed: tuple[str, Kind]) -> Listing:
    """The list of a table, with further columns that SQL works out."""
    fields = table._meta.fields
    own = [
        Column(name, f"t.{name}", *kind_of(name, field), words=frozenset(getattr(field, "words", ())))
        for name, field in fields.items()
        if name not in SEALED_COLUMNS
    ]
    more = [Column(name, f"({expression})", kind) for name, (expression, kind) in computed.items()]
    primary: Any = table._meta.primary_key
    key = tuple(getattr(primary, "field_names", None) or (primary.name,))
    return Listing(table, (*own, *more), key, newest)


def kind_of(name: str, field: peewee.Field) -> tuple[Kind, str]:
    """What a column holds, by its field and its name."""
    if name in REFERENCES:
        return Kind.REFERENCE, REFERENCES[name]
    if isinstance(field, peewee.BooleanField):
        return Kind.FLAG, ""
    if isinstance(field, JsonField):
        return Kind.DOCUMENT, ""
    if is_moment(name):
        return Kind.TIME, ""
    if name.endswith("_micros"):
        return Kind.MONEY, ""
    number = isinstance(field, peewee.IntegerField | peewee.FloatField)
    return Kind.NUMBER if number else Kind.TEXT, ""


def is_moment(name: str) -> bool:
    """Whether a column holds a time (ms UTC), by its name."""
    return name.endswith(("_at", "_until")) or name in {"at", "kept_from"}


def page(
    of: Listing, where: Mapping[str, Any], limit: int, after: Sequence[Any] | None = None, within: Narrowed = ALL
) -> list[dict[str, Any]]:
    """One page, continued after a key; `where` maps column to value, and None stands for what is missing."""
    conditions, values = _conditions(of, where)
    if within.condition:
        conditions.append(within.condition)
        values.extend(within.values)
    key = ", ".join(f"t.{name}" for name in of.key)
    if after is not None:
        conditions.append(f"({key}) {'<' if of.newest else '>'} ({', '.join('?' for _ in of.key)})")
        values.extend(after)
    order = ", ".join(f"t.{name} {'DESC' if of.newest else 'ASC'}" for name in of.key)
    chosen = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    return _read(of, f"{chosen} ORDER BY {order} LIMIT ?", (*values, limit))


def single(of: Listing, key: int) -> dict[str, Any] | None:
    """The row of an id, as its list shows it."""
    found = _read(of, "WHERE t.id = ?", (key,))
    return found[0] if found else None


def _conditions(of: Listing, where: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    conditions, values = [], []
    for column in of.columns:
        if column.name not in where:
            continue
        if where[column.name] is None:
            conditions.append(f"({column.sql} IS NULL OR {column.sql} = '')")
        else:
            conditions.append(f"{column.sql} = ?")
            values.append(where[column.name])
    return conditions, values


def _read(of: Listing, tail: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    selected = ", ".join(column.sql for column in of.columns)
    fields = of.table._meta.fields
    found = sql(f"SELECT {selected} FROM {of.name} AS t {tail}", values)
    return [
        {
            column.name: _value(column, fields.get(column.name), value)
            for column, value in zip(of.columns, row, strict=True)
        }
        for row in found
    ]


def _value(column: Column, field: peewee.Field | None, value: Any) -> Any:
    if field is not None:
        return field.python_value(value)
    return bool(value) if column.kind is Kind.FLAG and value is not None else value
