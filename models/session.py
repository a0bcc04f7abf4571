"""Sessions: one sealed storage state per account."""

from __future__ import annotations

import peewee

from models import clock
from models.base import Table
from models.database import one, sql

# Whose word it is that an account is off stands in the record alone; where that was cut, it counts as a person's.
UNSEEN = """{account}.enabled = 0
    AND EXISTS (SELECT 1 FROM audit_entries e WHERE e.account_id = {account}.id AND e.kind = 'account_added')
    AND NOT EXISTS (SELECT 1 FROM audit_entries e WHERE e.account_id = {account}.id AND (
        e.kind IN ('signed_in', 'account_removed') OR e.kind = 'account_edited' AND e.body LIKE '%"enabled"%'))"""


class SessionTable(Table):
    """One row per signed-in account; the envelope opens only in the vault."""

    account_id = peewee.IntegerField(primary_key=True)
    envelope = peewee.BlobField()
    saved_at = peewee.IntegerField()

    class Meta:
        table_name = "sessions"


def keep_session(account_id: int, envelope: bytes) -> None:
    """Keep an account's sealed storage state, replacing the one before."""
    SessionTable.insert(account_id=account_id, envelope=envelope, saved_at=clock.now()).on_conflict_replace().execute()


def session_envelope(account_id: int) -> bytes | None:
    """The sealed storage state, if the account was ever signed in."""
    found = one("SELECT envelope FROM sessions WHERE account_id = ?", (account_id,))
    return None if found is None else bytes(found[0])


def session_saved_at(account_id: int) -> int | None:
    """When the session was kept (ms UTC), or None."""
    found = one("SELECT saved_at FROM sessions WHERE account_id = ?", (account_id,))
    return None if found is None else int(found[0])


def drop_session(account_id: int) -> None:
    """Forget an account's session."""
    SessionTable.delete().where(SessionTable.account_id == account_id).execute()


def awaits_session(account_id: int) -> bool:
    """Whether an account is off for nothing but that it is new, and no session of it has been seen."""
    return bool(sql(f"SELECT 1 FROM accounts WHERE id = ? AND {UNSEEN.format(account='accounts')}", (account_id,)))


def awaiting_session() -> frozenset[int]:
    """The accounts of which `awaits_session` is true."""
    return frozenset(number for (number,) in sql(f"SELECT id FROM accounts WHERE {UNSEEN.format(account='accounts')}"))
