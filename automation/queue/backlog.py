"""The backlog: accepts each wish once, hands each action to one claimant, withdraws on request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from uuid import uuid4

from automation.queue import keys
from automation.queue.fingerprint import fingerprint
from automation.values import Action, Intent, Target
from models import approval, clock
from models.action import LOOK_AGAIN, ActionTable, action, move, with_key
from models.base import new_id
from models.database import sql, writing
from models.enums import PERFORMED, State
from models.errors import BadInput
from models.fingerprint import write_marks

LEASE_MS = 30_000
# What has ended is handed out no more; there may be very much of it after a long stop, and each is recorded.
EXPIRED_AT_ONCE = 200
# An act was planned where it is due later than it was accepted; so late it has waited for us; so far apart it goes.
PLANNED_MS, LATE_MS, GAP_MS = 1000, 10 * 60_000, 2 * 60_000
Seal = Callable[[bytes, str], bytes]
# What has passed its end date is handed out no more, also in the moment before it is closed.
_DUE = "state = 'queued' AND due_at <= ? AND (expires_at IS NULL OR expires_at > ?)"
# Only what has not been clicked can be withdrawn.
WITHDRAWABLE = frozenset({State.QUEUED, State.HELD, State.AWAITING_APPROVAL})


@dataclass(frozen=True, slots=True)
class Accepted:
    """The action that stands for a wish, and whether the wish made it."""

    action: Action
    new: bool


def text_place(action_id: int) -> str:
    """Where the vault says an action's text belongs."""
    return f"actions|{action_id}|text"


def accept(intent: Intent, target: Target, seal: Seal, own_key: bytes) -> Accepted:
    """Queue a wish, or return the action that already stands for it; its text is hashed under the profile's own key."""
    with writing():
        round_ = keys.generation(intent, target, own_key)
        key = keys.key(intent, target, round_, own_key, uuid4().hex if keys.is_exempt(intent) else "")
        known = with_key(key)
        if known is not None:
            return Accepted(known, False)
        number, stamp = new_id("actions"), clock.now()
        sealed = None if intent.text is None else seal(intent.text.encode(), text_place(number))
        ActionTable.insert(
            id=number,
            account_id=intent.account_id,
            kind=intent.kind,
            target_kind=target.kind,
            target_url=target.url,
            target_id=target.external_id,
            content_hash=keys.content_hash(target, intent.kind, intent.text, own_key),
            generation=round_,
            idempotency_key=key,
            state=State.QUEUED,
            trigger=intent.trigger,
            origin=intent.origin,
            priority=intent.priority,
            due_at=intent.due_at if intent.due_at is not None else stamp,
            expires_at=intent.expires_at,
            rehearse=intent.rehearse,
            sealed_text=sealed,
            created_at=stamp,
            updated_at=stamp,
        ).execute()
        if intent.text is not None:
            write_marks(number, intent.account_id, fingerprint(intent.text, own_key))
    return Accepted(action(number), True)


def claim(account_id: int, owner: str, run_id: int | None = None) -> Action | None:
    """Take the head of an account's line under a lease, in one statement; it joins the run unless it is of another."""
    stamp = clock.now()
    found = sql(
        "UPDATE actions SET state = 'running', lease_owner = ?, lease_until = ?, updated_at = ?,"
        " run_id = COALESCE(run_id, (SELECT id FROM runs WHERE id = ?)) WHERE id = ("
        f" SELECT id FROM actions WHERE account_id = ? AND {_DUE}"
        " ORDER BY priority DESC, due_at, id LIMIT 1) RETURNING id",
        (owner, stamp + LEASE_MS, stamp, run_id, account_id, stamp, stamp),
    )
    return action(found[0][0]) if found else None


def renew(action_id: int, owner: str) -> bool:
    """Prolong a lease; False when it is no longer ours."""
    return bool(
        sql(
            "UPDATE actions SET lease_until = ? WHERE id = ? AND lease_owner = ? AND state = 'running' RETURNING 1",
            (clock.now() + LEASE_MS, action_id, owner),
        )
    )


def space_out() -> int:
    """Put planned acts that are late apart, so that after sleep or a stop an account's do not come all at once.

    The first of each account stays due; the others follow with gaps. Returns how many were put off.
    """
    stamp = clock.now()
    late = sql(
        "SELECT id, account_id FROM actions WHERE state = 'queued' AND due_at < ? AND due_at > created_at + ?"
        " ORDER BY account_id, priority DESC, due_at, id",
        (stamp - LATE_MS, PLANNED_MS),
    )
    put_off = [
        (stamp + place * GAP_MS, number)
        for _, line in groupby(late, key=lambda row: row[1])
        for place, (number, _) in enumerate(line)
        if place
    ]
    with writing():
        for due_at, number in put_off:
            sql("UPDATE actions SET due_at = ? WHERE id = ? AND state = 'queued'", (due_at, number))
    return len(put_off)


def bring_back() -> int:
    """Make due again what policy or a failure put off by a clock that ran ahead; policy is asked anew.

    What a person planned stays planned. Returns how many.
    """
    stamp = clock.now()
    found = sql(
        "UPDATE actions SET due_at = ?, updated_at = ? WHERE state = 'queued' AND code IS NOT NULL"
        " AND due_at > ? AND updated_at > ? RETURNING 1",
        (stamp, stamp, stamp, stamp),
    )
    return len(found)


def accounts_with_work() -> list[int]:
    """Accounts whose line has something due, or something to recover."""
    stamp = clock.now()
    found = sql(
        # Each account's line is asked for its head; walking all that waits took 150 ms at a million actions.
        "SELECT a.id FROM accounts a WHERE EXISTS ("
        f" SELECT 1 FROM actions WHERE account_id = a.id AND {_DUE})"
        " UNION SELECT DISTINCT account_id FROM actions WHERE state = 'interrupted'",
        (stamp, stamp),
    )
    return [account_id for (account_id,) in found]


def next_due() -> int | None:
    """When the next queued action falls due (ms UTC), if any waits."""
    # Asked every second: left to itself, SQLite walks all that waits, which takes 1 ms for each thousand.
    [(due,)] = sql("SELECT min(due_at) FROM actions INDEXED BY actions_due WHERE state = 'queued'")
    return None if due is None else int(due)


def answer(action_id: int, approve: bool, by: str) -> Action:
    """A person's yes brings an action back into the line; a no cancels it. Raises BadInput kind_not_performed."""
    with writing():
        found = _performed(action_id) if approve else action(action_id)
        if found.state is not State.AWAITING_APPROVAL and not (approve and found.state is State.QUEUED):
            raise BadInput("not_awaiting_approval", action_id, state=found.state)
        approval.answer(action_id, found.content_hash, approve, by)
        if approve:
            move(action_id, State.QUEUED, code=None)
        else:
            move(action_id, State.CANCELLED, code="declined", done_at=clock.now())
    return action(action_id)


def reopen(action_id: int) -> Action:
    """Let a person send an action on: held is asked again, failed tried anew, unclear looked at before anything else.

    Raises BadInput not_retryable, key_taken, kind_not_performed.
    """
    with writing():
        found = _performed(action_id)
        if found.state is State.HELD:
            move(action_id, State.QUEUED)
        elif found.state is State.FAILED:
            if with_key(found.idempotency_key) is not None:
                raise BadInput("key_taken", action_id)
            move(action_id, State.QUEUED, due_at=clock.now(), tries=0, done_at=None, code=None)
        elif found.state in {State.NEEDS_REVIEW, State.UNCONFIRMED}:
            move(action_id, State.INTERRUPTED, done_at=None, code=LOOK_AGAIN)
        else:
            raise BadInput("not_retryable", action_id, state=found.state)
    return action(action_id)


def _performed(action_id: int) -> Action:
    found = action(action_id)
    if found.kind not in PERFORMED:
        raise BadInput("kind_not_performed", found.kind)
    return found


def cancel(action_id: int, code: str = "cancelled") -> Action:
    """Withdraw an action that has not been clicked; BadInput not_cancellable."""
    with writing():
        found = action(action_id)
        if found.state not in WITHDRAWABLE:
            raise BadInput("not_cancellable", action_id, state=found.state)
        move(action_id, State.CANCELLED, code=code, done_at=clock.now())
    return action(action_id)


def release(account_id: int | None = None) -> list[int]:
    """Put held actions back into the line, so that policy is asked again; returns their ids."""
    held = "state = 'held'" if account_id is None else "state = 'held' AND account_id = ?"
    params = (clock.now(),) if account_id is None else (clock.now(), account_id)
    found = sql(f"UPDATE actions SET state = 'queued', updated_at = ? WHERE {held} RETURNING id", params)
    return [number for (number,) in found]


def expire() -> list[Action]:
    """Close what has passed its end date unclicked, so many at once; returns them."""
    stamp = clock.now()
    found = sql(
        "UPDATE actions SET state = 'expired', code = 'expired', done_at = ?, updated_at = ? WHERE id IN ("
        " SELECT id FROM actions WHERE state IN ('queued', 'held', 'awaiting_approval') AND expires_at <= ? LIMIT ?)"
        " RETURNING id",
        (stamp, stamp, stamp, EXPIRED_AT_ONCE),
    )
    return [action(number) for (number,) in found]
