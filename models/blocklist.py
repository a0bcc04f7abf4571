"""The blocklist: people and posts never to be touched; an opt-out is for ever."""

from __future__ import annotations

from dataclasses import dataclass

import peewee

from models import clock
from models.account import normalised
from models.base import Table, add, fetch, first, marks, rows


class BlocklistTable(Table):
    """One row per blocked handle or post; platform "*" means everywhere."""

    id = peewee.IntegerField(primary_key=True)
    kind = peewee.TextField()
    platform = peewee.TextField()
    subject = peewee.TextField()
    reason = peewee.TextField(default="")
    created_at = peewee.IntegerField()
    what = peewee.TextField(default="any")
    match = peewee.TextField(default="exact")
    added_by = peewee.TextField(default="user")
    identity_id = peewee.IntegerField(null=True)
    expires_at = peewee.IntegerField(null=True)

    class Meta:
        table_name = "blocklist"


@dataclass(frozen=True, slots=True)
class Blocked:
    """kind is "block" or "opt_out"; subject a normalised handle or a post's id."""

    id: int
    kind: str
    platform: str
    subject: str
    reason: str
    created_at: int


def block(kind: str, platform: str, subject: str, reason: str = "") -> int:
    """Add an entry; the same entry twice is one."""
    subject = normalised(subject)
    same = (BlocklistTable.kind == kind) & (BlocklistTable.platform == platform) & (BlocklistTable.subject == subject)
    known = first(Blocked, BlocklistTable.select().where(same))
    if known is not None:
        return known.id
    return add(BlocklistTable, kind=kind, platform=platform, subject=subject, reason=reason, created_at=clock.now())


def blocked(kind: str, platform: str, subjects: list[str]) -> Blocked | None:
    """The entry of a kind that covers any of the subjects on a platform, if there is one."""
    names = [normalised(s) for s in subjects if s]
    tail = f"WHERE kind = ? AND platform IN (?, '*') AND subject IN ({marks(names)}) LIMIT 1"
    found = fetch(Blocked, BlocklistTable, tail, (kind, platform, *names))
    return found[0] if found else None


def blocklist() -> list[Blocked]:
    """Every entry, newest first."""
    return rows(Blocked, BlocklistTable.select().order_by(BlocklistTable.id.desc()))


def unblock(entry_id: int) -> bool:
    """Remove a block; an opt-out stays. Says whether something was removed."""
    removed = (
        BlocklistTable.delete().where((BlocklistTable.id == entry_id) & (BlocklistTable.kind == "block")).execute()
    )
    return bool(removed)
