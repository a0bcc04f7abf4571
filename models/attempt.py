"""Attempts, and what each takes at its start: the target's reservation and a place in the caps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import peewee

from models import bulk, clock
from models.account import normalised
from models.base import EnumField, JsonField, Table, add, change, fetch
from models.database import one, sql
from models.enums import CapClass, Outcome, TargetKind


class AttemptTable(Table):
    """One row per try; written `started` before the last click."""

    id = peewee.IntegerField(primary_key=True)
    action_id = peewee.IntegerField()
    account_id = peewee.IntegerField()
    outcome = EnumField(Outcome)
    clicked = peewee.BooleanField(default=False)
    started_at = peewee.IntegerField()
    duration_ms = peewee.IntegerField(default=0)
    code = peewee.TextField(null=True)
    detail = peewee.TextField(default="")
    observation = JsonField(null=True)
    result = JsonField(null=True)
    error = JsonField(null=True)

    class Meta:
        table_name = "attempts"


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """A try as the store keeps it."""

    id: int
    action_id: int
    account_id: int
    outcome: Outcome
    clicked: bool
    started_at: int
    duration_ms: int
    code: str | None
    detail: str
    result: dict[str, Any] | None
    error: dict[str, Any] | None


def attempts_of(action_id: int) -> list[AttemptRow]:
    """All tries of one action, oldest first."""
    return fetch(AttemptRow, AttemptTable, "WHERE action_id = ? ORDER BY id", (action_id,))


def start(action_id: int, account_id: int) -> int:
    """Write a try as started; call inside the transaction that reserves and counts."""
    return add(
        AttemptTable, action_id=action_id, account_id=account_id, outcome=Outcome.STARTED, started_at=clock.now()
    )


def target_key(platform: str, instance: str, kind: TargetKind, external_id: str) -> str:
    """The name under which own accounts reserve a target; a person's handle has many spellings, a post's id one."""
    return "|".join((platform, instance, kind, normalised(external_id) if kind is TargetKind.PERSON else external_id))


def reserve(target_key: str, account_id: int, action_id: int, until: int) -> int | None:
    """Take a target for an account; returns None when taken, else the other account that holds it."""
    held = one("SELECT account_id FROM reservations WHERE target_key = ? AND until > ?", (target_key, clock.now()))
    if held is not None and held[0] != account_id:
        return int(held[0])
    sql(
        "INSERT INTO reservations (target_key, account_id, action_id, until) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (target_key) DO UPDATE SET account_id = excluded.account_id,"
        " action_id = excluded.action_id, until = excluded.until",
        (target_key, account_id, action_id, until),
    )
    return None


def reserve_many(held: Iterable[tuple[str, int, int, int]]) -> None:
    """Take targets (key, account, action, until in ms) for what was done before; the longer reservation stands."""
    for row in held:
        sql(
            "INSERT INTO reservations (target_key, account_id, action_id, until) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (target_key) DO UPDATE SET account_id = excluded.account_id,"
            " action_id = excluded.action_id, until = excluded.until WHERE excluded.until > reservations.until",
            row,
        )


def count_many(counted: Sequence[tuple[int, CapClass, int, int]]) -> None:
    """Count tries that were made before: account, class, when (ms) and attempt; one that is counted stays so."""
    bulk.insert_absent("cap_counts", ("account_id", "cap_class", "counted_at", "attempt_id"), counted)


def release(action_ids: Iterable[int]) -> None:
    """Let go of the targets of actions that are gone."""
    listed = json.dumps(list(action_ids))
    sql("DELETE FROM reservations WHERE action_id IN (SELECT value FROM json_each(?))", (listed,))


def uncount(attempt_ids: Iterable[int]) -> None:
    """Count tries that are gone no longer."""
    listed = json.dumps(list(attempt_ids))
    sql("DELETE FROM cap_counts WHERE attempt_id IN (SELECT value FROM json_each(?))", (listed,))


def reserved_by(target_key: str) -> tuple[int, int] | None:
    """Who holds a target and until when (ms), if anybody does now."""
    found = one(
        "SELECT account_id, until FROM reservations WHERE target_key = ? AND until > ?", (target_key, clock.now())
    )
    return None if found is None else (int(found[0]), int(found[1]))


def count_against_caps(account_id: int, cap_class: CapClass, attempt_id: int) -> None:
    """Count one attempt; attempts count, not confirmations."""
    sql(
        "INSERT INTO cap_counts (account_id, cap_class, counted_at, attempt_id) VALUES (?, ?, ?, ?)",
        (account_id, cap_class, clock.now(), attempt_id),
    )


def counted_since(account_id: int, cap_class: CapClass, since: int) -> int:
    """How many attempts of a class an account has made since a time, from the covering index alone."""
    count: int
    [(count,)] = sql(
        "SELECT count(*) FROM cap_counts WHERE account_id = ? AND cap_class = ? AND counted_at > ?",
        (account_id, str(cap_class), since),  # a member of an enum, sqlite3 would look up an adapter for
    )
    return count


def counted_times(account_id: int, cap_class: CapClass, since: int) -> tuple[int, ...]:
    """When the attempts of a class since a time were counted, oldest first."""
    found = sql(
        "SELECT counted_at FROM cap_counts WHERE account_id = ? AND cap_class = ? AND counted_at > ?"
        " ORDER BY counted_at",
        (account_id, cap_class, since),
    )
    return tuple(at for (at,) in found)


def nth_newest(account_id: int, cap_class: CapClass, nth: int) -> int | None:
    """When the nth newest attempt of a class was counted (nth from 1): a full window frees after it."""
    found = one(
        "SELECT counted_at FROM cap_counts WHERE account_id = ? AND cap_class = ?"
        " ORDER BY counted_at DESC LIMIT 1 OFFSET ?",
        (account_id, cap_class, nth - 1),
    )
    return None if found is None else int(found[0])


def finish(attempt_id: int, outcome: Outcome, duration_ms: int, **columns: object) -> None:
    """End a try with its outcome and duration in milliseconds."""
    change(AttemptTable, attempt_id, outcome=outcome, duration_ms=duration_ms, **columns)
