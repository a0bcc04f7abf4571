"""Warm-up: the five steps of a fresh account."""

from __future__ import annotations

from dataclasses import dataclass

import peewee

from models.base import JsonField, Table
from models.database import sql


class WarmupStepTable(Table):
    """One row per account and step."""

    id = peewee.IntegerField(primary_key=True)
    account_id = peewee.IntegerField()
    position = peewee.IntegerField()
    name = peewee.TextField()
    state = peewee.TextField(default="pending")
    started_at = peewee.IntegerField(null=True)
    completed_at = peewee.IntegerField(null=True)
    bot = peewee.TextField(null=True)
    bot_session = peewee.TextField(null=True)
    content = JsonField(null=True)
    error = peewee.TextField(null=True)
    error_detail = JsonField(null=True)
    retries = peewee.IntegerField(default=0)
    duration_ms = peewee.IntegerField(null=True)
    response = JsonField(null=True)

    class Meta:
        table_name = "warmup_steps"


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step that a warming account takes next; `name` and `state` are None where the step has no row yet."""

    account_id: int
    handle: str
    position: int
    name: str | None
    state: str | None


def next_warming(limit: int = 1) -> list[NextStep]:
    """Who warms up next, the earliest step first: accounts that may act and whose step waits or has failed."""
    found = sql(
        "SELECT a.id, a.platform || ':' || a.username, a.warmup_step, w.name, w.state"
        " FROM accounts a INDEXED BY accounts_warming"
        " LEFT JOIN warmup_steps w ON w.account_id = a.id AND w.position = a.warmup_step"
        " WHERE a.lifecycle_state = 'warming_up' AND a.warmup_step IS NOT NULL AND a.enabled = 1 AND a.paused = 0"
        " AND a.health = 'ok' AND COALESCE(w.state, 'pending') IN ('pending', 'failed')"
        " ORDER BY a.warmup_step, a.id LIMIT ?",
        (limit,),
    )
    return [NextStep(*row) for row in found]
