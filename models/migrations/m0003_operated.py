"""What is operated: brands, proxies, their content and texts, warm-up, and the life of an account."""

from __future__ import annotations

from typing import Final

_ACCOUNT_COLUMNS: Final = (
    "brand_id INTEGER REFERENCES brands (id) ON DELETE SET NULL",
    "brand_at INTEGER",
    "proxy_id INTEGER REFERENCES proxies (id) ON DELETE SET NULL",
    "proxy_at INTEGER",
    "person_id INTEGER REFERENCES people (id) ON DELETE SET NULL",
    "platform_user_id TEXT",
    "display_name TEXT",
    "url TEXT",
    "bio TEXT",
    "avatar_url TEXT",
    "city TEXT",
    "campus TEXT",
    "niche TEXT",
    "content_type TEXT",
    # A label for people; nothing ever reads it to change what a browser shows.
    "device_label TEXT",
    "warmup_step INTEGER CHECK (warmup_step BETWEEN 1 AND 5)",
    "warmup_started_at INTEGER",
    "warmup_completed_at INTEGER",
    "last_acted_at INTEGER",
    "last_acted_by TEXT",
    "last_error TEXT",
    "last_error_at INTEGER",
    "retries INTEGER NOT NULL DEFAULT 0",
)
_INDEXES: Final = ("brand_id", "proxy_id", "person_id", "lifecycle_state", "health", "last_acted_at")
_STATES: Final = "('imported', 'proxy_assigned', 'warming_up', 'human_review', 'ready', 'active', 'cleanup')"
_FULL: Final = """NEW.proxy_id IS NOT NULL AND
    (SELECT count(*) FROM accounts WHERE proxy_id = NEW.proxy_id AND id IS NOT NEW.id) >= COALESCE(
        (SELECT capacity FROM proxies WHERE id = NEW.proxy_id),
        (SELECT CAST(value AS INTEGER) FROM settings WHERE key = 'proxy_capacity'), 3)"""

UP: Final = (
    """CREATE TABLE brands (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_norm TEXT NOT NULL UNIQUE,
        description TEXT NOT NULL DEFAULT '',
        status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive', 'paused')),
        unfollow_ratio INTEGER NOT NULL DEFAULT 90 CHECK (unfollow_ratio BETWEEN 0 AND 100),
        daily_follow_limit INTEGER NOT NULL DEFAULT 50 CHECK (daily_follow_limit BETWEEN 1 AND 1000),
        posting_schedule TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(posting_schedule)),
        created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)""",
    "CREATE INDEX brands_status ON brands (status)",
    """CREATE TABLE proxies (
        id INTEGER PRIMARY KEY,
        scheme TEXT NOT NULL DEFAULT 'http' CHECK (scheme IN ('http', 'https', 'socks5')), host TEXT NOT NULL,
        port INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535), username TEXT NOT NULL DEFAULT '',
        provider TEXT NOT NULL DEFAULT '', location TEXT NOT NULL DEFAULT '',
        monthly_cost_micros INTEGER NOT NULL DEFAULT 0 CHECK (monthly_cost_micros >= 0),
        currency TEXT NOT NULL DEFAULT 'USD',
        status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive', 'error')),
        brand_id INTEGER REFERENCES brands (id) ON DELETE SET NULL, capacity INTEGER CHECK (capacity >= 0),
        tested_at INTEGER, last_error TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
        UNIQUE (scheme, host, port, username))""",
    "CREATE INDEX proxies_status ON proxies (status)",
    "CREATE INDEX proxies_brand ON proxies (brand_id) WHERE brand_id IS NOT NULL",
    "CREATE INDEX proxies_location ON proxies (location)",
    *(f"ALTER TABLE accounts ADD COLUMN {column}" for column in _ACCOUNT_COLUMNS),
    *(f"CREATE INDEX accounts_{name} ON accounts ({name})" for name in _INDEXES),
    """CREATE UNIQUE INDEX accounts_platform_id ON accounts (platform, instance, platform_user_id)
        WHERE platform_user_id IS NOT NULL""",
    "CREATE INDEX accounts_dashboard ON accounts (brand_id, lifecycle_state, health)",
    "CREATE INDEX accounts_warming ON accounts (warmup_step, id) WHERE lifecycle_state = 'warming_up'",
    f"""CREATE TRIGGER proxy_full_for_new BEFORE INSERT ON accounts WHEN {_FULL}
        BEGIN SELECT RAISE(ABORT, 'the proxy carries all the accounts it may'); END""",
    f"""CREATE TRIGGER proxy_full BEFORE UPDATE OF proxy_id ON accounts
        WHEN NEW.proxy_id IS NOT OLD.proxy_id AND {_FULL}
        BEGIN SELECT RAISE(ABORT, 'the proxy carries all the accounts it may'); END""",
    f"""CREATE TABLE account_states (
        id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        from_state TEXT, to_state TEXT NOT NULL CHECK (to_state IN {_STATES}), reason TEXT NOT NULL DEFAULT '',
        actor TEXT NOT NULL CHECK (actor IN ('user', 'bot', 'system', 'scheduler')), bot TEXT, operator TEXT,
        detail TEXT NOT NULL DEFAULT '{{}}' CHECK (json_valid(detail)), at INTEGER NOT NULL)""",
    "CREATE INDEX account_states_account ON account_states (account_id, at)",
    "CREATE INDEX account_states_to ON account_states (to_state)",
    "CREATE INDEX account_states_at ON account_states (at)",
    # The room that moves an account writes who did it; what moves it past that room is still seen.
    """CREATE TRIGGER account_state_seen AFTER UPDATE OF lifecycle_state ON accounts
        WHEN OLD.lifecycle_state IS NOT NEW.lifecycle_state AND NOT EXISTS (
            SELECT 1 FROM account_states WHERE account_id = NEW.id AND from_state IS OLD.lifecycle_state
                AND to_state = NEW.lifecycle_state AND at = NEW.updated_at)
        BEGIN INSERT INTO account_states (account_id, from_state, to_state, reason, actor, at)
            VALUES (NEW.id, OLD.lifecycle_state, NEW.lifecycle_state, 'unattended', 'system', NEW.updated_at); END""",
    """CREATE TABLE content (
        id INTEGER PRIMARY KEY, brand_id INTEGER NOT NULL REFERENCES brands (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('pfp', 'post', 'highlight', 'story', 'any')), url TEXT, path TEXT,
        text TEXT, is_template INTEGER NOT NULL DEFAULT 0, order_priority INTEGER NOT NULL DEFAULT 0,
        uses INTEGER NOT NULL DEFAULT 0, reported_rate REAL, last_used_at INTEGER, created_by TEXT,
        created_at INTEGER NOT NULL)""",
    "CREATE INDEX content_lookup ON content (brand_id, kind, is_template)",
    "CREATE INDEX content_uses ON content (uses)",
    """CREATE TABLE texts (
        id INTEGER PRIMARY KEY, brand_id INTEGER REFERENCES brands (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('bio', 'post', 'story', 'highlight', 'message', 'comment')),
        name TEXT NOT NULL DEFAULT '', text TEXT NOT NULL, is_template INTEGER NOT NULL DEFAULT 0,
        uses INTEGER NOT NULL DEFAULT 0, reported_rate REAL, last_used_at INTEGER, created_by TEXT,
        created_at INTEGER NOT NULL)""",
    "CREATE INDEX texts_lookup ON texts (brand_id, kind, is_template)",
    "CREATE INDEX texts_uses ON texts (uses)",
    """CREATE TABLE warmup_steps (
        id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 5),
        name TEXT NOT NULL
            CHECK (name IN ('change_pfp', 'change_bio', 'post_highlight', 'post_story', 'post_post')),
        state TEXT NOT NULL DEFAULT 'pending'
            CHECK (state IN ('pending', 'in_progress', 'completed', 'failed', 'requires_review')),
        started_at INTEGER, completed_at INTEGER, bot TEXT, bot_session TEXT,
        content TEXT CHECK (content IS NULL OR json_valid(content)), error TEXT,
        error_detail TEXT CHECK (error_detail IS NULL OR json_valid(error_detail)),
        retries INTEGER NOT NULL DEFAULT 0, duration_ms INTEGER,
        response TEXT CHECK (response IS NULL OR json_valid(response)), UNIQUE (account_id, position))""",
    "CREATE INDEX warmup_steps_progress ON warmup_steps (account_id, position, state)",
    "CREATE INDEX warmup_steps_state ON warmup_steps (state)",
    "CREATE INDEX warmup_steps_bot ON warmup_steps (bot) WHERE bot IS NOT NULL",
    "CREATE INDEX warmup_steps_started ON warmup_steps (started_at) WHERE started_at IS NOT NULL",
    "CREATE INDEX warmup_steps_failed ON warmup_steps (account_id) WHERE state = 'failed'",
)

DOWN: Final = (
    *(f"DROP TABLE {name}" for name in ("warmup_steps", "texts", "content")),
    "DROP TRIGGER account_state_seen",
    "DROP TABLE account_states",
    "DROP TRIGGER proxy_full",
    "DROP TRIGGER proxy_full_for_new",
    *(f"DROP INDEX accounts_{name}" for name in (*_INDEXES, "platform_id", "dashboard", "warming")),
    *(f"ALTER TABLE accounts DROP COLUMN {column.split()[0]}" for column in reversed(_ACCOUNT_COLUMNS)),
    "DROP TABLE proxies",
    "DROP TABLE brands",
)
