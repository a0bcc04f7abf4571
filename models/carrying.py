"""What a restored store must not forget of the present one: stops, opt-outs, and all that was done on a site."""

from __future__ import annotations

from models import clock
from models.action import KEY_TAKEN
from models.database import one, sql, writing
from models.enums import KEY_FREED, READING
from models.merging import BEGUN, WAITING, goes_on, merge, same_line
from models.standing import keep_standing

_FREED = tuple(map(str, sorted(KEY_FREED)))
_READING = tuple(map(str, sorted(READING)))
# Of an act that is under way nobody can say what becomes of it.
_SAID = f"CASE WHEN now.state IN {BEGUN} THEN 'needs_review' ELSE now.state END"
# Accounts that Steward acted with since: by the acts, or by the keys of those that retention has let go.
_IMPORTED = "SELECT idempotency_key FROM present.actions WHERE trigger = 'import'"
_TRIED = "SELECT account_id FROM present.actions WHERE trigger <> 'import' AND rehearse = 0"
_TRIED += " AND id IN (SELECT action_id FROM present.attempts)"
_ACTED_SINCE = (
    "old.id NOT IN (SELECT id FROM main.accounts) AND (old.id IN"
    f" (SELECT account_id FROM present.ledger WHERE key NOT IN ({_IMPORTED})) OR old.id IN ({_TRIED}))"
)
# Such an account comes along to hold its acts by; nobody has said that it may go on.
_SWITCHED_OFF = {
    "enabled": "0",
    "auto_approve": "'[]'",
    **dict.fromkeys(("authority_kind", "authority_note", "authority_until"), "NULL"),
}
_SAME_ACT = "now.id = actions.id AND now.created_at = actions.created_at"


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
        keep_standing()
    with writing():
        accounts = _keep_accounts()
    with writing():
        keys = sql(
            "INSERT OR IGNORE INTO ledger (key, account_id, at) SELECT key, account_id, at FROM present.ledger"
            " RETURNING 1"
        )
        ended = _end_what_ended()
    with writing():
        acts = _keep_acts(own_key)
        _keep_questions()
    return {"opt_outs": opted_out, "accounts": accounts, "keys": len(keys), "ended": ended, "acts": acts}


def _keep_accounts() -> int:
    """Accounts that began to act after the backup; what was removed and added anew stands where it stood before."""
    same_name = " AND ".join(f"old.{part} = accounts.{part}" for part in ("platform", "instance", "username_norm"))
    sql(
        "DELETE FROM accounts WHERE EXISTS"
        f" (SELECT 1 FROM present.accounts AS old WHERE {same_name} AND {_ACTED_SINCE})"
        " AND id NOT IN (SELECT account_id FROM actions) AND id NOT IN (SELECT account_id FROM reviews)"
    )
    return merge("accounts", "present", False, _ACTED_SINCE, **_SWITCHED_OFF)


def _keep_acts(own_key: str | None) -> int:
    """Acts that are newer than the backup and may be on a site: they hold their keys, targets, marks and counts."""
    performed = f"old.rehearse = 0 AND old.kind NOT IN {_READING}"
    begun = f"old.state IN {BEGUN} OR EXISTS (SELECT 1 FROM present.attempts WHERE action_id = old.id)"
    text = {} if own_key else {"sealed_text": "NULL"}
    came = merge("actions", "present", False, f"{performed} AND ({begun})", **text)
    if own_key:  # without it the same text would have another mark
        merge("secrets", "present", False, f"old.place = '{own_key}'")
    same = f"old.action_id IN (SELECT now.id FROM main.actions JOIN present.actions AS now ON {_SAME_ACT})"
    for table in ("attempts", "fingerprints"):
        merge(table, "present", False, same)
    lives = "old.account_id IN (SELECT id FROM main.accounts)"
    merge("cap_counts", "present", False, lives)
    sql("DELETE FROM reservations WHERE target_key IN (SELECT target_key FROM present.reservations)")
    merge("reservations", "present", False, lives)
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
    merge("reviews", "present", False, f"old.resolved_at IS NULL AND ({unclear})")


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
            f" code = CASE WHEN now.state IN {BEGUN} THEN 'needs_review' ELSE now.code END, tries = now.tries,"
            " due_at = now.due_at, done_at = now.done_at, updated_at = now.updated_at,"
            f" lease_owner = NULL, lease_until = NULL FROM present.actions AS now WHERE {_SAME_ACT}"
            f" AND (now.state NOT IN {WAITING} OR actions.state IN {BEGUN}) AND actions.state <> {_SAID}"
            f" AND now.state {which} {_FREED} RETURNING actions.id"
        )
    return len(ended)


def _cancel_what_is_gone() -> list[tuple[int]]:
    """Acts that have ended, as retention has let them go since, or whose key another act holds at present."""
    cut = "SELECT 1 WHERE (SELECT max(sequence) FROM {}) < (SELECT min(sequence) FROM {})"
    later = goes_on("main", "present") or sql(cut.format("main.audit_entries", "present.audit_entries"))
    gone = "NOT EXISTS (SELECT 1 FROM present.actions AS now WHERE now.id = actions.id)"
    held = "EXISTS (SELECT 1 FROM present.actions AS now WHERE now.idempotency_key = actions.idempotency_key"
    held += f" AND now.id <> actions.id AND {KEY_TAKEN})"
    return sql(
        "UPDATE actions SET state = 'cancelled', code = 'cancelled', done_at = COALESCE(done_at, updated_at),"
        f" lease_owner = NULL, lease_until = NULL WHERE state IN {(*WAITING, *BEGUN)}"
        f" AND ({gone if later else 'FALSE'} OR {held}) RETURNING id"
    )
