"""An old panel dashboard's file: its own tables, with ordinary rows, hostile ones, or a great many."""

from __future__ import annotations

import base64
import json
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
OWNED = (("instagram", "lena"), ("x", "lena"), ("tiktok", "mo.tt"), ("twitter", "zed"))
DAY = "2024-03-0{n} 08:15:00"


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


def ordinary(path: Path) -> Path:
    """A file as it is after a few weeks of use."""
    with old_panel(path) as panel:
        _accounts(panel)
        _feeds(panel)
        _work(panel)
        panel.add("schema_migrations", version="v2_add_tags")
        panel.add("migration_log", version=2, description="tags")
        for key, value in (
            ("jap_api_key", "jap-key-0123456789"),
            ("rss_app_api_key", '"rss-key-abcdef"'),
            ("llm_api_key", "llm-key-xyz"),
            ("rss_poll_interval", "60"),
            ("timezone", "Europe/Berlin"),
            ("feature_flags", '{"screenshots": true}'),
        ):
            panel.add("settings", key=key, value=value)
    return path


def _accounts(panel: OldPanel) -> None:
    for n, (platform, name) in enumerate(OWNED, 1):
        panel.add(
            "accounts",
            platform=platform,
            username=name,
            display_name=f"{name.title()} 🌿",
            url=f"https://{platform}.example/{name}",
            created_at=DAY.format(n=n),
            rss_feed_id=f"feed{n}" if n < 3 else None,
            rss_feed_url=f"https://feeds.example/{n}.xml" if n < 3 else None,
            rss_status="active",
            rss_last_check=DAY.format(n=9),
            enabled=1,
        )
    panel.add("tags", name="Clients", color="#ff8800")
    panel.add("tags", name="personal", color="cyan")
    panel.add("account_tags", account_id=1, tag_id=1)
    panel.add("account_tags", account_id=2, tag_id=2)


def _feeds(panel: OldPanel) -> None:
    for n, (owner, kind) in enumerate(((1, "account_monitor"), (2, "account_monitor"), (None, "keyword")), 1):
        panel.add(
            "rss_feeds",
            account_id=owner,
            rss_app_feed_id=f"feed{n}",
            title=f"Feed {n}",
            source_url=f"https://site.example/{n}",
            rss_feed_url=f"https://feeds.example/{n}.xml",
            feed_type=kind,
            last_post_date=DAY.format(n=8),
        )
        panel.add("rss_poll_log", feed_id=n, poll_time=DAY.format(n=8), posts_found=10, new_posts=n, status="success")
        panel.add("rss_poll_log", feed_id=n, poll_time=DAY.format(n=9), status="error", error_message="timed out")
        for post in range(4):
            panel.add("processed_posts", feed_id=n, post_guid=f"g{post}", post_url=f"https://p.example/{n}/{post}")


def _work(panel: OldPanel) -> None:
    parameters = {"quantity": 100, "custom_comments": ["So good 🌱", "More of this"], "use_ai_generation": True}
    for account in (1, 2):
        panel.add(
            "actions",
            account_id=account,
            action_type="likes",
            jap_service_id=4511,
            service_name="Likes, slow",
            parameters=json.dumps(parameters),
        )
    for n, status in enumerate(("completed", "in_progress", "canceled", "partial", "pending", "Refill needed"), 1):
        panel.add(
            "execution_history",
            jap_order_id=str(7000 + n),
            execution_type="instant" if n == 1 else "rss_trigger",
            platform="instagram",
            target_url=f"https://instagram.example/p/{n}",
            service_id=4511,
            service_name="Likes, slow",
            quantity=100 * n,
            cost=0.1 * n,
            status=status,
            account_id=None if n == 1 else 1,
            account_username=None if n == 1 else "lena",
            parameters=json.dumps(parameters),
            created_at=DAY.format(n=n),
            updated_at=DAY.format(n=n),
        )
    panel.add("orders", action_id=1, jap_order_id="6001", status="completed", quantity=50, cost=1.25)
    panel.add("orders", action_id=1, jap_order_id="7002", status="in_progress", quantity=200, cost=0.2)
    panel.add("triggers", action_id=1, trigger_type="scheduled", trigger_data='{"at": "09:00"}')
    shot = {"url": "https://instagram.example/p/1", "platform": "Instagram", "gologin_profile_id": "gl-1"}
    for phase, shade in (("before", 120), ("after", 9)):
        held = {"screenshot_type": phase, "screenshot_data": picture(shade), "status": "completed"}
        panel.add("screenshots", execution_id=1, **held, **shot)
    panel.add("screenshots", execution_id=2, screenshot_type="before", status="failed", error_message="no page", **shot)


def large(path: Path, rows: int) -> Path:
    """A file of so many rows, in the proportions of one that ran for years: entries, readings, orders."""
    accounts, orders, polls = 200, rows // 5, rows // 4
    with old_panel(path) as panel:
        panel.many(
            "INSERT INTO accounts (platform, username, url, created_at) VALUES ('instagram', ?, ?, ?)",
            ((f"name{n}", f"https://instagram.example/name{n}", DAY.format(n=1)) for n in range(accounts)),
        )
        panel.many(
            "INSERT INTO rss_feeds (account_id, rss_app_feed_id, title, source_url, rss_feed_url, feed_type)"
            " VALUES (?, ?, 'Posts', ?, ?, 'account_monitor')",
            ((n, f"f{n}", f"https://i.example/{n}", f"https://f.example/{n}.xml") for n in range(1, accounts + 1)),
        )
        panel.many(
            "INSERT INTO rss_poll_log (feed_id, poll_time, posts_found, new_posts) VALUES (?, ?, 10, 1)",
            ((1 + n % accounts, f"2024-05-{1 + n % 28:02} {n % 24:02}:{n % 60:02}:00") for n in range(polls)),
        )
        panel.many(
            "INSERT INTO execution_history (jap_order_id, execution_type, platform, target_url, service_id,"
            " service_name, quantity, cost, status, account_id, account_username, parameters, created_at)"
            " VALUES (?, 'rss_trigger', 'instagram', ?, 4511, 'Likes, slow', 100, 0.12, 'completed', ?, 'n', '{}', ?)",
            (
                (str(n), f"https://i.example/p/{n}", 1 + n % accounts, f"2024-06-{1 + n % 28:02} 10:{n % 60:02}:00")
                for n in range(orders)
            ),
        )
        panel.many(
            "INSERT INTO processed_posts (feed_id, post_guid, post_url, post_title, processed_at)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                (
                    1 + n % accounts,
                    f"guid-{n}",
                    f"https://i.example/p/{n}",
                    "A post",
                    f"2024-06-{1 + n % 28:02} 09:00:00",
                )
                for n in range(rows - 2 * accounts - orders - polls)
            ),
        )
    return path
