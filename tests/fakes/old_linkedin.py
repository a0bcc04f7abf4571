"""Builds the LinkedIn post store that people bring: its new form, its old form and the scrapers' result files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.fakes.old_tables import Rows, as_sqlite

WHEN = "2025-11-20 09:30:00"
POSTED = 1_763_630_000
STATS = {"total_reactions": 120, "like": 90, "support": 10, "love": 20, "comments": 14, "reposts": 3}

NEW_TABLES = {
    "posts": """post_id TEXT PRIMARY KEY, urn TEXT UNIQUE NOT NULL, full_urn TEXT, platform TEXT DEFAULT 'linkedin',
        posted_at_timestamp INTEGER NOT NULL, author_username TEXT, text_content TEXT, post_type TEXT, url TEXT,
        raw_json TEXT, first_seen_at TIMESTAMP, is_read BOOLEAN DEFAULT 0, is_marked BOOLEAN DEFAULT 0,
        created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP""",
    "data_downloads": """download_id TEXT PRIMARY KEY, post_id TEXT NOT NULL REFERENCES posts (post_id), run_id TEXT,
        downloaded_at TIMESTAMP NOT NULL, total_reactions INTEGER DEFAULT 0, stats_json TEXT, raw_json TEXT,
        source_file_path TEXT, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP""",
    "download_runs": """run_id TEXT PRIMARY KEY, started_at TIMESTAMP NOT NULL, completed_at TIMESTAMP,
        status TEXT DEFAULT 'running', script_name TEXT, platform TEXT DEFAULT 'linkedin',
        posts_fetched INTEGER DEFAULT 0, posts_new INTEGER DEFAULT 0, posts_updated INTEGER DEFAULT 0,
        error_message TEXT, system_info TEXT, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP""",
    "profiles": """profile_id TEXT PRIMARY KEY, username TEXT UNIQUE NOT NULL, name TEXT NOT NULL,
        platform TEXT DEFAULT 'linkedin', is_active BOOLEAN DEFAULT 1, notes TEXT, post_count INTEGER DEFAULT 0,
        last_synced_at TIMESTAMP, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
        updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP""",
    "tags": """tag_id TEXT PRIMARY KEY, name TEXT UNIQUE NOT NULL, description TEXT, color TEXT DEFAULT 'cyan',
        created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP""",
    "profile_tags": """profile_tag_id TEXT PRIMARY KEY, profile_id TEXT NOT NULL, tag_id TEXT NOT NULL,
        created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, UNIQUE (profile_id, tag_id)""",
    "post_tags": """post_tag_id TEXT PRIMARY KEY, post_id TEXT NOT NULL, tag_id TEXT NOT NULL, confidence REAL,
        applied_by TEXT DEFAULT 'ai', system_notes TEXT, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
        UNIQUE (post_id, tag_id)""",
    "action_queue": """action_id TEXT PRIMARY KEY, post_id TEXT, action_type TEXT NOT NULL, action_params TEXT,
        status TEXT DEFAULT 'queued', priority INTEGER DEFAULT 0, scheduled_for TIMESTAMP, executed_at TIMESTAMP,
        user_notes TEXT, system_notes TEXT, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
        updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP""",
    "post_media": """media_id TEXT PRIMARY KEY, post_id TEXT NOT NULL, media_type TEXT NOT NULL,
        media_url TEXT NOT NULL, local_file_path TEXT, file_size INTEGER, mime_type TEXT, width INTEGER,
        height INTEGER, ai_analysis_status TEXT DEFAULT 'pending', ai_analysis TEXT, ai_analyzed_at TIMESTAMP,
        created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP""",
}
OLD_TABLES = {
    "posts": """urn TEXT PRIMARY KEY, full_urn TEXT, posted_at_timestamp INTEGER NOT NULL, author_username TEXT,
        text_content TEXT, raw_json TEXT, source_file TEXT, first_seen_at TIMESTAMP, is_read BOOLEAN DEFAULT 0,
        is_marked BOOLEAN DEFAULT 0, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP""",
    "profiles": """id INTEGER PRIMARY KEY AUTOINCREMENT, username TEXT UNIQUE NOT NULL, name TEXT NOT NULL,
        is_active BOOLEAN DEFAULT 1, notes TEXT, post_count INTEGER DEFAULT 0, last_synced_at TIMESTAMP,
        created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP""",
    "tags": """id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE NOT NULL, color TEXT DEFAULT 'cyan',
        created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP""",
    "profile_tags": """id INTEGER PRIMARY KEY AUTOINCREMENT, profile_id INTEGER NOT NULL, tag_id INTEGER NOT NULL,
        created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP""",
}


def post(number: int, **columns: Any) -> dict[str, Any]:
    """A row of the new form's posts."""
    urn = str(7_399_807_615_448_305_000 + number)
    return {
        "post_id": f"p-{0xA1B2C300 + number:08x}",
        "urn": urn,
        "full_urn": f"urn:li:activity:{urn}",
        "platform": "linkedin",
        "posted_at_timestamp": POSTED + number,
        "author_username": f"writer-{number % 3}",
        "text_content": f"Post number {number} 🌿 مرحبا <b>bold</b>",
        "post_type": "regular",
        "url": f"https://www.linkedin.com/feed/update/urn:li:activity:{urn}/",
        "raw_json": json.dumps(item(number)),
        "first_seen_at": WHEN,
        "is_read": number % 2,
        "is_marked": int(number == 1),
        "created_at": WHEN,
        "updated_at": WHEN,
    } | columns


def action(number: int, **columns: Any) -> dict[str, Any]:
    """A row of the new form's action queue."""
    return {
        "action_id": f"act-{0x99AABB00 + number:08x}",
        "post_id": f"p-{0xA1B2C300 + number:08x}",
        "action_type": "autoreact",
        "action_params": json.dumps({"reaction": "celebrate"}),
        "status": "queued",
        "priority": number,
        "user_notes": "because it is good",
        "created_at": WHEN,
        "updated_at": WHEN,
    } | columns


def new_rows() -> Rows:
    """Rows for every table of the new form."""
    queue = [
        action(0),
        action(
            1,
            action_type="comment",
            action_params=json.dumps({"text": "Well said, Wanda"}),
            status="completed",
            executed_at="2025-11-20 10:00:00",
        ),
        action(2, action_type="bookmark", action_params=None, status="in_progress"),
    ]
    return {**_people(), **_found(), "action_queue": queue}


def _people() -> Rows:
    return {
        "profiles": [
            {"profile_id": "prf-9abc0def", "username": "writer-1", "name": "Wanda Writer", "is_active": 1,
             "notes": "met in Lyon", "post_count": 9, "last_synced_at": WHEN, "created_at": WHEN, "updated_at": WHEN},
            {"profile_id": "prf-9abc0df0", "username": "writer-2", "name": "Will <i>Writer</i>", "is_active": 0,
             "created_at": WHEN, "updated_at": WHEN},
        ],
        "tags": [
            {"tag_id": "tag-fedcba98", "name": "hiring", "description": "looks for people", "color": "cyan"},
            {"tag_id": "tag-fedcba99", "name": "rust", "description": None, "color": "#CE412B"},
        ],
        "profile_tags": [{"profile_tag_id": "pft-11223344", "profile_id": "prf-9abc0def", "tag_id": "tag-fedcba98"}],
    }  # fmt: skip


def _found() -> Rows:
    return {
        "download_runs": [
            {"run_id": "run-12345678", "started_at": WHEN, "completed_at": "2025-11-20 09:31:00", "status": "completed",
             "script_name": "run_apify.sh", "posts_fetched": 3, "posts_new": 2, "posts_updated": 1,
             "system_info": json.dumps({"hostname": "den", "user": "wanda", "version": "1.2", "os": "Linux"})},
        ],
        "posts": [post(number) for number in range(3)],
        "data_downloads": [
            {"download_id": "dl-e5f6a7b8", "post_id": "p-a1b2c300", "run_id": "run-12345678", "downloaded_at": WHEN,
             "total_reactions": 120, "stats_json": json.dumps(STATS), "raw_json": json.dumps(item(0)),
             "source_file_path": "apify/2025-11-20.json"},
        ],
        "post_tags": [
            {"post_tag_id": "ptg-55667788", "post_id": "p-a1b2c300", "tag_id": "tag-fedcba98", "confidence": 0.8,
             "applied_by": "ai", "system_notes": "says 'we are hiring'", "created_at": WHEN},
        ],
        "post_media": [
            {"media_id": "med-ddeeff00", "post_id": "p-a1b2c300", "media_type": "image",
             "media_url": "https://media.licdn.com/one.jpg", "local_file_path": "/home/wanda/cache/one.jpg",
             "file_size": 2048, "mime_type": "image/jpeg", "width": 640, "height": 480,
             "ai_analysis_status": "completed", "ai_analysis": json.dumps({"description": "a tree"}),
             "ai_analyzed_at": WHEN, "created_at": WHEN},
        ],
    }  # fmt: skip


def new_store(path: Path, rows: Rows | None = None) -> Path:
    """The new form: prefixed ids."""
    return as_sqlite(path, NEW_TABLES, new_rows() if rows is None else rows)


def old_rows() -> Rows:
    """Rows for every table of the old form."""
    kept = tuple(OLD_TABLES["posts"].replace(",", " ").split())
    posts = [{name: value for name, value in post(number).items() if name in kept} for number in range(3)]
    return {
        "profiles": [{"id": 1, "username": "writer-1", "name": "Wanda Writer", "notes": "met in Lyon"}],
        "tags": [{"id": 1, "name": "hiring", "color": "magenta"}, {"id": 2, "name": "rust", "color": "no such color"}],
        "profile_tags": [{"id": 7, "profile_id": 1, "tag_id": 1}],
        "posts": [row | {"source_file": "results/2025-11-20.json"} for row in posts],
    }


def old_store(path: Path, rows: Rows | None = None) -> Path:
    """The old form: INTEGER ids, and the result file's name on each post."""
    return as_sqlite(path, OLD_TABLES, old_rows() if rows is None else rows)


def item(number: int, **fields: Any) -> dict[str, Any]:
    """One post as a scraper's result file has it."""
    urn = str(7_399_807_615_448_305_000 + number)
    return {
        "urn": urn,
        "full_urn": f"urn:li:activity:{urn}",
        "url": f"https://www.linkedin.com/posts/writer-{number % 3}_activity-{urn}",
        "posted_at": {"date": "2025-11-20 09:13:20", "relative": "2d", "timestamp": (POSTED + number) * 1000},
        "text": f"Post number {number}",
        "post_type": "regular",
        "author": {"first_name": "Wanda", "last_name": "Writer", "headline": "Writes",
                   "username": f"writer-{number % 3}",
                   "profile_url": f"https://www.linkedin.com/in/writer-{number % 3}?trk=x",
                   "profile_picture": "https://media.licdn.com/wanda.jpg"},
        "stats": {**STATS, "total_reactions": 120 + number},
        "media": {"type": "image", "url": f"https://media.licdn.com/{number}.jpg",
                  "images": [{"url": f"https://media.licdn.com/{number}.jpg", "width": 640, "height": 480}]},
    } | fields  # fmt: skip


def result_file(path: Path, items: Sequence[Any]) -> Path:
    """A scraper's result file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(items), "utf-8")
    return path
