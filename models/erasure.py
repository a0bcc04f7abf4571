"""Erasures: who was erased, as marks that name nobody, in the store and beside it."""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex
from typing import Any

import peewee

from models import clock
from models.base import JsonField, Table, add
from models.database import sql
from models.errors import StewardError

# What a mark begins with: no site has a handle that does.
SIGN = "#"


class ErasureTable(Table):
    """One row per erased person."""

    id = peewee.IntegerField(primary_key=True)
    mark = peewee.TextField()
    erased_at = peewee.IntegerField()
    receipt = JsonField()

    class Meta:
        table_name = "erasures"


def salts() -> list[str]:
    """The salts that stand in front of marks: the profile's own, and those of profiles that were merged into it.

    The blocklist holds marks before their erasure is at its end and written down.
    """
    blocked = "SELECT substr(subject, 2, 16) FROM blocklist WHERE subject GLOB '#????????????????.*'"
    return [found for (found,) in sql(f"SELECT substr(mark, 2, 16) FROM erasures UNION {blocked}")]


def has_erased() -> bool:
    """Whether anybody was ever erased here."""
    return bool(sql("SELECT 1 FROM erasures LIMIT 1"))


def mark(name: str, own_salt: str) -> str:
    """A name as a mark: always the same under a salt, and no way back from it but guessing."""
    digest = blake2b(name.encode("utf-8", "surrogatepass"), key=own_salt.encode(), digest_size=16, person=b"steward")
    return f"{SIGN}{own_salt}.{digest.hexdigest()}"


def fresh_salt() -> str:
    """The salt of the next mark: the profile's own, or a new one for the first."""
    return next(iter(salts()), None) or token_hex(8)


def is_kept(mark_: str) -> bool:
    """Whether an erasure is written down in the store."""
    return bool(sql("SELECT 1 FROM erasures WHERE mark = ?", (mark_,)))


def keep_erasure(mark_: str, receipt: dict[str, Any]) -> int | None:
    """Write down that somebody was erased; twice is once."""
    if is_kept(mark_):
        return None
    return add(ErasureTable, mark=mark_, erased_at=clock.now(), receipt=receipt)


def listed(path: Path) -> list[dict[str, Any]]:
    """The erasures written down beside a store, each with mark, marks and at; StewardError erasures_unreadable."""
    try:
        entries = list(json.loads(path.read_bytes())["erased"])
        texts = [text for entry in entries for text in (entry["mark"], *entry["marks"])]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StewardError("erasures_unreadable", path) from error
    if not all(isinstance(text, str) for text in texts):
        raise StewardError("erasures_unreadable", path)
    return entries


def is_whole(entries: list[dict[str, Any]]) -> bool:
    """Whether a list of erasures has all that the store knows of."""
    there = {entry["mark"] for entry in entries}
    return all(mark in there for (mark,) in sql("SELECT mark FROM erasures"))
