"""Findings: the questions that tell whether the work goes on as it should."""

from __future__ import annotations

from dataclasses import dataclass

from models.database import sql


@dataclass(frozen=True, slots=True)
class FeedStanding:
    """How one feed of an account stands; times in ms UTC."""

    feed_id: int
    handle: str | None
    url: str
    enabled: bool
    status: str
    failures: int
    last_error: str | None
    polled_at: int | None
    next_poll_at: int


@dataclass(frozen=True, slots=True)
class PollSeen:
    """One reading of a feed."""

    feed_id: int
    handle: str | None
    url: str
    polled_at: int
    status: str
    found: int
    fresh: int
    fired: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Stuck:
    """An action that has stood still."""

    id: int
    handle: str | None
    kind: str
    state: str
    since: int


@dataclass(frozen=True, slots=True)
class IdleRule:
    """A rule that listens for an account that is switched off."""

    rule_id: int
    name: str
    handle: str


_HANDLE = "a.platform || ':' || a.username"


def feed_standings(limit: int) -> list[FeedStanding]:
    """Every feed with its account, those in trouble first."""
    found = sql(
        f"SELECT f.id, {_HANDLE}, f.url, f.enabled, f.status, f.failures, f.last_error, f.polled_at, f.next_poll_at"
        " FROM feeds f LEFT JOIN accounts a ON a.id = f.account_id"
        " ORDER BY f.status IN ('error', 'gone') DESC, f.id LIMIT ?",
        (limit,),
    )
    return [FeedStanding(*(*row[:3], bool(row[3]), *row[4:])) for row in found]


def feed_counts() -> dict[str, int]:
    """How many feeds stand in each status; those switched off count as "off"."""
    return dict(sql("SELECT CASE WHEN enabled THEN status ELSE 'off' END, count(*) FROM feeds GROUP BY 1 ORDER BY 1"))


def newest_polls(limit: int) -> list[PollSeen]:
    """The last readings of any feed, the newest first."""
    found = sql(
        f"SELECT p.feed_id, {_HANDLE}, f.url, p.polled_at, p.status, p.found, p.fresh, p.fired, p.error"
        " FROM feed_polls p JOIN feeds f ON f.id = p.feed_id LEFT JOIN accounts a ON a.id = f.account_id"
        " ORDER BY p.polled_at DESC, p.id DESC LIMIT ?",
        (limit,),
    )
    return [PollSeen(*row) for row in found]


def stuck(before: int, limit: int) -> list[Stuck]:
    """Acts that run or should, and have stood still since before a time (ms UTC)."""
    found = sql(
        f"SELECT * FROM (SELECT t.id, {_HANDLE}, t.kind, t.state, t.updated_at FROM actions t"
        " JOIN accounts a ON a.id = t.account_id"
        " WHERE t.state IN ('running', 'interrupted') AND t.updated_at < ? LIMIT ?)"
        f" UNION ALL SELECT * FROM (SELECT t.id, {_HANDLE}, t.kind, t.state, t.due_at FROM actions t"
        " JOIN accounts a ON a.id = t.account_id WHERE t.state = 'queued' AND t.due_at < ? LIMIT ?)",
        (before, limit, before, limit),
    )
    return [Stuck(*row) for row in found][:limit]


def kind_counts() -> list[tuple[str, str, int]]:
    """How many actions of each kind stand in each state, and orders by state; reads all of them."""
    return [
        (str(kind), str(state), int(count))
        for kind, state, count in sql(
            "SELECT kind, state, count(*) FROM actions GROUP BY 1, 2"
            " UNION ALL SELECT 'outside order', state, count(*) FROM orders GROUP BY 2 ORDER BY 1, 2"
        )
    ]


def without_feed(limit: int) -> tuple[int, list[str]]:
    """Accounts that are switched on and have no feed: how many, and the first handles."""
    where = "FROM accounts a WHERE a.enabled = 1 AND NOT EXISTS (SELECT 1 FROM feeds f WHERE f.account_id = a.id)"
    [(count,)] = sql(f"SELECT count(*) {where}")
    return int(count), [str(handle) for (handle,) in sql(f"SELECT {_HANDLE} {where} ORDER BY a.id LIMIT ?", (limit,))]


def rules_of_disabled(limit: int) -> list[IdleRule]:
    """Rules that are switched on while their account is not."""
    found = sql(
        f"SELECT r.id, r.name, {_HANDLE} FROM rules r JOIN accounts a ON a.id = r.account_id"
        " WHERE r.enabled = 1 AND a.enabled = 0 ORDER BY r.id LIMIT ?",
        (limit,),
    )
    return [IdleRule(*row) for row in found]
