"""How it is kept: imports, what is due, backups, erasures, checkpoints of the audit chain, roll-ups, named views."""

from __future__ import annotations

from typing import Final

_BLOCKLIST_OLD: Final = "id, kind, platform, subject, reason, created_at"
_OPT_OUT_STAYS: Final = """CREATE TRIGGER opt_out_stays BEFORE DELETE ON blocklist WHEN old.kind = 'opt_out'
    BEGIN SELECT RAISE(ABORT, 'an opt-out is for ever'); END"""
_VIEWS: Final = {
    # An attempt counts, whatever became of it; days are those of this machine.
    "daily_action_counts": """SELECT a.account_id AS account_id,
            date(t.started_at / 1000, 'unixepoch', 'localtime') AS action_date, a.kind AS action_type,
            count(*) AS action_count
        FROM attempts t JOIN actions a ON a.id = t.action_id GROUP BY 1, 2, 3""",
    "hourly_action_distribution": """SELECT a.account_id AS account_id, a.kind AS action_type,
            CAST(strftime('%H', t.started_at / 1000, 'unixepoch', 'localtime') AS INTEGER) AS hour,
            count(*) AS action_count
        FROM attempts t JOIN actions a ON a.id = t.action_id GROUP BY 1, 2, 3""",
    "posts_pending_checkback": """SELECT p.id AS post_id, p.platform AS platform, p.url AS url, c.id AS plan_id,
            c.next_at AS next_at, c.done AS checks_completed, c.started_at AS tracking_started_at
        FROM check_plans c JOIN posts p ON p.id = c.post_id
        WHERE c.complete = 0 AND c.next_at <= CAST(strftime('%s', 'now') AS INTEGER) * 1000""",
    "active_conversations_summary": """SELECT t.id AS thread_id, t.account_id AS account_id, t.platform AS platform,
            t.participant AS participant, t.unread AS unread, t.last_message_at AS last_message_at,
            (SELECT count(*) FROM messages m WHERE m.thread_id = t.id) AS messages,
            (SELECT count(*) FROM messages m WHERE m.thread_id = t.id AND m.is_ours) AS sent
        FROM threads t WHERE t.is_archived = 0""",
}
_COUNTED: Final = (
    "total_accounts", "active_accounts", "warming_accounts", "failed_accounts", "active_proxies", "actions", "errors",
    "mean_ms",
)  # fmt: skip
_METRICS: Final = ", ".join(f"{name} INTEGER NOT NULL DEFAULT 0" for name in _COUNTED)
_RATES: Final = ", ".join(f"{name} REAL" for name in (*(f"step_{n}_rate" for n in range(1, 6)), "proxy_utilisation"))


def _audit_entries(hashes: str) -> tuple[str, ...]:
    """The table of entries made anew around its last two columns, its rows, its index and what refuses changes."""
    return (
        "DROP TRIGGER audit_keeps",
        f"""CREATE TABLE new_audit_entries (
            sequence INTEGER PRIMARY KEY, kind TEXT NOT NULL, account_id INTEGER, action_id INTEGER,
            at INTEGER NOT NULL, body TEXT NOT NULL CHECK (json_valid(body)), {hashes})""",
        "INSERT INTO new_audit_entries SELECT * FROM audit_entries",
        "DROP TABLE audit_entries",
        "ALTER TABLE new_audit_entries RENAME TO audit_entries",
        "CREATE INDEX audit_action ON audit_entries (action_id, sequence) WHERE action_id IS NOT NULL",
        """CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit_entries
            BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END""",
    )


UP: Final = (
    """CREATE TABLE imports (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, origin TEXT NOT NULL, started_at INTEGER NOT NULL,
        ended_at INTEGER,
        state TEXT NOT NULL CHECK (state IN ('running', 'completed', 'failed', 'interrupted', 'undone')),
        report TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(report)), rejects TEXT)""",
    # Where an imported row came from, and under which key it is found when the import runs again.
    """CREATE TABLE legacy_refs (
        origin TEXT NOT NULL, source TEXT NOT NULL, key TEXT NOT NULL, noun TEXT NOT NULL, row_id INTEGER NOT NULL,
        import_id INTEGER NOT NULL REFERENCES imports (id), merged INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (origin, source, key)) WITHOUT ROWID""",
    "CREATE INDEX legacy_refs_row ON legacy_refs (noun, row_id)",
    """CREATE TABLE due (
        name TEXT PRIMARY KEY, every_s INTEGER NOT NULL, due_at INTEGER NOT NULL, started_at INTEGER,
        ended_at INTEGER, ok INTEGER, detail TEXT NOT NULL DEFAULT '', failures INTEGER NOT NULL DEFAULT 0)
        WITHOUT ROWID""",
    """CREATE TABLE missed (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject_id INTEGER NOT NULL,
        account_id INTEGER REFERENCES accounts (id) ON DELETE CASCADE, times INTEGER NOT NULL,
        first_due_at INTEGER NOT NULL, last_due_at INTEGER NOT NULL, noticed_at INTEGER NOT NULL,
        answer TEXT CHECK (answer IN ('run', 'skip', 'spread')), answered_at INTEGER)""",
    "CREATE UNIQUE INDEX missed_open ON missed (kind, subject_id) WHERE answer IS NULL",
    """CREATE TABLE backups (
        id INTEGER PRIMARY KEY, folder TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('hourly', 'daily', 'monthly', 'manual', 'before')), made_at INTEGER NOT NULL,
        bytes INTEGER NOT NULL, proven_at INTEGER, detail TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE erasures (
        id INTEGER PRIMARY KEY, mark TEXT NOT NULL UNIQUE, erased_at INTEGER NOT NULL,
        receipt TEXT NOT NULL CHECK (json_valid(receipt)))""",
    # The horizon is the checkpoint before which retention has removed the entries.
    """CREATE TABLE audit_checkpoints (
        sequence INTEGER PRIMARY KEY, hash TEXT NOT NULL, at INTEGER NOT NULL, signature TEXT NOT NULL,
        horizon INTEGER NOT NULL DEFAULT 0)""",
    # Each entry names the hash before it, and its number is unique: hashes that had to be unique as well, in two
    # indexes without any order, made a million entries take four times as long.
    # What an account has done since when; also a second copy of every key, which a check holds against the first.
    "CREATE INDEX ledger_account ON ledger (account_id, at)",
    "DROP TRIGGER audit_stays",
    *_audit_entries("previous TEXT NOT NULL, hash TEXT NOT NULL"),
    """CREATE TRIGGER audit_stays BEFORE DELETE ON audit_entries
        WHEN old.sequence > COALESCE((SELECT max(sequence) FROM audit_checkpoints WHERE horizon = 1), 0)
        BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END""",
    "CREATE INDEX audit_kind ON audit_entries (kind, sequence)",
    "CREATE INDEX audit_account ON audit_entries (account_id, sequence) WHERE account_id IS NOT NULL",
    "CREATE INDEX audit_at ON audit_entries (at)",
    f"""CREATE TABLE daily_metrics (
        id INTEGER PRIMARY KEY, day TEXT NOT NULL, brand_id INTEGER REFERENCES brands (id) ON DELETE CASCADE,
        {_METRICS}, {_RATES}, imported INTEGER NOT NULL DEFAULT 0)""",
    "CREATE UNIQUE INDEX daily_metrics_brand ON daily_metrics (day, brand_id) WHERE brand_id IS NOT NULL",
    "CREATE UNIQUE INDEX daily_metrics_total ON daily_metrics (day) WHERE brand_id IS NULL",
    """CREATE TABLE new_blocklist (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('block', 'opt_out')),
        what TEXT NOT NULL DEFAULT 'any' CHECK (what IN ('any', 'person', 'post', 'keyword', 'domain')),
        platform TEXT NOT NULL, match TEXT NOT NULL DEFAULT 'exact' CHECK (match IN ('exact', 'contains', 'regex')),
        subject TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
        added_by TEXT NOT NULL DEFAULT 'user' CHECK (added_by IN ('user', 'system', 'opt_out')),
        identity_id INTEGER REFERENCES identities (id) ON DELETE SET NULL, expires_at INTEGER,
        created_at INTEGER NOT NULL, UNIQUE (kind, what, platform, match, subject),
        CHECK (kind = 'block' OR expires_at IS NULL))""",
    f"INSERT INTO new_blocklist ({_BLOCKLIST_OLD}) SELECT {_BLOCKLIST_OLD} FROM blocklist",
    # Dropping a table deletes its rows, and an opt-out refuses that; in its new place it is kept by the same trigger.
    "DROP TRIGGER opt_out_stays",
    "DROP TABLE blocklist",
    "ALTER TABLE new_blocklist RENAME TO blocklist",
    _OPT_OUT_STAYS,
    "CREATE INDEX blocklist_subject ON blocklist (subject, kind)",
    "CREATE INDEX blocklist_wide ON blocklist (kind) WHERE match <> 'exact' OR what IN ('keyword', 'domain')",
    "CREATE INDEX blocklist_identity ON blocklist (identity_id) WHERE identity_id IS NOT NULL",
    *(f"CREATE VIEW {name} AS {query}" for name, query in _VIEWS.items()),
)

DOWN: Final = (
    *(f"DROP VIEW {name}" for name in _VIEWS),
    """CREATE TABLE old_blocklist (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('block', 'opt_out')), platform TEXT NOT NULL,
        subject TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', created_at INTEGER NOT NULL,
        UNIQUE (kind, platform, subject))""",
    f"""INSERT OR IGNORE INTO old_blocklist ({_BLOCKLIST_OLD}) SELECT {_BLOCKLIST_OLD} FROM blocklist
        WHERE match = 'exact'""",
    "DROP TRIGGER opt_out_stays",
    "DROP TABLE blocklist",
    "ALTER TABLE old_blocklist RENAME TO blocklist",
    _OPT_OUT_STAYS,
    "DROP TABLE daily_metrics",
    "DROP INDEX ledger_account",
    *(f"DROP INDEX audit_{name}" for name in ("kind", "account", "at")),
    "DROP TRIGGER audit_stays",
    *_audit_entries("previous TEXT NOT NULL UNIQUE, hash TEXT NOT NULL UNIQUE"),
    """CREATE TRIGGER audit_stays BEFORE DELETE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END""",
    *(
        f"DROP TABLE {name}"
        for name in ("audit_checkpoints", "erasures", "backups", "missed", "due", "legacy_refs", "imports")
    ),
)
