"""Two stores into one: what a restored store must not forget, and sections of a backup brought back into ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models import clock
from models.action import KEY_TAKEN
from models.database import one, sql, writing
from models.enums import KEY_FREED, READING

WAITING = ("awaiting_approval", "queued", "held")
_FREED = tuple(map(str, sorted(KEY_FREED)))
_AT_WORK = ("running", "interrupted", "needs_review")
_READING = tuple(map(str, sorted(READING)))

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

# Where an account stands is the present's word: no stop, pause or switching off is lifted, no leave given back.
_STOPPED = "CASE WHEN now.health <> 'ok' THEN now.{0} ELSE accounts.{0} END"
_ALLOWED = "CASE WHEN accounts.authority_kind IS NOT NULL THEN now.{0} END"
_STANDING = {
    "accounts": {
        **{column: _STOPPED.format(column) for column in ("health", "health_code", "health_at")},
        **{column: _ALLOWED.format(column) for column in ("authority_kind", "authority_note", "authority_until")},
        "paused": "max(accounts.paused, now.paused)",
        "enabled": "min(accounts.enabled, now.enabled)",
    },
    "brands": {"status": "CASE WHEN now.status <> 'active' THEN now.status ELSE brands.status END"},
}
# Of an act that is under way nobody can say what becomes of it.
_SAID = f"CASE WHEN now.state IN {_AT_WORK} THEN 'needs_review' ELSE now.state END"
_SAME_ACT = "now.id = actions.id AND now.created_at = actions.created_at"

# What waits is not armed; what was cut off is for a person to look at.
_DISARMED = {
    "state": f"CASE WHEN old.state IN {_AT_WORK} THEN 'needs_review'"
    f" WHEN old.state IN {WAITING} THEN 'cancelled' ELSE old.state END",
    "code": f"CASE WHEN old.state IN {_AT_WORK} THEN 'needs_review' ELSE old.code END",
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
    return _goes_on("main", name) or _goes_on(name, "main")


def _goes_on(older: str, younger: str) -> bool:
    """Whether the newest entry of one store is in the other."""
    end = one(f"SELECT sequence, hash FROM {older}.audit_entries ORDER BY sequence DESC LIMIT 1")
    return end is None or one(f"SELECT 1 FROM {younger}.audit_entries WHERE sequence = ? AND hash = ?", end) is not None


def _akin(name: str) -> bool:
    """Whether two stores share a past, though each may have gone on since, or retention has cut what tells of it."""
    account = f"SELECT 1 FROM main.accounts JOIN {name}.accounts USING (id, platform, username_norm, created_at)"
    return same_line(name) or one(account) is not None


def carry_over(own_key: str | None) -> dict[str, int]:
    """Take from the store `present` what no restore takes back: opt-outs, stops, and all that was done on a site.

    `own_key` is the place of the secret that marks texts; None where the present vault and what it sealed go.
    """
    opted_out = keep_opt_outs()
    if not _akin("present"):
        return {"opt_outs": opted_out}
    with writing():  # one by one: where a part of a damaged store cannot be read, what was read before stays
        _keep_standing()
    with writing():
        keys = sql(
            "INSERT OR IGNORE INTO ledger (key, account_id, at) SELECT key, account_id, at FROM present.ledger"
            " RETURNING 1"
        )
        ended = _end_what_ended()
    with writing():
        acts = _keep_acts(own_key)
        _keep_questions()
    return {"opt_outs": opted_out, "keys": len(keys), "ended": ended, "acts": acts}


def _keep_standing() -> None:
    """What rests at present rests still, and who was signed out is."""
    for table, standing in _STANDING.items():
        setting = ", ".join(f"{column} = {value}" for column, value in standing.items())
        sql(f"UPDATE {table} SET {setting} FROM present.{table} AS now WHERE now.id = {table}.id")
    sql(
        "DELETE FROM sessions WHERE account_id IN (SELECT id FROM present.accounts)"
        " AND account_id NOT IN (SELECT account_id FROM present.sessions)"
    )


def _keep_acts(own_key: str | None) -> int:
    """Acts that are newer than the backup and may be on a site: they hold their keys, targets, marks and counts."""
    performed = f"old.rehearse = 0 AND old.kind NOT IN {_READING}"
    begun = f"old.state IN {_AT_WORK} OR EXISTS (SELECT 1 FROM present.attempts WHERE action_id = old.id)"
    text = {} if own_key else {"sealed_text": "NULL"}
    came = _merge("actions", "present", False, f"{performed} AND ({begun})", **text)
    if own_key:  # without it the same text would have another mark
        _merge("secrets", "present", False, f"old.place = '{own_key}'")
    same = f"old.action_id IN (SELECT now.id FROM main.actions JOIN present.actions AS now ON {_SAME_ACT})"
    for table in ("attempts", "fingerprints"):
        _merge(table, "present", False, same)
    lives = "old.account_id IN (SELECT id FROM main.accounts)"
    _merge("cap_counts", "present", False, lives)
    sql("DELETE FROM reservations WHERE target_key IN (SELECT target_key FROM present.reservations)")
    _merge("reservations", "present", False, lives)
    # Ids that were given since are not given again: the record, receipts and counts name them.
    sql(
        "INSERT INTO counters (name, last) SELECT name, last FROM present.counters WHERE TRUE"
        " ON CONFLICT (name) DO UPDATE SET last = max(last, excluded.last)"
    )
    return came


def _keep_questions() -> None:
    """What is asked at present is asked still; of an act that was settled since nothing is asked."""
    sql(
        "UPDATE reviews SET resolved_at = now.resolved_at, resolution = now.resolution FROM present.reviews AS now"
        " WHERE now.id = reviews.id AND now.opened_at = reviews.opened_at AND reviews.action_id IS NOT NULL"
        " AND reviews.resolved_at IS NULL"
    )
    sql(
        "UPDATE reviews SET resolved_at = ?, resolution = 'restored' WHERE resolved_at IS NULL"
        " AND action_id IN (SELECT id FROM actions WHERE state <> 'needs_review')",
        (clock.now(),),
    )
    unclear = "old.action_id IS NULL OR old.action_id IN (SELECT id FROM main.actions WHERE state = 'needs_review')"
    _merge("reviews", "present", False, f"old.resolved_at IS NULL AND ({unclear})")


def keep_opt_outs() -> int:
    """Take the opt-outs of the store `present`, which are for ever, for every handle known there; how many are new."""
    columns = "kind, what, platform, match, subject, reason, added_by, created_at"
    bound = "e.kind, e.what, p.platform, e.match, p.username_norm, e.reason, 'opt_out', e.created_at"
    came = sql(
        f"INSERT OR IGNORE INTO blocklist ({columns}) SELECT {columns} FROM present.blocklist"
        " WHERE kind = 'opt_out' RETURNING 1"
    )
    # Who is known to be whom may have been found out since; numbers of identities mean nothing in another store.
    came += sql(
        f"INSERT OR IGNORE INTO blocklist ({columns}) SELECT {bound}"
        " FROM present.blocklist AS e JOIN present.people AS p USING (identity_id) WHERE e.kind = 'opt_out' RETURNING 1"
    )
    sql(
        "UPDATE blocklist SET identity_id = p.identity_id FROM people AS p WHERE kind = 'opt_out'"
        " AND blocklist.identity_id IS NULL AND p.platform = blocklist.platform AND p.username_norm = subject"
        " AND (subject, p.platform) IN (SELECT subject, platform FROM present.blocklist WHERE identity_id IS NOT NULL)"
    )
    return len(came)


def _end_what_ended() -> int:
    """An act that ended since stays ended, with its tries; of one that is under way a person says what became of it."""
    sql(
        "UPDATE attempts SET outcome = now.outcome, clicked = now.clicked, duration_ms = now.duration_ms,"
        " code = now.code, detail = now.detail, observation = now.observation, result = now.result, error = now.error"
        " FROM present.attempts AS now WHERE now.id = attempts.id AND now.started_at = attempts.started_at"
        " AND now.outcome <> 'started' AND (attempts.outcome, attempts.clicked) <> (now.outcome, now.clicked)"
    )
    ended = _cancel_what_is_gone()
    for which in ("IN", "NOT IN"):  # who lets go of a key comes before who holds it
        ended += sql(
            f"UPDATE OR IGNORE actions SET state = {_SAID},"
            f" code = CASE WHEN now.state IN {_AT_WORK} THEN 'needs_review' ELSE now.code END, tries = now.tries,"
            " due_at = now.due_at, done_at = now.done_at, updated_at = now.updated_at,"
            f" lease_owner = NULL, lease_until = NULL FROM present.actions AS now WHERE {_SAME_ACT}"
            f" AND (now.state NOT IN {WAITING} OR actions.state IN {_AT_WORK}) AND actions.state <> {_SAID}"
            f" AND now.state {which} {_FREED} RETURNING actions.id"
        )
    return len(ended)


def _cancel_what_is_gone() -> list[tuple[int]]:
    """Acts that have ended, as retention has let them go since, or whose key another act holds at present."""
    cut = "SELECT 1 WHERE (SELECT max(sequence) FROM {}) < (SELECT min(sequence) FROM {})"
    later = _goes_on("main", "present") or sql(cut.format("main.audit_entries", "present.audit_entries"))
    gone = "NOT EXISTS (SELECT 1 FROM present.actions AS now WHERE now.id = actions.id)"
    held = "EXISTS (SELECT 1 FROM present.actions AS now WHERE now.idempotency_key = actions.idempotency_key"
    held += f" AND now.id <> actions.id AND {KEY_TAKEN})"
    return sql(
        "UPDATE actions SET state = 'cancelled', code = 'cancelled', done_at = COALESCE(done_at, updated_at),"
        f" lease_owner = NULL, lease_until = NULL WHERE state IN {(*WAITING, *_AT_WORK)}"
        f" AND ({gone if later else 'FALSE'} OR {held}) RETURNING id"
    )


def rest_everything() -> None:
    """Let all lanes rest until a person starts them: what was restored comes back paused."""
    sql(
        "INSERT INTO settings (key, value) VALUES ('stopped', 'true')"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    )


def bring_back(section: str, name: str) -> dict[str, int]:
    """Merge a section of the store at hand under that name into the open one; rows that came, by table."""
    found: dict[str, int] = {}
    sets_back = section in SET_UP
    without = sql("SELECT id FROM accounts WHERE id NOT IN (SELECT account_id FROM sessions)")
    signed_in = f"old.account_id NOT IN ({', '.join(str(number) for (number,) in without)})"
    for table in (SET_UP | HAPPENED)[section]:
        only = signed_in if table == "sessions" else _not_erased(table)
        found[table] = _merge(table, name, sets_back and table not in _ONLY_MISSING, only)
    return found


def _not_erased(table: str) -> str:
    columns = _ERASED.keys() & {str(column) for _, column, *_ in sql(f"PRAGMA main.table_info({table})")}
    return " AND ".join(f"(old.{one} IS NULL OR old.{one} NOT IN ({_ERASED[one]}))" for one in columns) or "TRUE"


def _merge(table: str, name: str, sets_back: bool, only: str = "TRUE", **instead: str) -> int:
    """What is missing first; then, where it is asked for, what differs. A name given anew stays with who has it now."""
    keys, taken, wheres = _taken(table, name)
    taken |= instead
    where = " AND ".join((only, *wheres))
    came = sql(
        f"INSERT OR IGNORE INTO {table} ({', '.join(taken)}) SELECT {', '.join(taken.values())}"
        f" FROM {name}.{table} AS old WHERE {where} RETURNING 1"
    )
    rest = [column for column in taken if column not in (*keys, *_STANDING.get(table, ()))]
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
