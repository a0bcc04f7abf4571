"""Check plans: when the figures of a post are to be read again."""

from __future__ import annotations

from dataclasses import dataclass

import peewee

from models.base import Table, fetch


class CheckPlanTable(Table):
    """One row per followed post."""

    id = peewee.IntegerField(primary_key=True)
    post_id = peewee.IntegerField()
    account_id = peewee.IntegerField(null=True)
    started_at = peewee.IntegerField()
    next_at = peewee.IntegerField(null=True)
    done = peewee.IntegerField(default=0)
    complete = peewee.BooleanField(default=False)

    class Meta:
        table_name = "check_plans"


class CheckStepTable(Table):
    """One row per time at which a post is looked at."""

    plan_id = peewee.IntegerField()
    position = peewee.IntegerField()
    due_at = peewee.IntegerField()
    done_at = peewee.IntegerField(null=True)
    snapshot_id = peewee.IntegerField(null=True)

    class Meta:
        table_name = "check_steps"
        primary_key = peewee.CompositeKey("plan_id", "position")


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One time at which a post is looked at, and what was read then."""

    position: int
    due_at: int
    done_at: int | None
    snapshot_id: int | None


def steps_of(plan_id: int) -> list[CheckStep]:
    """The steps of a plan, in order."""
    return fetch(CheckStep, CheckStepTable, "WHERE plan_id = ? ORDER BY position", (plan_id,))
