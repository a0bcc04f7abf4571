"""Approvals: a person's yes or no, bound to the hash of the content it was given for."""

from __future__ import annotations

from dataclasses import dataclass

import peewee

from models import clock
from models.base import Table, add, fetch


class ApprovalTable(Table):
    """One row per answer of a person."""

    id = peewee.IntegerField(primary_key=True)
    action_id = peewee.IntegerField()
    content_hash = peewee.TextField()
    approved = peewee.BooleanField()
    by = peewee.TextField()
    at = peewee.IntegerField()

    class Meta:
        table_name = "approvals"


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's answer for exactly this content."""

    id: int
    action_id: int
    content_hash: str
    approved: bool
    by: str
    at: int


def answer(action_id: int, content_hash: str, approved: bool, by: str) -> int:
    """Keep a person's answer."""
    return add(ApprovalTable, action_id=action_id, content_hash=content_hash, approved=approved, by=by, at=clock.now())


def newest_approval(action_id: int) -> Approval | None:
    """The last answer given for an action."""
    found = fetch(Approval, ApprovalTable, "WHERE action_id = ? ORDER BY id DESC LIMIT 1", (action_id,))
    return found[0] if found else None
