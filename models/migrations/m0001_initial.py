"""The first schema."""

from __future__ import annotations

from typing import Final

_FREED: Final = "('refused', 'cancelled', 'expired', 'skipped', 'failed')"

UP: Final = (
    "CREATE TABLE counters (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL CHECK (json_valid(value))) WITHOUT ROWID",
    """CREATE TABLE accounts (
        id INTEGER PRIMARY KEY, platform TEXT NOT NULL, instance TEXT NOT NULL DEFAULT '', username TEXT NOT NULL,
        username_norm TEXT NOT NULL, base_url TEXT, enabled INTEGER NOT NULL DEFAULT 1,
        paused INTEGER NOT NULL DEFAULT 0, lifecycle_state TEXT NOT NULL DEFAULT 'ready',
        health TEXT NOT NULL DEFAULT 'ok', health_code TEXT, health_at INTEGER,
        authority_kind TEXT CHECK (authority_kind IN ('own', 'client')), authority_note TEXT, authority_until INTEGER,
        auto_approve TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(auto_approve)),
        caps TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(caps)), quiet_hours TEXT, zone TEXT,
        created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
        UNIQUE (platform, instance, username_norm))""",
    """CREATE TABLE sessions (
        account_id INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
        envelope BLOB NOT NULL, saved_at INTEGER NOT NULL)""",
    "CREATE TABLE secrets (place TEXT PRIMARY KEY, envelope BLOB NOT NULL, saved_at INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE posts (
        id INTEGER PRIMARY KEY, platform TEXT NOT NULL, instance TEXT NOT NULL DEFAULT '', external_id TEXT NOT NULL,
        url TEXT NOT NULL, author TEXT, text TEXT, first_seen_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
        UNIQUE (platform, instance, external_id))""",
    """CREATE TABLE snapshots (
        id INTEGER PRIMARY KEY, post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
        account_id INTEGER NOT NULL REFERENCES accounts (id), counts TEXT NOT NULL CHECK (json_valid(counts)),
        taken_at INTEGER NOT NULL)""",
    "CREATE INDEX snapshots_post ON snapshots (post_id, taken_at)",
    f"""CREATE TABLE actions (
        id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts (id), kind TEXT NOT NULL,
        target_kind TEXT NOT NULL, target_url TEXT NOT NULL, target_id TEXT NOT NULL, content_hash TEXT NOT NULL,
        generation INTEGER NOT NULL, idempotency_key TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('awaiting_approval', 'queued', 'held', 'running', 'confirmed',
            'unconfirmed', 'interrupted', 'needs_review', {_FREED.strip("()")})),
        trigger TEXT NOT NULL, origin TEXT NOT NULL DEFAULT '', priority INTEGER NOT NULL DEFAULT 0,
        due_at INTEGER NOT NULL, expires_at INTEGER, tries INTEGER NOT NULL DEFAULT 0,
        rehearse INTEGER NOT NULL DEFAULT 0, sealed_text BLOB, code TEXT,
        decision TEXT CHECK (decision IS NULL OR json_valid(decision)), lease_owner TEXT, lease_until INTEGER,
        created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, done_at INTEGER)""",
    f"CREATE UNIQUE INDEX actions_key ON actions (idempotency_key) WHERE state NOT IN {_FREED}",
    "CREATE INDEX actions_claim ON actions (account_id, priority DESC, due_at, id) WHERE state = 'queued'",
    "CREATE INDEX actions_due ON actions (due_at) WHERE state = 'queued'",
    "CREATE INDEX actions_state ON actions (state, id)",
    "CREATE INDEX actions_account ON actions (account_id, id)",
    "CREATE INDEX actions_history ON actions (done_at, id) WHERE done_at IS NOT NULL",
    "CREATE TABLE ledger (key TEXT PRIMARY KEY, account_id INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE approvals (
        id INTEGER PRIMARY KEY, action_id INTEGER NOT NULL REFERENCES actions (id) ON DELETE CASCADE,
        content_hash TEXT NOT NULL, approved INTEGER NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL)""",
    "CREATE INDEX approvals_action ON approvals (action_id)",
    """CREATE TABLE fingerprints (
        mark INTEGER NOT NULL, account_id INTEGER NOT NULL,
        action_id INTEGER NOT NULL REFERENCES actions (id) ON DELETE CASCADE,
        PRIMARY KEY (mark, account_id, action_id)) WITHOUT ROWID""",
    "CREATE INDEX fingerprints_action ON fingerprints (action_id, mark)",
    """CREATE TABLE attempts (
        id INTEGER PRIMARY KEY, action_id INTEGER NOT NULL REFERENCES actions (id) ON DELETE CASCADE,
        account_id INTEGER NOT NULL, outcome TEXT NOT NULL, clicked INTEGER NOT NULL DEFAULT 0,
        started_at INTEGER NOT NULL, duration_ms INTEGER NOT NULL DEFAULT 0, code TEXT,
        detail TEXT NOT NULL DEFAULT '', observation TEXT CHECK (observation IS NULL OR json_valid(observation)))""",
    "CREATE INDEX attempts_action ON attempts (action_id)",
    "CREATE UNIQUE INDEX attempts_open ON attempts (action_id) WHERE outcome = 'started'",
    """CREATE TABLE reservations (
        target_key TEXT PRIMARY KEY, account_id INTEGER NOT NULL, action_id INTEGER NOT NULL,
        until INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE cap_counts (
        attempt_id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, cap_class TEXT NOT NULL,
        counted_at INTEGER NOT NULL)""",
    "CREATE INDEX cap_counts_window ON cap_counts (account_id, cap_class, counted_at)",
    """CREATE TABLE verifications (
        id INTEGER PRIMARY KEY, action_id INTEGER NOT NULL REFERENCES actions (id) ON DELETE CASCADE,
        attempt_id INTEGER NOT NULL, answer TEXT NOT NULL, method TEXT NOT NULL, confidence REAL NOT NULL,
        detail TEXT NOT NULL DEFAULT '', looked_at INTEGER NOT NULL)""",
    "CREATE INDEX verifications_action ON verifications (action_id)",
    """CREATE TABLE evidence (
        id INTEGER PRIMARY KEY, action_id INTEGER NOT NULL REFERENCES actions (id) ON DELETE CASCADE,
        attempt_id INTEGER NOT NULL, phase TEXT NOT NULL, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
        region TEXT, changed REAL, sealed INTEGER NOT NULL DEFAULT 0, taken_at INTEGER NOT NULL)""",
    "CREATE INDEX evidence_action ON evidence (action_id)",
    """CREATE TABLE reviews (
        id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts (id), action_id INTEGER,
        code TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '', opened_at INTEGER NOT NULL, resolved_at INTEGER,
        resolution TEXT)""",
    "CREATE INDEX reviews_open ON reviews (account_id) WHERE resolved_at IS NULL",
    """CREATE TABLE blocklist (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('block', 'opt_out')), platform TEXT NOT NULL,
        subject TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', created_at INTEGER NOT NULL,
        UNIQUE (kind, platform, subject))""",
    """CREATE TABLE feeds (
        id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        url TEXT NOT NULL, title TEXT NOT NULL DEFAULT '', status TEXT NOT NULL DEFAULT 'pending', etag TEXT,
        modified TEXT, body_hash TEXT, baseline_at INTEGER, interval_s INTEGER NOT NULL DEFAULT 300,
        next_poll_at INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0, last_error TEXT,
        created_at INTEGER NOT NULL, UNIQUE (account_id, url))""",
    """CREATE TABLE feed_entries (
        id INTEGER PRIMARY KEY, feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
        guid TEXT NOT NULL, url TEXT NOT NULL, title TEXT NOT NULL DEFAULT '', published_at INTEGER,
        seen_at INTEGER NOT NULL, baseline INTEGER NOT NULL DEFAULT 0, UNIQUE (feed_id, guid))""",
    """CREATE TABLE rules (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, feed_id INTEGER REFERENCES feeds (id) ON DELETE CASCADE,
        account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE, kind TEXT NOT NULL,
        condition TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(condition)), sealed_text BLOB,
        enabled INTEGER NOT NULL DEFAULT 1, created_at INTEGER NOT NULL)""",
    """CREATE TABLE rule_firings (
        rule_id INTEGER NOT NULL REFERENCES rules (id) ON DELETE CASCADE, subject TEXT NOT NULL,
        fired_at INTEGER NOT NULL, PRIMARY KEY (rule_id, subject)) WITHOUT ROWID""",
    """CREATE TABLE schedules (
        id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        kind TEXT NOT NULL, url TEXT NOT NULL, sealed_text BLOB, every_s INTEGER, next_at INTEGER,
        created_at INTEGER NOT NULL)""",
    """CREATE TABLE audit_entries (
        sequence INTEGER PRIMARY KEY, kind TEXT NOT NULL, account_id INTEGER, action_id INTEGER, at INTEGER NOT NULL,
        body TEXT NOT NULL CHECK (json_valid(body)), previous TEXT NOT NULL UNIQUE, hash TEXT NOT NULL UNIQUE)""",
    "CREATE INDEX audit_action ON audit_entries (action_id, sequence) WHERE action_id IS NOT NULL",
    """CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END""",
    """CREATE TRIGGER audit_stays BEFORE DELETE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END""",
    """CREATE TRIGGER opt_out_stays BEFORE DELETE ON blocklist WHEN old.kind = 'opt_out'
        BEGIN SELECT RAISE(ABORT, 'an opt-out is for ever'); END""",
)

_TABLES: Final = """
audit_entries schedules rule_firings rules feed_entries feeds blocklist reviews evidence verifications cap_counts
reservations attempts fingerprints approvals ledger actions snapshots posts secrets sessions accounts settings counters
"""
DOWN: Final = tuple(f"DROP TABLE {name}" for name in _TABLES.split())
