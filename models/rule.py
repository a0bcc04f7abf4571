"""Rules: a condition on feed entries and what should follow; a rule fires once for a post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import peewee

from models import clock
from models.base import EnumField, JsonField, Table, change, first, rows
from models.database import sql
from models.enums import ActionKind
from models.errors import BadInput


class RuleTable(Table):
    """One row per rule."""

    id = peewee.IntegerField(primary_key=True)
    name = peewee.TextField()
    feed_id = peewee.IntegerField(null=True)
    account_id = peewee.IntegerField()
    kind = EnumField(ActionKind)
    condition = JsonField(default=dict)
    sealed_text = peewee.BlobField(null=True)
    enabled = peewee.BooleanField(default=True)
    created_at = peewee.IntegerField()
    parameters = JsonField(default=dict)
    provider_id = peewee.IntegerField(null=True)
    service_id = peewee.TextField(null=True)
    service_name = peewee.TextField(null=True)
    last_fired_at = peewee.IntegerField(null=True)

    class Meta:
        table_name = "rules"


class OldTriggerTable(Table):
    """One row per trigger of an older system: kept, never armed."""

    id = peewee.IntegerField(primary_key=True)
    rule_id = peewee.IntegerField()
    kind = peewee.TextField()
    data = JsonField(default=dict)
    last_fired_at = peewee.IntegerField(null=True)
    created_at = peewee.IntegerField()

    class Meta:
        table_name = "old_triggers"


@dataclass(frozen=True, slots=True)
class Rule:
    """On a new entry of a feed (or of any of the account's feeds), want an act of that kind."""

    id: int
    name: str
    feed_id: int | None
    account_id: int
    kind: ActionKind
    condition: dict[str, Any]
    sealed_text: bytes | None
    enabled: bool
    created_at: int


def add_rule(sealed: tuple[int, bytes | None], **columns: Any) -> Rule:
    """Keep a new rule under the id that its text was sealed for."""
    number, text = sealed
    RuleTable.insert(id=number, sealed_text=text, created_at=clock.now(), **columns).execute()
    return rule(number)


def rule(rule_id: int) -> Rule:
    """The rule with that id; BadInput unknown_rule."""
    found = first(Rule, RuleTable.select().where(RuleTable.id == rule_id))
    if found is None:
        raise BadInput("unknown_rule", rule_id)
    return found


def rules(enabled: bool | None = None) -> list[Rule]:
    """All rules, or those switched on or off."""
    query = RuleTable.select().order_by(RuleTable.id)
    return rows(Rule, query if enabled is None else query.where(RuleTable.enabled == enabled))


def change_rule(rule_id: int, **columns: Any) -> None:
    """Set columns of one rule."""
    change(RuleTable, rule_id, **columns)


def remove_rule(rule_id: int) -> None:
    """Delete a rule."""
    RuleTable.delete().where(RuleTable.id == rule_id).execute()


def fire_once(rule_id: int, subject: str) -> bool:
    """Claim a post for a rule; False if the rule has fired for it before, through whichever feed."""
    stamp = clock.now()
    claimed = sql(
        "INSERT INTO rule_firings (rule_id, subject, fired_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1",
        (rule_id, subject, stamp),
    )
    if claimed:
        change_rule(rule_id, last_fired_at=stamp)
    return bool(claimed)
