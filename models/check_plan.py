"""Check plans: when the figures of a post are to be read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import peewee

from models import clock
from models.base import Table, add, change, fetch
from models.database import one, sql, writing
from models.errors import BadInput

# When a post is looked at that is followed without further words, in hours from then.
USUAL_HOURS = (0, 1, 4, 24, 72, 168)


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


def follow_post(post_id: int, account_id: int | None, due: Sequence[int]) -> tuple[int, bool]:
    """Follow a post: its plan with a step at each time (ms UTC), and whether that is new; an open plan stays as it is.

    A plan that is complete is opened again: what was read stays, and the new times come behind it. The transaction is
    the caller's.
    """
    plan, stamp = one("SELECT id, complete FROM check_plans WHERE post_id = ?", (post_id,)), clock.now()
    if plan is not None and not plan[1]:
        return int(plan[0]), False
    values = {"account_id": account_id, "next_at": min(due), "complete": False}
    if plan is None:
        number = add(CheckPlanTable, post_id=post_id, started_at=stamp, **values)
    else:
        number = int(plan[0])
        change(CheckPlanTable, number, **values)
        sql("DELETE FROM check_steps WHERE plan_id = ? AND done_at IS NULL", (number,))
    [(place,)] = sql("SELECT COALESCE(max(position) + 1, 0) FROM check_steps WHERE plan_id = ?", (number,))
    for position, due_at in enumerate(sorted(due), start=place):
        sql("INSERT INTO check_steps (plan_id, position, due_at) VALUES (?, ?, ?)", (number, position, due_at))
    return number, True


def stop_following(post_id: int) -> None:
    """Look at a post no more; what was read of it stays. Raises BadInput post_not_followed."""
    ended = "UPDATE check_plans SET complete = 1, next_at = NULL WHERE post_id = ? AND complete = 0 RETURNING 1"
    if not sql(ended, (post_id,)):
        raise BadInput("post_not_followed", post_id)


def get_next_check_time(post_id: int) -> int | None:
    """When a followed post is looked at next (ms UTC); None for one that is not followed, or no longer."""
    found = one("SELECT next_at FROM check_plans WHERE post_id = ? AND complete = 0", (post_id,))
    return None if found is None else found[0]


def record_check_completion(post_id: int, snapshot_id: int | None = None) -> int | None:
    """A followed post was looked at; returns when it is looked at next (ms UTC), None when that was the last time.

    One look serves the step that was due and all others whose time has passed, so that after a long stop a post is
    not looked at many times in a row. All of it stands or falls together. Raises BadInput post_not_followed.
    """
    stamp = clock.now()
    with writing():
        plan = one("SELECT id FROM check_plans WHERE post_id = ? AND complete = 0", (post_id,))
        if plan is None:
            raise BadInput("post_not_followed", post_id)
        sql(
            "UPDATE check_steps SET done_at = ?, snapshot_id = ? WHERE plan_id = ? AND done_at IS NULL AND (due_at <= ?"
            " OR position = (SELECT min(position) FROM check_steps WHERE plan_id = ? AND done_at IS NULL))",
            (stamp, snapshot_id, plan[0], stamp, plan[0]),
        )
        [(done, following)] = sql(
            "SELECT count(done_at), min(CASE WHEN done_at IS NULL THEN due_at END) FROM check_steps WHERE plan_id = ?",
            (plan[0],),
        )
        sql(
            "UPDATE check_plans SET next_at = ?, done = max(done + 1, ?), complete = ? WHERE id = ?",
            (following, done, following is None, plan[0]),
        )
    return None if following is None else int(following)
