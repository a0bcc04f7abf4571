"""The life of an account: every move between lifecycle states, with who made it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import peewee

from models.base import JsonField, Table, add, fetch
from models.database import sql


class AccountStateTable(Table):
    """One row per move."""

    id = peewee.IntegerField(primary_key=True)
    account_id = peewee.IntegerField()
    from_state = peewee.TextField(null=True)
    to_state = peewee.TextField()
    reason = peewee.TextField(default="")
    actor = peewee.TextField()
    bot = peewee.TextField(null=True)
    operator = peewee.TextField(null=True)
    detail = JsonField(default=dict)
    at = peewee.IntegerField()

    class Meta:
        table_name = "account_states"


@dataclass(frozen=True, slots=True)
class AccountState:
    """One move of an account; actor is user, bot, system or scheduler, `bot` and `operator` say which."""

    id: int
    account_id: int
    from_state: str | None
    to_state: str
    reason: str
    actor: str
    bot: str | None
    operator: str | None
    detail: dict[str, Any]
    at: int


def states_of(account_id: int) -> list[AccountState]:
    """Every move of an account, oldest first."""
    return fetch(AccountState, AccountStateTable, "WHERE account_id = ? ORDER BY at, id", (account_id,))


def keep_move(account_id: int, from_state: str, to_state: str, at: int, **columns: Any) -> int:
    """Write a move and the account's new state; `at` ties the two, so that the store adds no row of its own."""
    moved = {"account_id": account_id, "from_state": from_state, "to_state": to_state, "at": at}
    number = add(AccountStateTable, **moved, **columns)
    sql("UPDATE accounts SET lifecycle_state = ?, updated_at = ? WHERE id = ?", (to_state, at, account_id))
    return number
