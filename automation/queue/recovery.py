"""After a crash: what was running is interrupted, waited out and looked at, never clicked again blindly."""

from __future__ import annotations

from models import clock
from models.action import Action, in_states
from models.attempt import attempts_of
from models.database import sql
from models.enums import Outcome, State


def interrupt_stale(owner: str | None = None) -> list[tuple[int, int]]:
    """Interrupt what runs under an expired lease, or under anybody but the owner; (action, account) pairs."""
    stamp = clock.now()
    stale = "lease_until <= ?" if owner is None else "(lease_until <= ? OR lease_owner IS NOT ?)"
    params = (stamp, stamp) if owner is None else (stamp, stamp, owner)
    return [
        (number, account_id)
        for number, account_id in sql(
            "UPDATE actions SET state = 'interrupted', lease_owner = NULL, lease_until = NULL, updated_at = ?"
            f" WHERE state = 'running' AND {stale} RETURNING id, account_id",
            params,
        )
    ]


def interrupt(action_id: int) -> None:
    """Mark one running action as interrupted: its work was cut off here and now."""
    sql(
        "UPDATE actions SET state = 'interrupted', lease_owner = NULL, lease_until = NULL, updated_at = ?"
        " WHERE id = ? AND state = 'running'",
        (clock.now(), action_id),
    )


def interrupt_ours(account_id: int, owner: str) -> None:
    """Mark what an account's lane left running when nothing could be written; call before the lane starts anything."""
    sql(
        "UPDATE actions SET state = 'interrupted', lease_owner = NULL, lease_until = NULL, updated_at = ?"
        " WHERE account_id = ? AND state = 'running' AND lease_owner = ?",
        (clock.now(), account_id, owner),
    )


def interrupted(account_id: int) -> Action | None:
    """The oldest interrupted action of an account."""
    found = in_states([State.INTERRUPTED], account_id)
    return found[0] if found else None


def ready_at(action: Action, settle_ms: int) -> int:
    """When it is safe to look (ms UTC): the settling time after a click may last have gone out.

    What is dated ahead of now was written before the clock was put back, and is waited out from now.
    """
    tries = attempts_of(action.id)
    if not tries:
        return 0
    last = tries[-1]
    if last.outcome is Outcome.STARTED:
        # Nobody wrote down when its click went out; it was before somebody saw that it was cut off.
        return min(action.updated_at, clock.now()) + settle_ms
    return min(last.started_at + last.duration_ms, clock.now()) + settle_ms
