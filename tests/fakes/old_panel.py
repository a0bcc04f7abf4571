"""An old panel dashboard's file: its own tables, empty, to be filled row by row."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

# The tables as the old system made them, its slip with the feeds' key included.
SCHEMA = """
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, platform TEXT NOT NULL, username TEXT{names}, display_name TEXT, url TEXT,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, rss_feed_id TEXT, rss_feed_url TEXT,
    rss_status TEXT DEFAULT "pending", rss_last_check TIMESTAMP, rss_last_post TIMESTAMP, enabled BOOLEAN DEFAULT 0);
CREATE TABLE actions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL, action_type TEXT NOT NULL,
    jap_service_id INTEGER NOT NULL, service_name TEXT NOT NULL, parameters TEXT NOT NULL,
    is_active BOOLEAN DEFAULT 1, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE);
CREATE TABLE execution_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT, jap_order_id TEXT NOT NULL, execution_type TEXT NOT NULL,
    platform TEXT NOT NULL, target_url TEXT NOT NULL, service_id INTEGER NOT NULL, service_name TEXT NOT NULL,
    quantity INTEGER NOT NULL, cost REAL, status TEXT DEFAULT 'pending', account_id INTEGER, account_username TEXT,
    parameters TEXT, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    screenshot_before_url TEXT, screenshot_after_url TEXT, screenshot_before_path TEXT, screenshot_after_path TEXT,
    screenshot_status TEXT DEFAULT 'pending', screenshot_container_id TEXT, screenshot_error TEXT,
    FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE SET NULL);
CREATE TABLE screenshots (
    id INTEGER PRIMARY KEY AUTOINCREMENT, execution_id INTEGER NOT NULL, screenshot_type TEXT NOT NULL,
    url TEXT NOT NULL, platform TEXT NOT NULL, gologin_profile_id TEXT NOT NULL, screenshot_data TEXT,
    dimensions_width INTEGER, dimensions_height INTEGER, capture_duration_ms INTEGER, capture_timestamp TIMESTAMP,
    status TEXT DEFAULT 'pending', error_message TEXT, retry_count INTEGER DEFAULT 0,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (execution_id) REFERENCES execution_history (id) ON DELETE CASCADE);
CREATE TABLE rss_feeds (
    id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER, rss_app_feed_id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL, source_url TEXT NOT NULL, rss_feed_url TEXT NOT NULL, description TEXT, icon TEXT,
    feed_type TEXT NOT NULL, is_active BOOLEAN DEFAULT 1, last_checked TIMESTAMP, last_post_date TIMESTAMP,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (account_id) REFERENCES rss_feeds (id) ON DELETE CASCADE);
CREATE TABLE rss_poll_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT, feed_id INTEGER NOT NULL, poll_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    posts_found INTEGER DEFAULT 0, new_posts INTEGER DEFAULT 0, actions_triggered INTEGER DEFAULT 0,
    status TEXT DEFAULT 'success', error_message TEXT,
    FOREIGN KEY (feed_id) REFERENCES rss_feeds (id) ON DELETE CASCADE);
CREATE TABLE processed_posts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, feed_id INTEGER NOT NULL, post_guid TEXT NOT NULL, post_url TEXT,
    post_title TEXT, processed_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, actions_triggered INTEGER DEFAULT 0,
    FOREIGN KEY (feed_id) REFERENCES rss_feeds (id) ON DELETE CASCADE, UNIQUE(feed_id, post_guid));
CREATE TABLE tags (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, color TEXT DEFAULT '#6B7280',
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE account_tags (
    account_id INTEGER NOT NULL, tag_id INTEGER NOT NULL, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (account_id, tag_id), FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    FOREIGN KEY (tag_id) REFERENCES tags (id) ON DELETE CASCADE);
CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE migration_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL, description TEXT,
    executed_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT, action_id INTEGER NOT NULL, jap_order_id TEXT NOT NULL,
    status TEXT DEFAULT 'pending', quantity INTEGER NOT NULL, cost REAL,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (action_id) REFERENCES actions (id) ON DELETE CASCADE);
CREATE TABLE triggers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, action_id INTEGER NOT NULL, trigger_type TEXT NOT NULL, trigger_data TEXT,
    is_active BOOLEAN DEFAULT 1, last_executed TIMESTAMP, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (action_id) REFERENCES actions (id) ON DELETE CASCADE);
"""


class OldPanel:
    """Writes an old file, row by row, in few words; `loose` takes accounts without a name."""

    def __init__(self, path: Path, *, loose: bool = False) -> None:
        self.path = path
        self._rows = sqlite3.connect(path, isolation_level=None)
        self._rows.executescript("PRAGMA journal_mode = WAL;" + SCHEMA.format(names="" if loose else " NOT NULL"))

    def add(self, table: str, **columns: Any) -> int:
        """One row; returns its id."""
        names, marks = ", ".join(columns), ", ".join("?" for _ in columns)
        done = self._rows.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(columns.values()))
        return int(done.lastrowid or 0)

    def run(self, statement: str) -> None:
        """Any statement, for a file that is not as it should be."""
        self._rows.execute(statement)

    def many(self, statement: str, rows: Iterator[tuple[Any, ...]]) -> None:
        """Many rows at once."""
        self._rows.execute("BEGIN")
        self._rows.executemany(statement, rows)
        self._rows.execute("COMMIT")

    def close(self) -> Path:
        """The file, as the old program leaves it."""
        self._rows.close()
        return self.path


@contextmanager
def old_panel(path: Path, *, loose: bool = False) -> Iterator[OldPanel]:
    """A file to be filled."""
    panel = OldPanel(path, loose=loose)
    try:
        yield panel
    finally:
        panel.close()


def picture(shade: int = 120) -> str:
    """A small picture as the old system kept it: PNG in base64."""
    held = BytesIO()
    Image.new("RGB", (24, 16), (shade, shade, 200)).save(held, "PNG")
    return base64.b64encode(held.getvalue()).decode()
