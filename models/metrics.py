"""Metrics: the named questions about what was done, and what each day came to, per brand and in total.

Days are calendar days of this machine and are written 2026-07-01.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeVar

import peewee

from models import clock
from models.attempt import counted_since, nth_newest
from models.base import Table, fetch, new_id
from models.database import sql
from models.enums import CAP_CLASS, ActionKind

R = TypeVar("R")


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


@dataclass(frozen=True, slots=True)
class Figures:
    """What a day came to for a brand, or for all where there is none; rates are percent, None where nothing ended."""

    day: str
    brand_id: int | None
    total_accounts: int = 0
    active_accounts: int = 0
    warming_accounts: int = 0
    failed_accounts: int = 0
    active_proxies: int = 0
    actions: int = 0
    errors: int = 0
    mean_ms: int = 0
    step_1_rate: float | None = None
    step_2_rate: float | None = None
    step_3_rate: float | None = None
    step_4_rate: float | None = None
    step_5_rate: float | None = None
    proxy_utilisation: float | None = None


@dataclass(frozen=True, slots=True)
class DayRow(Figures):
    """A day as the store keeps it; `imported` ones come from an older system and are never reckoned anew."""

    id: int = 0
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How many accounts of a brand stand in one state of life and health."""

    brand_id: int | None
    lifecycle_state: str
    health: str
    accounts: int


@dataclass(frozen=True, slots=True)
class DailyCount:
    """Tries of one kind by one account on one day, whatever became of them."""

    account_id: int
    action_date: str
    action_type: str
    action_count: int


@dataclass(frozen=True, slots=True)
class HourlyCount:
    """Tries of one kind by one account in one hour of the day (0 to 23)."""

    account_id: int
    action_type: str
    hour: int
    action_count: int


@dataclass(frozen=True, slots=True)
class PendingCheck:
    """A followed post whose figures are to be read again; times in ms UTC."""

    post_id: int
    platform: str
    url: str
    plan_id: int
    next_at: int
    checks_completed: int
    tracking_started_at: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """A thread that is not archived, and how many of its messages there are and we sent."""

    thread_id: int
    account_id: int
    platform: str
    participant: str
    unread: int
    last_message_at: int | None
    messages: int
    sent: int


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Whether one more try fits into a rolling window, and when a full one frees (ms UTC)."""

    allowed: bool
    count: int
    limit: int
    frees_at: int | None


_VIEWS: dict[type, str] = {
    DailyCount: "daily_action_counts",
    HourlyCount: "hourly_action_distribution",
    PendingCheck: "posts_pending_checkback",
    Conversation: "active_conversations_summary",
}


def check_rate_limit(account_id: int, kind: ActionKind, limit: int, span_ms: int = clock.DAY_MS) -> RateLimit:
    """Whether an account may try an act of that kind within a limit, in the hours (ms) that end now."""
    cap_class = CAP_CLASS[kind]
    count = counted_since(account_id, cap_class, clock.now() - span_ms)
    oldest = nth_newest(account_id, cap_class, limit) if 0 < limit <= count else None
    return RateLimit(count < limit, count, limit, None if oldest is None else oldest + span_ms)


def daily_action_counts(account_id: int) -> list[DailyCount]:
    """All days of an account, the newest first."""
    return _seen(DailyCount, "WHERE account_id = ? ORDER BY action_date DESC, action_type", (account_id,))


def hourly_action_distribution(account_id: int) -> list[HourlyCount]:
    """The hours of the day in which an account acts, by kind."""
    return _seen(HourlyCount, "WHERE account_id = ? ORDER BY hour, action_type", (account_id,))


def hourly_of_all(since: int) -> list[tuple[int, str, int]]:
    """Hour, kind and count of all accounts' tries since a time (ms UTC)."""
    return [
        (int(hour), str(kind), int(count))
        for hour, kind, count in sql(
            "SELECT CAST(strftime('%H', t.started_at / 1000, 'unixepoch', 'localtime') AS INTEGER) AS hour, a.kind,"
            " count(*) FROM attempts t JOIN actions a ON a.id = t.action_id WHERE t.started_at >= ?"
            " GROUP BY 1, 2 ORDER BY 1, 2",
            (since,),
        )
    ]


def kinds_since(since: int) -> dict[str, int]:
    """How often each kind was tried since a time (ms UTC)."""
    return dict(
        sql(
            "SELECT a.kind, count(*) FROM attempts t JOIN actions a ON a.id = t.action_id WHERE t.started_at >= ?"
            " GROUP BY 1 ORDER BY 1",
            (since,),
        )
    )


def posts_pending_checkback(limit: int = 100) -> list[PendingCheck]:
    """Followed posts that are to be looked at now, the longest waiting first."""
    return _seen(PendingCheck, "ORDER BY next_at LIMIT ?", (limit,))


def active_conversations_summary(account_id: int, limit: int = 100) -> list[Conversation]:
    """The threads of an account that are not archived, the newest first."""
    return _seen(Conversation, "WHERE account_id = ? ORDER BY last_message_at DESC LIMIT ?", (account_id, limit))


def _seen(cls: type[R], tail: str, params: tuple[int, ...]) -> list[R]:
    """Rows of the view that a class stands for."""
    names = ", ".join(field.name for field in fields(cls))  # type: ignore[arg-type]  # each is a dataclass
    return [cls(*row) for row in sql(f"SELECT {names} FROM {_VIEWS[cls]} {tail}", params)]


def dashboard() -> list[Standing]:
    """Accounts by brand, lifecycle and health, from an index alone."""
    columns = "brand_id, lifecycle_state, health"
    return [
        Standing(*row) for row in sql(f"SELECT {columns}, count(*) FROM accounts GROUP BY {columns} ORDER BY {columns}")
    ]


def days(limit: int, before: str | None = None, brand_id: int | None = None) -> list[DayRow]:
    """Kept days of a brand or in total, the newest first, continued before a day."""
    whose = "brand_id IS NULL" if brand_id is None else "brand_id = ?"
    own = () if brand_id is None else (brand_id,)
    tail, params = ("", ()) if before is None else (" AND day < ?", (before,))
    where = f"WHERE {whose}{tail} ORDER BY day DESC LIMIT ?"
    return fetch(DayRow, DailyMetricsTable, where, (*own, *params, limit))


def newest_day() -> str | None:
    """The last day that was reckoned here, if any was."""
    [(day,)] = sql("SELECT max(day) FROM daily_metrics WHERE brand_id IS NULL AND imported = 0")
    return None if day is None else str(day)


def forget_days_from(day: str) -> None:
    """Forget the days from this one on that were reckoned here: they are not over, a clock had run ahead."""
    sql("DELETE FROM daily_metrics WHERE day >= ? AND imported = 0", (day,))


def keep_figures(found: Figures, columns: tuple[str, ...]) -> bool:
    """Keep a day, or refresh those columns of a kept one; False for an imported day, which stays as it came."""
    place = "(day) WHERE brand_id IS NULL" if found.brand_id is None else "(day, brand_id) WHERE brand_id IS NOT NULL"
    names = Figures.__slots__
    refresh = ", ".join(f"{name} = excluded.{name}" for name in columns)
    return bool(
        sql(
            f"INSERT INTO daily_metrics (id, {', '.join(names)}) VALUES (?{', ?' * len(names)})"
            f" ON CONFLICT {place} DO UPDATE SET {refresh} WHERE imported = 0 RETURNING 1",
            (_id_of(found), *(getattr(found, name) for name in names)),
        )
    )


def _id_of(found: Figures) -> int:
    """The row's own id, so that reckoning anew uses none up."""
    known = sql("SELECT id FROM daily_metrics WHERE day = ? AND brand_id IS ?", (found.day, found.brand_id))
    return int(known[0][0]) if known else new_id("daily_metrics")
