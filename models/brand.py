"""Brands: groups of accounts with their content and limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import peewee

from models import clock
from models.account import AccountTable
from models.base import JsonField, Table, add, change, fetch, meant
from models.errors import BadInput

FOLLOWS_A_DAY, UNFOLLOW_PERCENT = 50, 90


class BrandTable(Table):
    """One row per brand."""

    id = peewee.IntegerField(primary_key=True)
    name = peewee.TextField()
    name_norm = peewee.TextField()
    description = peewee.TextField(default="")
    status = peewee.TextField(default="active")
    unfollow_ratio = peewee.IntegerField(default=UNFOLLOW_PERCENT)
    daily_follow_limit = peewee.IntegerField(default=FOLLOWS_A_DAY)
    posting_schedule = JsonField(default=dict)
    created_at = peewee.IntegerField()
    updated_at = peewee.IntegerField()

    class Meta:
        table_name = "brands"


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand; status is active, inactive or paused, `unfollow_ratio` the percentage of follows a day for unfollows."""

    id: int
    name: str
    name_norm: str
    description: str
    status: str
    unfollow_ratio: int
    daily_follow_limit: int
    posting_schedule: dict[str, Any]
    created_at: int
    updated_at: int


def brand(brand_id: int) -> Brand:
    """The brand with that id; BadInput unknown_brand."""
    found = fetch(Brand, BrandTable, "WHERE id = ?", (brand_id,))
    if not found:
        raise BadInput("unknown_brand", brand_id)
    return found[0]


def brands() -> list[Brand]:
    """All brands, by name."""
    return fetch(Brand, BrandTable, "ORDER BY name_norm")


def find_brand(text: str) -> Brand:
    """The brand meant by its name or an id; BadInput unknown_brand, unknown_id, ambiguous_id."""
    found = fetch(Brand, BrandTable, "WHERE name_norm = ?", (_norm(text),))
    if found:
        return found[0]
    if not text.startswith("brd-"):
        raise BadInput("unknown_brand", text)
    return brand(meant("brands", text))


def add_brand(name: str, **columns: Any) -> int:
    """Keep a new brand; BadInput name_missing, name_taken."""
    stamp = clock.now()
    return add(BrandTable, **_named(name), **columns, created_at=stamp, updated_at=stamp)


def change_brand(brand_id: int, **columns: Any) -> None:
    """Set columns of one brand; BadInput name_missing, name_taken."""
    name = columns.pop("name", None)
    renamed = {} if name is None else _named(name, brand_id)
    change(BrandTable, brand_id, **columns, **renamed, updated_at=clock.now())


def remove_brand(brand_id: int) -> None:
    """Delete a brand with its content and texts; its accounts stay, without one."""
    AccountTable.update(brand_id=None, brand_at=None).where(AccountTable.brand_id == brand_id).execute()
    BrandTable.delete().where(BrandTable.id == brand_id).execute()


def _norm(name: str) -> str:
    return name.strip().casefold()


def _named(name: str, own: int | None = None) -> dict[str, str]:
    if not _norm(name):
        raise BadInput("name_missing")
    if BrandTable.select().where((BrandTable.name_norm == _norm(name)) & (BrandTable.id != (own or -1))).exists():
        raise BadInput("name_taken", name)
    return {"name": name.strip(), "name_norm": _norm(name)}
