"""The life of an account: seven states, who may move it between them, and the record of every move."""

from __future__ import annotations

from typing import Any

from models import clock
from models.account import account
from models.account_state import AccountState, keep_move, states_of
from models.database import writing
from models.enums import Actor, Lifecycle
from models.errors import BadInput

# Onward one step at a time or past what is not wanted; back to a person's look from anywhere in use.
ALLOWED = {
    Lifecycle.IMPORTED: {
        Lifecycle.PROXY_ASSIGNED,
        Lifecycle.WARMING_UP,
        Lifecycle.HUMAN_REVIEW,
        Lifecycle.READY,
        Lifecycle.CLEANUP,
    },
    Lifecycle.PROXY_ASSIGNED: {
        Lifecycle.IMPORTED,
        Lifecycle.WARMING_UP,
        Lifecycle.HUMAN_REVIEW,
        Lifecycle.READY,
        Lifecycle.CLEANUP,
    },
    Lifecycle.WARMING_UP: {Lifecycle.HUMAN_REVIEW, Lifecycle.READY, Lifecycle.CLEANUP},
    Lifecycle.HUMAN_REVIEW: {Lifecycle.WARMING_UP, Lifecycle.READY, Lifecycle.CLEANUP},
    Lifecycle.READY: {Lifecycle.WARMING_UP, Lifecycle.HUMAN_REVIEW, Lifecycle.ACTIVE, Lifecycle.CLEANUP},
    Lifecycle.ACTIVE: {Lifecycle.HUMAN_REVIEW, Lifecycle.READY, Lifecycle.CLEANUP},
    Lifecycle.CLEANUP: {Lifecycle.IMPORTED, Lifecycle.HUMAN_REVIEW},
}
# What waits for a person goes on only by a person.
PERSONS_OWN = frozenset({Lifecycle.HUMAN_REVIEW})


def move(account_id: int, to: Lifecycle, actor: Actor, reason: str, **more: Any) -> bool:
    """Move an account and record who did it; says whether it moved. `more` is bot, operator or detail.

    Raises BadInput unknown_account, state_not_next, state_needs_person.
    """
    with writing():
        now = Lifecycle(account(account_id).lifecycle_state)
        if now is to:
            return False
        if to not in ALLOWED[now]:
            raise BadInput("state_not_next", to, now=now, allowed=", ".join(sorted(ALLOWED[now])))
        if now in PERSONS_OWN and actor is not Actor.USER:
            raise BadInput("state_needs_person", account_id, now=now)
        keep_move(account_id, now, to, clock.now(), actor=actor, reason=reason, **more)
    return True


def history(account_id: int) -> list[AccountState]:
    """Every move of an account, oldest first; BadInput unknown_account."""
    return states_of(account(account_id).id)
