"""Orders: what was asked of an outside provider, and what became of it."""

from __future__ import annotations

import peewee

from models.base import JsonField, Table


class OrderTable(Table):
    """One row per order; `submitting` before the call, `unknown` when in doubt."""

    id = peewee.IntegerField(primary_key=True)
    provider_id = peewee.IntegerField(null=True)
    external_id = peewee.TextField(null=True)
    action_id = peewee.IntegerField(null=True)
    account_id = peewee.IntegerField(null=True)
    account_username = peewee.TextField(null=True)
    rule_id = peewee.IntegerField(null=True)
    trigger = peewee.TextField()
    platform = peewee.TextField()
    target_url = peewee.TextField()
    service_id = peewee.TextField(null=True)
    service_name = peewee.TextField(null=True)
    quantity = peewee.IntegerField()
    estimated_micros = peewee.IntegerField(null=True)
    charged_micros = peewee.IntegerField(null=True)
    currency = peewee.TextField(default="USD")
    state = peewee.TextField()
    raw_status = peewee.TextField(null=True)
    parameters = JsonField(default=dict)
    start_count = peewee.IntegerField(null=True)
    remains = peewee.IntegerField(null=True)
    created_at = peewee.IntegerField()
    updated_at = peewee.IntegerField()
    done_at = peewee.IntegerField(null=True)
    kept_from = peewee.IntegerField(null=True)

    class Meta:
        table_name = "orders"
