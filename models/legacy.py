"""Imports, and where each imported row came from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import peewee

from models import bulk, clock
from models.base import JsonField, Table, add, change, first, meant, rows
from models.database import one, sql
from models.erasure import has_erased
from models.errors import BadInput


class ImportTable(Table):
    """One row per import."""

    id = peewee.IntegerField(primary_key=True)
    kind = peewee.TextField()
    origin = peewee.TextField()
    started_at = peewee.IntegerField()
    ended_at = peewee.IntegerField(null=True)
    state = peewee.TextField()
    report = JsonField(default=dict)
    rejects = peewee.TextField(null=True)

    class Meta:
        table_name = "imports"


class LegacyRefTable(Table):
    """One row per imported row, under its key in the old store."""

    origin = peewee.TextField()
    source = peewee.TextField()
    key = peewee.TextField()
    noun = peewee.TextField()
    row_id = peewee.IntegerField()
    import_id = peewee.IntegerField()
    merged = peewee.BooleanField(default=False)

    class Meta:
        table_name = "legacy_refs"
        primary_key = peewee.CompositeKey("origin", "source", "key")


@dataclass(frozen=True, slots=True)
class Import:
    """One import: of what, from where, how it ended; `rejects` is the file of refused rows in the profile."""

    id: int
    kind: str
    origin: str
    started_at: int
    ended_at: int | None
    state: str
    report: dict[str, Any]
    rejects: str | None


@dataclass(frozen=True, slots=True)
class Legacy:
    """What an old key became: the noun and the id of its row here."""

    noun: str
    row_id: int


def begin_import(kind: str, origin: str) -> tuple[Import, bool]:
    """An import's row, and whether it goes on with one that was cut off; nothing else is importing by now."""
    sql("UPDATE imports SET state = 'interrupted' WHERE state = 'running'")
    cut_off = (ImportTable.kind == kind) & (ImportTable.origin == origin) & (ImportTable.state == "interrupted")
    found = first(Import, ImportTable.select().where(cut_off).order_by(ImportTable.id.desc()))
    if found is None:
        number = add(ImportTable, kind=kind, origin=origin, started_at=clock.now(), state="running")
        return import_row(number), False
    sql("UPDATE imports SET state = 'running', ended_at = NULL WHERE id = ?", (found.id,))
    return import_row(found.id), True


def end_import(import_id: int, state: str, report: dict[str, Any], rejects: str | None) -> None:
    """Write how an import ended, with its report."""
    kept = _without_fields(report) if has_erased() else report
    change(ImportTable, import_id, state=state, report=kept, rejects=rejects, ended_at=clock.now())


def leave_out_fields() -> None:
    """Keep of no import which fields it did not know: those of a JSON file may be people's names."""
    for found in imports():
        if (kept := _without_fields(found.report)) != found.report:
            change(ImportTable, found.id, report=kept)


def _without_fields(report: dict[str, Any]) -> dict[str, Any]:
    fields = report.get("unknown_columns") or {}
    return report | ({"unknown_columns": {table: ["(left out)"] for table in fields}} if fields else {})


def mark_undone(import_id: int) -> None:
    """What an import wrote is gone again."""
    change(ImportTable, import_id, state="undone")


def import_row(import_id: int) -> Import:
    """The import with that id; BadInput unknown_import."""
    found = first(Import, ImportTable.select().where(ImportTable.id == import_id))
    if found is None:
        raise BadInput("unknown_import", import_id)
    return found


def find_import(text: str) -> Import:
    """The import meant by an id or a unique prefix of one; BadInput unknown_id, ambiguous_id."""
    return import_row(meant("imports", text))


def imports() -> list[Import]:
    """All imports, newest first."""
    return rows(Import, ImportTable.select().order_by(ImportTable.started_at.desc(), ImportTable.id.desc()))


def has_origin(origin: str) -> bool:
    """Whether anything came under that origin before."""
    return one("SELECT 1 FROM legacy_refs WHERE origin = ? LIMIT 1", (origin,)) is not None


def known(origin: str, source: str, keys: Iterable[str]) -> dict[str, Legacy]:
    """What the keys of an old table became; those never brought along are absent."""
    found = sql(
        "SELECT key, noun, row_id FROM legacy_refs WHERE origin = ? AND source = ?"
        " AND key IN (SELECT value FROM json_each(?))",
        (origin, source, json.dumps(list(keys))),
    )
    return {key: Legacy(noun, row_id) for key, noun, row_id in found}


def row_of(source: str, key: str, origin: str | None = None) -> Legacy | None:
    """What an old key became, of one origin or of whichever had it last."""
    where, params = ("", (source, key)) if origin is None else (" AND origin = ?", (source, key, origin))
    found = one(
        f"SELECT noun, row_id FROM legacy_refs WHERE source = ? AND key = ?{where} ORDER BY import_id DESC LIMIT 1",
        params,
    )
    return None if found is None else Legacy(*found)


def keep_refs(refs: Sequence[tuple[str, str, str, str, int, int, int]]) -> list[bulk.Unkept]:
    """Remember what old keys became: origin, source, key, noun, row_id, import_id, merged; says which were known."""
    return bulk.insert("legacy_refs", ("origin", "source", "key", "noun", "row_id", "import_id", "merged"), refs)


def written_by(import_id: int) -> dict[str, list[int]]:
    """The rows that an import made, by noun; rows that it only added to are not among them."""
    found: dict[str, list[int]] = {}
    query = "SELECT noun, row_id FROM legacy_refs WHERE import_id = ? AND merged = 0 ORDER BY noun, row_id"
    for noun, row_id in sql(query, (import_id,)):
        found.setdefault(noun, []).append(row_id)
    return found


def also_of_others(noun: str, row_ids: Iterable[int], import_id: int) -> set[int]:
    """Which rows another import, not taken back, stands for as well."""
    query = (
        "SELECT row_id FROM legacy_refs JOIN imports ON imports.id = import_id AND state <> 'undone'"
        " WHERE noun = ? AND row_id IN (SELECT value FROM json_each(?)) AND import_id <> ?"
    )
    return {row_id for (row_id,) in sql(query, (noun, json.dumps(list(row_ids)), import_id))}


def forget_refs(noun: str, row_ids: Iterable[int]) -> None:
    """Forget where rows came from, which are gone."""
    listed = json.dumps(list(row_ids))
    sql("DELETE FROM legacy_refs WHERE noun = ? AND row_id IN (SELECT value FROM json_each(?))", (noun, listed))
