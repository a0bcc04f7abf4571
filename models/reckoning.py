"""Reckoning: the figures of one day, per brand and in total, out of what the store holds.

A day is a calendar day of this machine.
- total_accounts: accounts that were kept before its end. active_accounts, warming_accounts: those whose lifecycle state
  at its end was active, or warming_up.
- failed_accounts: those with a warm-up step that failed, or whose site has restricted, suspended or banned them; as it
  stands when it is reckoned, since no history of it is kept.
- actions: tries begun on that day, whatever became of them; errors: those that failed or were given up; mean_ms: how
  long those that ended took on average, in milliseconds.
- step_1_rate … step_5_rate: of the warm-up steps of that number that ended on that day, the percentage completed.
- active_proxies: proxies in use; proxy_utilisation: the percentage of the accounts they may carry that they do carry;
  both as they stand when they are reckoned.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from models.database import sql
from models.metrics import Figures

# What is read from dated rows, and so can be reckoned anew for a day long gone.
DATED = (
    *("total_accounts", "active_accounts", "warming_accounts", "actions", "errors", "mean_ms"),
    *(f"step_{number}_rate" for number in range(1, 6)),
)
ALL = (*DATED, "failed_accounts", "active_proxies", "proxy_utilisation")
# The state of life at a time: where the last move before it led, else where the first move after it came from.
_STATE_AT = """COALESCE(
    (SELECT to_state FROM account_states s WHERE s.account_id = a.id AND s.at < ?1 ORDER BY s.at DESC LIMIT 1),
    (SELECT from_state FROM account_states s WHERE s.account_id = a.id AND s.at >= ?1 ORDER BY s.at LIMIT 1),
    a.lifecycle_state)"""
_ACCOUNTS = f"""SELECT brand_id, count(*), sum(state = 'active'), sum(state = 'warming_up')
    FROM (SELECT a.brand_id AS brand_id, {_STATE_AT} AS state FROM accounts a WHERE a.created_at < ?1)
    GROUP BY brand_id"""
_FAILED = """SELECT a.brand_id, count(*) FROM accounts a WHERE a.health IN ('restricted', 'suspended', 'banned')
    OR a.id IN (SELECT account_id FROM warmup_steps WHERE state = 'failed') GROUP BY a.brand_id"""
_TRIES = """SELECT a.brand_id, count(*), sum(t.outcome IN ('failed', 'abandoned')), sum(t.outcome <> 'started'),
        sum(CASE WHEN t.outcome <> 'started' THEN t.duration_ms ELSE 0 END)
    FROM attempts t JOIN accounts a ON a.id = t.account_id
    WHERE t.started_at >= ?1 AND t.started_at < ?2 GROUP BY a.brand_id"""
_STEPS = """SELECT a.brand_id, w.position, sum(w.state = 'completed'), count(*)
    FROM warmup_steps w JOIN accounts a ON a.id = w.account_id
    WHERE w.state IN ('completed', 'failed') AND COALESCE(w.completed_at, w.started_at) >= ?1
        AND COALESCE(w.completed_at, w.started_at) < ?2 GROUP BY a.brand_id, w.position"""
_PROXIES = """SELECT p.brand_id, count(*), sum(COALESCE(p.capacity,
        (SELECT CAST(value AS INTEGER) FROM settings WHERE key = 'proxy_capacity'), 3)),
        sum((SELECT count(*) FROM accounts a WHERE a.proxy_id = p.id))
    FROM proxies p WHERE p.status = 'active' GROUP BY p.brand_id"""

Sums = dict[str, int]


def day_of(at: int) -> str:
    """The calendar day of a moment (ms UTC)."""
    return datetime.fromtimestamp(at / 1000).date().isoformat()


def day_before(day: str, days: int = 1) -> str:
    """The calendar day so many days before another."""
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


def span_of(day: str) -> tuple[int, int]:
    """The first moment of a day, and of the next (ms UTC)."""
    first = datetime.fromisoformat(day)
    start, end = first.timestamp(), (first + timedelta(days=1)).timestamp()
    return int(start * 1000), int(end * 1000)


def first_day() -> str | None:
    """The day on which the first account was kept; None while there is none."""
    [(at,)] = sql("SELECT min(created_at) FROM accounts")
    return None if at is None else day_of(at)


def figures_of(day: str) -> list[Figures]:
    """What a day came to: in total first, then for each brand."""
    sums = _sums(day)
    total: Sums = defaultdict(int)
    for of_brand in sums.values():
        for name, number in of_brand.items():
            total[name] += number
    brands = [number for (number,) in sql("SELECT id FROM brands ORDER BY id")]
    return [_figures(day, None, total), *(_figures(day, brand, sums[brand]) for brand in brands)]


def _sums(day: str) -> dict[int | None, Sums]:
    start, end = span_of(day)
    sums: dict[int | None, Sums] = defaultdict(lambda: defaultdict(int))

    def take(query: str, params: tuple[int, ...], *names: str) -> None:
        for brand, *numbers in sql(query, params):
            for name, number in zip(names, numbers, strict=True):
                sums[brand][name] += number or 0

    take(_ACCOUNTS, (end,), "total", "active", "warming")
    take(_FAILED, (), "failed")
    take(_TRIES, (start, end), "tries", "errors", "ended", "ended_ms")
    take(_PROXIES, (), "proxies", "capacity", "carried")
    for brand, position, completed, ended in sql(_STEPS, (start, end)):
        sums[brand][f"completed {position}"] += completed
        sums[brand][f"ended {position}"] += ended
    return sums


def _figures(day: str, brand_id: int | None, of: Sums) -> Figures:
    return Figures(
        day,
        brand_id,
        total_accounts=of["total"],
        active_accounts=of["active"],
        warming_accounts=of["warming"],
        failed_accounts=of["failed"],
        active_proxies=of["proxies"],
        actions=of["tries"],
        errors=of["errors"],
        mean_ms=round(of["ended_ms"] / of["ended"]) if of["ended"] else 0,
        proxy_utilisation=_percent(of["carried"], of["capacity"]),
        **{f"step_{n}_rate": _percent(of[f"completed {n}"], of[f"ended {n}"]) for n in range(1, 6)},
    )


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None
