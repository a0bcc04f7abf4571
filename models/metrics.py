"""Metrics: what each day came to, per brand and in total."""

from __future__ import annotations

import peewee

from models.base import Table


class DailyMetricsTable(Table):
    """One row per day and brand; no brand means all."""

    id = peewee.IntegerField(primary_key=True)
    day = peewee.TextField()
    brand_id = peewee.IntegerField(null=True)
    total_accounts = peewee.IntegerField(default=0)
    active_accounts = peewee.IntegerField(default=0)
    warming_accounts = peewee.IntegerField(default=0)
    failed_accounts = peewee.IntegerField(default=0)
    active_proxies = peewee.IntegerField(default=0)
    actions = peewee.IntegerField(default=0)
    errors = peewee.IntegerField(default=0)
    mean_ms = peewee.IntegerField(default=0)
    step_1_rate = peewee.FloatField(null=True)
    step_2_rate = peewee.FloatField(null=True)
    step_3_rate = peewee.FloatField(null=True)
    step_4_rate = peewee.FloatField(null=True)
    step_5_rate = peewee.FloatField(null=True)
    proxy_utilisation = peewee.FloatField(null=True)
    imported = peewee.BooleanField(default=False)

    class Meta:
        table_name = "daily_metrics"
