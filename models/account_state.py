"""The life of an account: every move between lifecycle states, with who made it."""

from __future__ import annotations

import peewee

from models.base import JsonField, Table


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
