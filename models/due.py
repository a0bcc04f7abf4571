"""What is due: regular work, and work that was missed while nothing ran."""

from __future__ import annotations

import peewee

from models.base import Table


class DueTable(Table):
    """One row per regular piece of work."""

    name = peewee.TextField(primary_key=True)
    every_s = peewee.IntegerField()
    due_at = peewee.IntegerField()
    started_at = peewee.IntegerField(null=True)
    ended_at = peewee.IntegerField(null=True)
    ok = peewee.BooleanField(null=True)
    detail = peewee.TextField(default="")
    failures = peewee.IntegerField(default=0)

    class Meta:
        table_name = "due"


class MissedTable(Table):
    """One row per piece of work that was not done in its time."""

    id = peewee.IntegerField(primary_key=True)
    kind = peewee.TextField()
    subject_id = peewee.IntegerField()
    account_id = peewee.IntegerField(null=True)
    times = peewee.IntegerField()
    first_due_at = peewee.IntegerField()
    last_due_at = peewee.IntegerField()
    noticed_at = peewee.IntegerField()
    answer = peewee.TextField(null=True)
    answered_at = peewee.IntegerField(null=True)

    class Meta:
        table_name = "missed"
