"""Two stores into one: what is missing or differs comes over, row by row, and sections of a backup with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.database import one, sql
from models.standing import STANDING

WAITING = ("awaiting_approval", "queued", "held")
BEGUN = ("running", "interrupted", "needs_review")

# Sections in the order of their references. What a person set up goes back to what it was; of the rest only what is
# missing comes back, because the younger row of what happened is the truer one.
SET_UP = {
    "settings": ("settings",),
    "accounts": (
        *("identities", "people", "brands", "proxies", "accounts", "tags", "account_tags", "account_states"),
        *("content", "texts", "warmup_steps", "secrets", "sessions"),
    ),
    "rules": ("providers", "feeds", "rules", "schedules", "old_triggers", "rule_firings", "feed_entries", "feed_polls"),
}
HAPPENED = {
    "people": (
        *("identities", "people", "person_names", "posts", "comments", "media", "tags", "person_tags", "post_tags"),
        *("hashtags", "post_hashtags", "runs", "snapshots", "check_plans", "check_steps"),
    ),
    "conversations": ("identities", "people", "threads", "messages"),
    "history": (
        *("runs", "actions", "ledger", "approvals", "fingerprints", "attempts", "verifications", "orders"),
        *("evidence", "reviews", "daily_metrics", "api_usage"),
    ),
}
SECTIONS = (*SET_UP, *HAPPENED)
# Of acts on whom was erased nothing comes back: not by the acts themselves, and not by orders that came of them.
_ERASED = {"action_id": "SELECT id FROM main.actions WHERE target_url LIKE 'erased:%'"}
_ERASED["order_id"] = f"SELECT id FROM main.orders WHERE action_id IN ({_ERASED['action_id']})"
# Tables that a section needs for its references, but whose rows are somebody else's to set back.
_ONLY_MISSING = frozenset(
    {"identities", "people", "tags", "account_states", "rule_firings", "feed_entries", "feed_polls"}
)

# What waits is not armed; what was cut off is for a person to look at.
_DISARMED = {
    "state": f"CASE WHEN old.state IN {BEGUN} THEN 'needs_review'"
    f" WHEN old.state IN {WAITING} THEN 'cancelled' ELSE old.state END",
    "code": f"CASE WHEN old.state IN {BEGUN} THEN 'needs_review' ELSE old.code END",
    "lease_owner": "NULL",
    "lease_until": "NULL",
}


@contextmanager
def beside(path: Path, name: str) -> Iterator[None]:
    """Have a second store at hand under a name, for reading."""
    sql(f"ATTACH DATABASE ? AS {name}", (str(path),))
    try:
        yield
    finally:
        sql(f"DETACH DATABASE {name}")


def same_line(name: str) -> bool:
    """Whether the open store and the one at hand under that name share a past: one's newest entry is in the other."""
    return goes_on("main", name) or goes_on(name, "main")


def goes_on(older: str, younger: str) -> bool:
    """Whether the newest entry of one store is in the other."""
    end = one(f"SELECT sequence, hash FROM {older}.audit_entries ORDER BY sequence DESC LIMIT 1")
    return end is None or one(f"SELECT 1 FROM {younger}.audit_entries WHERE sequence = ? AND hash = ?", end) is not None


def bring_back(section: str, name: str) -> dict[str, int]:
    """Merge a section of the store at hand under that name into the open one; rows that came, by table."""
    found: dict[str, int] = {}
    sets_back = section in SET_UP
    without = sql("SELECT id FROM accounts WHERE id NOT IN (SELECT account_id FROM sessions)")
    signed_in = f"old.account_id NOT IN ({', '.join(str(number) for (number,) in without)})"
    for table in (SET_UP | HAPPENED)[section]:
        only = signed_in if table == "sessions" else _not_erased(table)
        found[table] = merge(table, name, sets_back and table not in _ONLY_MISSING, only)
    return found


def _not_erased(table: str) -> str:
    columns = _ERASED.keys() & {str(column) for _, column, *_ in sql(f"PRAGMA main.table_info({table})")}
    return " AND ".join(f"(old.{one} IS NULL OR old.{one} NOT IN ({_ERASED[one]}))" for one in columns) or "TRUE"


def merge(table: str, name: str, sets_back: bool, only: str = "TRUE", **instead: str) -> int:
    """What is missing first; then, where it is asked for, what differs. A name given anew stays with who has it now."""
    keys, taken, wheres = _taken(table, name)
    taken |= instead
    where = " AND ".join((only, *wheres))
    came = sql(
        f"INSERT OR IGNORE INTO {table} ({', '.join(taken)}) SELECT {', '.join(taken.values())}"
        f" FROM {name}.{table} AS old WHERE {where} RETURNING 1"
    )
    rest = [column for column in taken if column not in (*keys, *STANDING.get(table, ()))]
    if not sets_back or not rest:
        return len(came)
    differs = " OR ".join(f"{table}.{column} IS NOT {taken[column]}" for column in rest)
    same = " AND ".join(f"{table}.{key} = old.{key}" for key in keys)
    went = sql(
        f"UPDATE OR IGNORE {table} SET {', '.join(f'{column} = {taken[column]}' for column in rest)}"
        f" FROM {name}.{table} AS old WHERE {same} AND {where} AND ({differs}) RETURNING 1"
    )
    return len(came) + len(went)


def _taken(table: str, name: str) -> tuple[list[str], dict[str, str], list[str]]:
    """The key of a table, what is taken for each of its columns from rows called `old`, and which rows may come."""
    shape = sql(f"PRAGMA main.table_info({table})")
    keys = [str(column) for _, column, _, _, _, key in shape if key]
    taken, wheres = {str(column): f"old.{column}" for _, column, *_ in shape}, []
    firm = {str(column) for _, column, _, needed, _, key in shape if needed or key}
    for parent, column, to in _references(table):
        there = f"EXISTS (SELECT 1 FROM main.{parent} AS p WHERE p.{to} = old.{column})"
        if parent == table:  # a row may point to another that comes along
            there = f"({there} OR old.{column} IN (SELECT {to} FROM {name}.{table}))"
        if column in firm:
            wheres.append(there)
        else:
            taken[column] = f"CASE WHEN {there} THEN old.{column} END"
    if table == "settings":
        wheres.append("old.key <> 'stopped'")
    if table == "actions":
        taken |= _DISARMED
    return keys, taken, wheres


def _references(table: str) -> list[tuple[str, str, str]]:
    found = sql(f"PRAGMA main.foreign_key_list({table})")
    return [(str(parent), str(column), str(to or "id")) for _, _, parent, column, to, *_ in found]
