"""Verifications: what a fresh look found after an attempt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import peewee

from models import clock
from models.base import EnumField, JsonField, Table, add, fetch
from models.enums import Truth


class VerificationTable(Table):
    """One row per fresh look."""

    id = peewee.IntegerField(primary_key=True)
    action_id = peewee.IntegerField()
    attempt_id = peewee.IntegerField()
    answer = EnumField(Truth)
    method = peewee.TextField()
    confidence = peewee.FloatField()
    detail = peewee.TextField(default="")
    looked_at = peewee.IntegerField()
    duration_ms = peewee.IntegerField(null=True)
    facts = JsonField(default=dict)

    class Meta:
        table_name = "verifications"


@dataclass(frozen=True, slots=True)
class VerificationRow:
    """A fresh look as the store keeps it; confidence from 0 to 1."""

    id: int
    action_id: int
    attempt_id: int
    answer: Truth
    method: str
    confidence: float
    detail: str
    looked_at: int
    duration_ms: int | None
    facts: dict[str, Any]


def keep(action_id: int, attempt_id: int, **found: Any) -> int:
    """Write what a fresh look found, column by column."""
    return add(VerificationTable, action_id=action_id, attempt_id=attempt_id, looked_at=clock.now(), **found)


def looks_at(action_id: int) -> list[VerificationRow]:
    """Every look at an action, oldest first."""
    return fetch(VerificationRow, VerificationTable, "WHERE action_id = ? ORDER BY id", (action_id,))
