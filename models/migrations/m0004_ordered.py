"""What outside services were asked for, and what starts and proves work: orders, feeds, rules, evidence, attempts."""

from __future__ import annotations

from typing import Final

_ORDER_STATES: Final = """('draft', 'awaiting_approval', 'submitting', 'unknown', 'pending', 'processing',
    'in_progress', 'completed', 'partial', 'cancelled', 'failed')"""
_FEED_OLD: Final = (
    "id, account_id, url, title, status, etag, modified, body_hash, baseline_at, interval_s, next_poll_at, failures,"
    " last_error, created_at"
)
_EVIDENCE_OLD: Final = "id, action_id, attempt_id, phase, path, sha256, region, changed, sealed, taken_at"
_ADDED: Final = {
    "actions": (
        "run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL",
        "parameters TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(parameters))",
        "user_notes TEXT NOT NULL DEFAULT ''",
        "system_notes TEXT NOT NULL DEFAULT ''",
        "kept_from INTEGER",
    ),
    "attempts": (
        "result TEXT CHECK (result IS NULL OR json_valid(result))",
        "error TEXT CHECK (error IS NULL OR json_valid(error))",
    ),
    "verifications": (
        "duration_ms INTEGER",
        "facts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(facts))",
    ),
    "feed_entries": ("author TEXT", "fired INTEGER NOT NULL DEFAULT 0"),
    "rules": (
        "parameters TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(parameters))",
        "provider_id INTEGER REFERENCES providers (id) ON DELETE SET NULL",
        "service_id TEXT",
        "service_name TEXT",
        "last_fired_at INTEGER",
    ),
}

UP: Final = (
    """CREATE TABLE providers (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('panel', 'rss', 'llm', 'data')), name TEXT NOT NULL,
        name_norm TEXT NOT NULL UNIQUE, base_url TEXT, enabled INTEGER NOT NULL DEFAULT 0, accepted_at INTEGER,
        created_at INTEGER NOT NULL)""",
    *(f"ALTER TABLE {table} ADD COLUMN {column}" for table, columns in _ADDED.items() for column in columns),
    "CREATE INDEX actions_target ON actions (target_kind, target_id)",
    # What a day came to, of all and of one account, without reading every try there ever was.
    "CREATE INDEX attempts_started ON attempts (started_at)",
    "CREATE INDEX attempts_account ON attempts (account_id, started_at)",
    "CREATE INDEX actions_run ON actions (run_id) WHERE run_id IS NOT NULL",
    f"""CREATE TABLE orders (
        id INTEGER PRIMARY KEY, provider_id INTEGER REFERENCES providers (id) ON DELETE SET NULL, external_id TEXT,
        action_id INTEGER REFERENCES actions (id) ON DELETE SET NULL,
        account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL, account_username TEXT,
        rule_id INTEGER REFERENCES rules (id) ON DELETE SET NULL, trigger TEXT NOT NULL, platform TEXT NOT NULL,
        target_url TEXT NOT NULL, service_id TEXT, service_name TEXT, quantity INTEGER NOT NULL,
        estimated_micros INTEGER, charged_micros INTEGER, currency TEXT NOT NULL DEFAULT 'USD',
        state TEXT NOT NULL CHECK (state IN {_ORDER_STATES}), raw_status TEXT,
        parameters TEXT NOT NULL DEFAULT '{{}}' CHECK (json_valid(parameters)), start_count INTEGER, remains INTEGER,
        created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, done_at INTEGER, kept_from INTEGER)""",
    """CREATE UNIQUE INDEX orders_external ON orders (provider_id, external_id)
        WHERE provider_id IS NOT NULL AND external_id IS NOT NULL""",
    "CREATE INDEX orders_account ON orders (account_id, created_at) WHERE account_id IS NOT NULL",
    "CREATE INDEX orders_state ON orders (state, created_at)",
    "CREATE INDEX orders_created ON orders (created_at, id)",
    "CREATE INDEX orders_action ON orders (action_id) WHERE action_id IS NOT NULL",
    "CREATE INDEX orders_rule ON orders (rule_id) WHERE rule_id IS NOT NULL",
    # A feed may belong to no account: keywords, and sources of general interest.
    """CREATE TABLE new_feeds (
        id INTEGER PRIMARY KEY, account_id INTEGER REFERENCES accounts (id) ON DELETE CASCADE, url TEXT NOT NULL,
        title TEXT NOT NULL DEFAULT '', status TEXT NOT NULL DEFAULT 'pending', etag TEXT, modified TEXT,
        body_hash TEXT, baseline_at INTEGER, interval_s INTEGER NOT NULL DEFAULT 300, next_poll_at INTEGER NOT NULL,
        failures INTEGER NOT NULL DEFAULT 0, last_error TEXT, created_at INTEGER NOT NULL,
        kind TEXT NOT NULL DEFAULT 'account_monitor' CHECK (kind IN ('account_monitor', 'keyword', 'general')),
        enabled INTEGER NOT NULL DEFAULT 1, source_url TEXT, description TEXT NOT NULL DEFAULT '', icon TEXT,
        provider TEXT, provider_feed_id TEXT, polled_at INTEGER, last_entry_at INTEGER)""",
    f"INSERT INTO new_feeds ({_FEED_OLD}) SELECT {_FEED_OLD} FROM feeds",
    "DROP TABLE feeds",
    "ALTER TABLE new_feeds RENAME TO feeds",
    "CREATE UNIQUE INDEX feeds_of_account ON feeds (account_id, url) WHERE account_id IS NOT NULL",
    "CREATE UNIQUE INDEX feeds_of_nobody ON feeds (url) WHERE account_id IS NULL",
    """CREATE UNIQUE INDEX feeds_provider ON feeds (provider, provider_feed_id)
        WHERE provider_feed_id IS NOT NULL""",
    "CREATE INDEX feeds_due ON feeds (next_poll_at) WHERE enabled = 1",
    """CREATE TABLE feed_polls (
        id INTEGER PRIMARY KEY, feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
        polled_at INTEGER NOT NULL, found INTEGER NOT NULL DEFAULT 0, fresh INTEGER NOT NULL DEFAULT 0,
        fired INTEGER NOT NULL DEFAULT 0,
        status TEXT NOT NULL CHECK (status IN ('success', 'error', 'no_new_posts')), error TEXT)""",
    "CREATE INDEX feed_polls_feed ON feed_polls (feed_id, polled_at)",
    "CREATE INDEX feed_polls_at ON feed_polls (polled_at)",
    # A picture proves an action or an order; a capture that failed keeps its row and has no file.
    """CREATE TABLE new_evidence (
        id INTEGER PRIMARY KEY, action_id INTEGER REFERENCES actions (id) ON DELETE CASCADE,
        attempt_id INTEGER, order_id INTEGER REFERENCES orders (id) ON DELETE CASCADE, phase TEXT NOT NULL,
        path TEXT UNIQUE, sha256 TEXT, region TEXT, changed REAL, sealed INTEGER NOT NULL DEFAULT 0,
        taken_at INTEGER NOT NULL, url TEXT, platform TEXT, width INTEGER, height INTEGER, duration_ms INTEGER,
        browser_profile TEXT, state TEXT NOT NULL DEFAULT 'completed'
            CHECK (state IN ('pending', 'capturing', 'completed', 'failed')),
        error TEXT, retries INTEGER NOT NULL DEFAULT 0, pinned INTEGER NOT NULL DEFAULT 0, kept_from INTEGER,
        CHECK ((action_id IS NULL) <> (order_id IS NULL)), CHECK ((path IS NULL) = (sha256 IS NULL)))""",
    f"INSERT INTO new_evidence ({_EVIDENCE_OLD}) SELECT {_EVIDENCE_OLD} FROM evidence",
    "DROP TABLE evidence",
    "ALTER TABLE new_evidence RENAME TO evidence",
    "CREATE INDEX evidence_action ON evidence (action_id) WHERE action_id IS NOT NULL",
    "CREATE INDEX evidence_order ON evidence (order_id) WHERE order_id IS NOT NULL",
    "CREATE INDEX evidence_taken ON evidence (taken_at)",
    # A trigger of an older system beyond feeds: kept, never armed.
    """CREATE TABLE old_triggers (
        id INTEGER PRIMARY KEY, rule_id INTEGER NOT NULL REFERENCES rules (id) ON DELETE CASCADE, kind TEXT NOT NULL,
        data TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(data)), last_fired_at INTEGER,
        created_at INTEGER NOT NULL)""",
    "CREATE INDEX old_triggers_rule ON old_triggers (rule_id)",
)

DOWN: Final = (
    "DROP TABLE old_triggers",
    """CREATE TABLE old_evidence (
        id INTEGER PRIMARY KEY, action_id INTEGER NOT NULL REFERENCES actions (id) ON DELETE CASCADE,
        attempt_id INTEGER NOT NULL, phase TEXT NOT NULL, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
        region TEXT, changed REAL, sealed INTEGER NOT NULL DEFAULT 0, taken_at INTEGER NOT NULL)""",
    f"""INSERT INTO old_evidence SELECT {_EVIDENCE_OLD} FROM evidence
        WHERE action_id IS NOT NULL AND attempt_id IS NOT NULL AND path IS NOT NULL""",
    "DROP TABLE evidence",
    "ALTER TABLE old_evidence RENAME TO evidence",
    "CREATE INDEX evidence_action ON evidence (action_id)",
    "DROP TABLE feed_polls",
    """CREATE TABLE old_feeds (
        id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        url TEXT NOT NULL, title TEXT NOT NULL DEFAULT '', status TEXT NOT NULL DEFAULT 'pending', etag TEXT,
        modified TEXT, body_hash TEXT, baseline_at INTEGER, interval_s INTEGER NOT NULL DEFAULT 300,
        next_poll_at INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0, last_error TEXT,
        created_at INTEGER NOT NULL, UNIQUE (account_id, url))""",
    "DELETE FROM feed_entries WHERE feed_id IN (SELECT id FROM feeds WHERE account_id IS NULL)",
    "DELETE FROM rules WHERE feed_id IN (SELECT id FROM feeds WHERE account_id IS NULL)",
    "DELETE FROM rule_firings WHERE rule_id NOT IN (SELECT id FROM rules)",
    f"INSERT INTO old_feeds SELECT {_FEED_OLD} FROM feeds WHERE account_id IS NOT NULL",
    "DROP TABLE feeds",
    "ALTER TABLE old_feeds RENAME TO feeds",
    "DROP TABLE orders",
    "DROP INDEX actions_run",
    "DROP INDEX attempts_account",
    "DROP INDEX attempts_started",
    "DROP INDEX actions_target",
    *(
        f"ALTER TABLE {table} DROP COLUMN {column.split()[0]}"
        for table, columns in _ADDED.items()
        for column in reversed(columns)
    ),
    "DROP TABLE providers",
)
