"""Actions: wishes accepted into the queue, one row each, from acceptance to their end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import peewee

from models import clock
from models.base import EnumField, JsonField, Table, change, fetch, marks, rows
from models.database import sql
from models.enums import ActionKind, State, TargetKind, Trigger
from models.errors import BadInput

# The code of an action that a person has sent to be looked at again: found absent, it may be made once more.
LOOK_AGAIN = "look_again"
# Word for word as the index of keys has it: put in another way, every action would be looked through.
KEY_TAKEN = "state NOT IN ('refused', 'cancelled', 'expired', 'skipped', 'failed')"


class ActionTable(Table):
    """One row per action; the key is unique while the action may still have left something on the site."""

    id = peewee.IntegerField(primary_key=True)
    account_id = peewee.IntegerField()
    kind = EnumField(ActionKind)
    target_kind = EnumField(TargetKind)
    target_url = peewee.TextField()
    target_id = peewee.TextField()
    content_hash = peewee.TextField()
    generation = peewee.IntegerField()
    idempotency_key = peewee.TextField()
    state = EnumField(State)
    trigger = EnumField(Trigger)
    origin = peewee.TextField(default="")
    priority = peewee.IntegerField(default=0)
    due_at = peewee.IntegerField()
    expires_at = peewee.IntegerField(null=True)
    tries = peewee.IntegerField(default=0)
    rehearse = peewee.BooleanField(default=False)
    sealed_text = peewee.BlobField(null=True)
    code = peewee.TextField(null=True)
    decision = JsonField(null=True)
    lease_owner = peewee.TextField(null=True)
    lease_until = peewee.IntegerField(null=True)
    created_at = peewee.IntegerField()
    updated_at = peewee.IntegerField()
    done_at = peewee.IntegerField(null=True)
    run_id = peewee.IntegerField(null=True)
    parameters = JsonField(default=dict)
    user_notes = peewee.TextField(default="")
    system_notes = peewee.TextField(default="")
    kept_from = peewee.IntegerField(null=True)

    class Meta:
        table_name = "actions"


@dataclass(frozen=True, slots=True)
class Target:
    """What an act is aimed at: canonical address and the site's own id."""

    kind: TargetKind
    url: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Action:
    """A wish accepted into the queue; `sealed_text` opens only in the vault; times in ms UTC."""

    id: int
    account_id: int
    kind: ActionKind
    target_kind: TargetKind
    target_url: str
    target_id: str
    content_hash: str
    generation: int
    idempotency_key: str
    state: State
    trigger: Trigger
    origin: str
    priority: int
    due_at: int
    tries: int
    rehearse: bool
    created_at: int
    updated_at: int
    expires_at: int | None = None
    done_at: int | None = None
    code: str | None = None
    decision: dict[str, Any] | None = field(default=None, repr=False)
    sealed_text: bytes | None = field(default=None, repr=False)

    @property
    def target(self) -> Target:
        """What it is aimed at."""
        return Target(self.target_kind, self.target_url, self.target_id)


@dataclass(frozen=True, slots=True)
class Remarks:
    """What is kept beside an action and decides nothing: its run, what an older store asked for, words of people."""

    run_id: int | None
    parameters: dict[str, Any]
    user_notes: str
    system_notes: str


def remarks(action_id: int) -> Remarks:
    """What is kept beside an action; BadInput unknown_action."""
    found = fetch(Remarks, ActionTable, "WHERE id = ?", (action_id,))
    if not found:
        raise BadInput("unknown_action", action_id)
    return found[0]


def action(action_id: int) -> Action:
    """The action with that id; BadInput unknown_action."""
    found = fetch(Action, ActionTable, "WHERE id = ?", (action_id,))
    if not found:
        raise BadInput("unknown_action", action_id)
    return found[0]


def with_key(key: str) -> Action | None:
    """The action that holds an idempotency key now, if any: the newest whose key is taken."""
    found = fetch(Action, ActionTable, f"WHERE idempotency_key = ? AND {KEY_TAKEN} ORDER BY id DESC LIMIT 1", (key,))
    return found[0] if found else None


def in_states(states: list[State], account_id: int | None = None) -> list[Action]:
    """All actions in the given states, oldest first, of one account or of all."""
    own, whose = ("", ()) if account_id is None else (" AND account_id = ?", (account_id,))
    return fetch(Action, ActionTable, f"WHERE state IN ({marks(states)}){own} ORDER BY id", (*states, *whose))


def page(where: dict[str, Any], limit: int, after: int | None = None) -> list[Action]:
    """One page, newest first, continued after an id; `where` maps column to value."""
    query = ActionTable.select().order_by(ActionTable.id.desc()).limit(limit)
    for column, value in where.items():
        query = query.where(getattr(ActionTable, column) == value)
    if after is not None:
        query = query.where(ActionTable.id < after)
    return rows(Action, query)


def state_counts() -> dict[str, int]:
    """How many actions stand in each state."""
    return dict(sql("SELECT state, count(*) FROM actions GROUP BY state"))


def move(action_id: int, state: State, **columns: Any) -> None:
    """Set the state of one action, and other columns with it; the lease goes unless it is kept by name."""
    columns = {"lease_owner": None, "lease_until": None, **columns}
    change(ActionTable, action_id, state=state, updated_at=clock.now(), **columns)
