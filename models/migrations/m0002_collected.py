"""What was found on sites: people, posts, comments, threads, media, tags, runs and their figures over time."""

from __future__ import annotations

from typing import Final

_POST_COLUMNS: Final = (
    "external_urn TEXT",
    "author_id INTEGER REFERENCES people (id) ON DELETE SET NULL",
    "post_kind TEXT",
    "media_kind TEXT",
    "posted_at INTEGER",
    "is_sponsored INTEGER NOT NULL DEFAULT 0",
    "hashtags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(hashtags))",
    "mentions TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(mentions))",
    "is_read INTEGER NOT NULL DEFAULT 0",
    "is_marked INTEGER NOT NULL DEFAULT 0",
    "reactions INTEGER",
    "likes INTEGER",
    "comments INTEGER",
    "shares INTEGER",
    "views INTEGER",
    "counted_at INTEGER",
    "payload BLOB",
    "kept_from INTEGER",
)

_NEW: Final = (
    "post_hashtags", "hashtags", "post_tags", "person_tags", "account_tags", "tags", "media", "messages", "threads",
    "comments",
)  # fmt: skip

UP: Final = (
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, origin TEXT NOT NULL DEFAULT '', platform TEXT,
        status TEXT NOT NULL CHECK (status IN ('running', 'completed', 'failed', 'cancelled', 'interrupted')),
        started_at INTEGER NOT NULL, ended_at INTEGER, fetched INTEGER NOT NULL DEFAULT 0,
        fresh INTEGER NOT NULL DEFAULT 0, updated INTEGER NOT NULL DEFAULT 0, error TEXT,
        system TEXT CHECK (system IS NULL OR json_valid(system)))""",
    "CREATE INDEX runs_started ON runs (started_at)",
    "CREATE INDEX runs_status ON runs (status)",
    # The handles of one person on several sites share an identity, so an opt-out reaches all of them.
    "CREATE TABLE identities (id INTEGER PRIMARY KEY, created_at INTEGER NOT NULL)",
    """CREATE TABLE people (
        id INTEGER PRIMARY KEY, identity_id INTEGER REFERENCES identities (id) ON DELETE SET NULL,
        platform TEXT NOT NULL, instance TEXT NOT NULL DEFAULT '', username TEXT NOT NULL, username_norm TEXT NOT NULL,
        platform_user_id TEXT, display_name TEXT, url TEXT, avatar_url TEXT, bio TEXT, followers INTEGER,
        following INTEGER, posts INTEGER, is_verified INTEGER NOT NULL DEFAULT 0,
        is_private INTEGER NOT NULL DEFAULT 0, is_tracked INTEGER NOT NULL DEFAULT 0, notes TEXT NOT NULL DEFAULT '',
        stats_at INTEGER, synced_at INTEGER, first_seen_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL, UNIQUE (platform, instance, username_norm))""",
    """CREATE UNIQUE INDEX people_platform_id ON people (platform, instance, platform_user_id)
        WHERE platform_user_id IS NOT NULL""",
    "CREATE INDEX people_username ON people (username_norm)",
    "CREATE INDEX people_identity ON people (identity_id) WHERE identity_id IS NOT NULL",
    "CREATE INDEX people_tracked ON people (id) WHERE is_tracked = 1",
    """CREATE TABLE person_names (
        person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE, username TEXT NOT NULL,
        seen_at INTEGER NOT NULL, PRIMARY KEY (person_id, username)) WITHOUT ROWID""",
    "CREATE INDEX person_names_name ON person_names (username)",
    *(f"ALTER TABLE posts ADD COLUMN {column}" for column in _POST_COLUMNS),
    "CREATE INDEX posts_posted ON posts (posted_at)",
    "CREATE INDEX posts_author ON posts (author)",
    "CREATE INDEX posts_author_id ON posts (author_id) WHERE author_id IS NOT NULL",
    "CREATE INDEX posts_seen ON posts (first_seen_at)",
    "CREATE INDEX posts_urn ON posts (external_urn) WHERE external_urn IS NOT NULL",
    """CREATE TABLE comments (
        id INTEGER PRIMARY KEY, platform TEXT NOT NULL, instance TEXT NOT NULL DEFAULT '', external_id TEXT,
        post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
        parent_id INTEGER REFERENCES comments (id) ON DELETE SET NULL, is_reply INTEGER NOT NULL DEFAULT 0,
        author_id INTEGER REFERENCES people (id) ON DELETE SET NULL, author TEXT,
        account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL, is_ours INTEGER NOT NULL DEFAULT 0,
        attempt_id INTEGER REFERENCES attempts (id) ON DELETE SET NULL, text TEXT NOT NULL, posted_at INTEGER,
        likes INTEGER, replies INTEGER, first_seen_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)""",
    """CREATE UNIQUE INDEX comments_external ON comments (platform, instance, external_id)
        WHERE external_id IS NOT NULL""",
    "CREATE INDEX comments_post ON comments (post_id, posted_at)",
    "CREATE INDEX comments_author ON comments (author_id) WHERE author_id IS NOT NULL",
    "CREATE INDEX comments_ours ON comments (account_id) WHERE is_ours = 1",
    "CREATE INDEX comments_parent ON comments (parent_id) WHERE parent_id IS NOT NULL",
    "CREATE INDEX comments_attempt ON comments (attempt_id) WHERE attempt_id IS NOT NULL",
    """CREATE TABLE threads (
        id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        platform TEXT NOT NULL, instance TEXT NOT NULL DEFAULT '', external_id TEXT,
        person_id INTEGER REFERENCES people (id) ON DELETE SET NULL, participant TEXT NOT NULL,
        participant_norm TEXT NOT NULL, display_name TEXT, avatar_url TEXT, last_message_at INTEGER,
        sealed_preview BLOB, unread INTEGER NOT NULL DEFAULT 0, is_muted INTEGER NOT NULL DEFAULT 0,
        is_archived INTEGER NOT NULL DEFAULT 0, synced_at INTEGER, first_seen_at INTEGER NOT NULL)""",
    "CREATE UNIQUE INDEX threads_external ON threads (account_id, external_id) WHERE external_id IS NOT NULL",
    """CREATE UNIQUE INDEX threads_participant ON threads (account_id, participant_norm)
        WHERE external_id IS NULL""",
    "CREATE INDEX threads_last ON threads (account_id, last_message_at)",
    "CREATE INDEX threads_person ON threads (person_id) WHERE person_id IS NOT NULL",
    # `old_envelope` keeps a body that an older system sealed with a key that was not given.
    """CREATE TABLE messages (
        id INTEGER PRIMARY KEY, thread_id INTEGER NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
        external_id TEXT, is_ours INTEGER NOT NULL, sender_id INTEGER REFERENCES people (id) ON DELETE SET NULL,
        sender TEXT, kind TEXT NOT NULL CHECK (kind IN ('text', 'image', 'video', 'sticker', 'link')),
        sealed_text BLOB, old_envelope TEXT, media_url TEXT, is_read INTEGER NOT NULL DEFAULT 0, sent_at INTEGER,
        delivered_at INTEGER, read_at INTEGER, attempt_id INTEGER REFERENCES attempts (id) ON DELETE SET NULL,
        first_seen_at INTEGER NOT NULL, kept_from INTEGER, redacted_at INTEGER)""",
    "CREATE UNIQUE INDEX messages_external ON messages (thread_id, external_id) WHERE external_id IS NOT NULL",
    # What nobody here can open has a second copy, which a check holds against the first.
    "CREATE INDEX messages_old ON messages (old_envelope) WHERE old_envelope IS NOT NULL",
    "CREATE INDEX messages_sent ON messages (thread_id, sent_at)",
    "CREATE INDEX messages_at ON messages (sent_at) WHERE sent_at IS NOT NULL",
    "CREATE INDEX messages_sender ON messages (sender_id) WHERE sender_id IS NOT NULL",
    "CREATE INDEX messages_attempt ON messages (attempt_id) WHERE attempt_id IS NOT NULL",
    """CREATE TABLE media (
        id INTEGER PRIMARY KEY, post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE, kind TEXT NOT NULL,
        url TEXT NOT NULL, path TEXT, sha256 TEXT, bytes INTEGER, mime TEXT, width INTEGER, height INTEGER,
        analysis_state TEXT NOT NULL DEFAULT 'pending'
            CHECK (analysis_state IN ('pending', 'analyzing', 'completed', 'failed')),
        analysis TEXT CHECK (analysis IS NULL OR json_valid(analysis)), analysed_at INTEGER,
        created_at INTEGER NOT NULL, UNIQUE (post_id, url))""",
    "CREATE INDEX media_analysis ON media (analysis_state)",
    "CREATE INDEX media_kind ON media (kind)",
    """CREATE TABLE tags (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_norm TEXT NOT NULL UNIQUE,
        color TEXT NOT NULL DEFAULT '#6B7280', description TEXT NOT NULL DEFAULT '', created_at INTEGER NOT NULL)""",
    """CREATE TABLE account_tags (
        id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE, created_at INTEGER NOT NULL,
        UNIQUE (account_id, tag_id))""",
    "CREATE INDEX account_tags_tag ON account_tags (tag_id)",
    """CREATE TABLE person_tags (
        id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
        tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE, created_at INTEGER NOT NULL,
        UNIQUE (person_id, tag_id))""",
    "CREATE INDEX person_tags_tag ON person_tags (tag_id)",
    """CREATE TABLE post_tags (
        id INTEGER PRIMARY KEY, post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
        tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
        confidence REAL CHECK (confidence IS NULL OR confidence BETWEEN 0 AND 1),
        applied_by TEXT NOT NULL CHECK (applied_by IN ('ai', 'user', 'rule')), notes TEXT NOT NULL DEFAULT '',
        created_at INTEGER NOT NULL, UNIQUE (post_id, tag_id))""",
    "CREATE INDEX post_tags_tag ON post_tags (tag_id)",
    """CREATE TABLE hashtags (
        id INTEGER PRIMARY KEY, platform TEXT NOT NULL, name TEXT NOT NULL, views INTEGER, posts INTEGER,
        seen_at INTEGER NOT NULL, UNIQUE (platform, name))""",
    """CREATE TABLE post_hashtags (
        post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
        hashtag_id INTEGER NOT NULL REFERENCES hashtags (id) ON DELETE CASCADE,
        PRIMARY KEY (post_id, hashtag_id)) WITHOUT ROWID""",
    "CREATE INDEX post_hashtags_name ON post_hashtags (hashtag_id)",
    # One series of figures for posts, people and accounts; `seen_by` is the account that looked.
    """CREATE TABLE new_snapshots (
        id INTEGER PRIMARY KEY, post_id INTEGER REFERENCES posts (id) ON DELETE CASCADE,
        person_id INTEGER REFERENCES people (id) ON DELETE CASCADE,
        account_id INTEGER REFERENCES accounts (id) ON DELETE CASCADE,
        seen_by INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
        run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL, reactions INTEGER, likes INTEGER, comments INTEGER,
        shares INTEGER, views INTEGER, followers INTEGER, following INTEGER, posts INTEGER,
        counts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(counts)), payload BLOB, source TEXT,
        taken_at INTEGER NOT NULL,
        CHECK ((post_id IS NOT NULL) + (person_id IS NOT NULL) + (account_id IS NOT NULL) = 1))""",
    """INSERT INTO new_snapshots (id, post_id, seen_by, likes, comments, shares, views, counts, taken_at)
        SELECT id, post_id, account_id, json_extract(counts, '$.likes'), json_extract(counts, '$.comments'),
            json_extract(counts, '$.shares'), json_extract(counts, '$.views'), counts, taken_at FROM snapshots""",
    "DROP TABLE snapshots",
    "ALTER TABLE new_snapshots RENAME TO snapshots",
    "CREATE INDEX snapshots_post ON snapshots (post_id, taken_at) WHERE post_id IS NOT NULL",
    "CREATE INDEX snapshots_person ON snapshots (person_id, taken_at) WHERE person_id IS NOT NULL",
    "CREATE INDEX snapshots_account ON snapshots (account_id, taken_at) WHERE account_id IS NOT NULL",
    "CREATE INDEX snapshots_run ON snapshots (run_id) WHERE run_id IS NOT NULL",
    "CREATE INDEX snapshots_taken ON snapshots (taken_at)",
    """CREATE TABLE check_plans (
        id INTEGER PRIMARY KEY, post_id INTEGER NOT NULL UNIQUE REFERENCES posts (id) ON DELETE CASCADE,
        account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL, started_at INTEGER NOT NULL,
        next_at INTEGER, done INTEGER NOT NULL DEFAULT 0, complete INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX check_plans_next ON check_plans (next_at) WHERE complete = 0",
    """CREATE TABLE check_steps (
        plan_id INTEGER NOT NULL REFERENCES check_plans (id) ON DELETE CASCADE, position INTEGER NOT NULL,
        due_at INTEGER NOT NULL, done_at INTEGER,
        snapshot_id INTEGER REFERENCES snapshots (id) ON DELETE SET NULL,
        PRIMARY KEY (plan_id, position)) WITHOUT ROWID""",
    "CREATE INDEX check_steps_snapshot ON check_steps (snapshot_id) WHERE snapshot_id IS NOT NULL",
    """CREATE TABLE api_usage (
        provider TEXT NOT NULL, endpoint TEXT NOT NULL DEFAULT '', day TEXT NOT NULL, calls INTEGER NOT NULL DEFAULT 0,
        quota INTEGER, cost_micros INTEGER NOT NULL DEFAULT 0, currency TEXT NOT NULL DEFAULT 'USD',
        PRIMARY KEY (provider, endpoint, day)) WITHOUT ROWID""",
)

DOWN: Final = (
    "DROP TABLE api_usage",
    "DROP TABLE check_steps",
    "DROP TABLE check_plans",
    """CREATE TABLE old_snapshots (
        id INTEGER PRIMARY KEY, post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
        account_id INTEGER NOT NULL REFERENCES accounts (id), counts TEXT NOT NULL CHECK (json_valid(counts)),
        taken_at INTEGER NOT NULL)""",
    """INSERT INTO old_snapshots SELECT id, post_id, seen_by, counts, taken_at FROM snapshots
        WHERE post_id IS NOT NULL AND seen_by IS NOT NULL""",
    "DROP TABLE snapshots",
    "ALTER TABLE old_snapshots RENAME TO snapshots",
    "CREATE INDEX snapshots_post ON snapshots (post_id, taken_at)",
    *(f"DROP TABLE {name}" for name in _NEW),
    *(f"DROP INDEX posts_{name}" for name in ("posted", "author", "author_id", "seen", "urn")),
    *(f"ALTER TABLE posts DROP COLUMN {column.split()[0]}" for column in reversed(_POST_COLUMNS)),
    *(f"DROP TABLE {name}" for name in ("person_names", "people", "identities", "runs")),
)
