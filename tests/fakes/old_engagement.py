"""An engagement store as its last version left it: two own accounts, what they did, and letters sealed with its key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.fakes.old_tables import Rows, as_sqlite

KEY = bytes(range(32))
SCHEMA = {
    "accounts": """id TEXT PRIMARY KEY, platform TEXT NOT NULL, platform_user_id TEXT NOT NULL, username TEXT NOT NULL,
        display_name TEXT, session_path TEXT, is_active INTEGER NOT NULL DEFAULT 1, last_used_at TEXT,
        settings TEXT NOT NULL, created_at TEXT NOT NULL DEFAULT (datetime('now')),
        updated_at TEXT NOT NULL DEFAULT (datetime('now')), UNIQUE (platform, platform_user_id)""",
    "platform_users": """id TEXT PRIMARY KEY, platform TEXT NOT NULL, platform_user_id TEXT NOT NULL,
        username TEXT NOT NULL, display_name TEXT, profile_url TEXT NOT NULL, follower_count INTEGER,
        following_count INTEGER, post_count INTEGER, is_verified INTEGER NOT NULL DEFAULT 0,
        is_private INTEGER NOT NULL DEFAULT 0, bio TEXT, discovered_at TEXT NOT NULL DEFAULT (datetime('now')),
        last_seen_at TEXT NOT NULL DEFAULT (datetime('now')), last_updated_at TEXT NOT NULL DEFAULT (datetime('now')),
        UNIQUE (platform, platform_user_id)""",
    "posts": """id TEXT PRIMARY KEY, platform TEXT NOT NULL, platform_post_id TEXT NOT NULL, post_url TEXT NOT NULL,
        author_id TEXT NOT NULL, author_username TEXT NOT NULL, content_type TEXT NOT NULL, caption TEXT,
        media_urls TEXT NOT NULL DEFAULT '[]', like_count INTEGER, comment_count INTEGER, share_count INTEGER,
        view_count INTEGER, posted_at TEXT, is_sponsored INTEGER NOT NULL DEFAULT 0,
        hashtags TEXT NOT NULL DEFAULT '[]', mentions TEXT NOT NULL DEFAULT '[]',
        discovered_at TEXT NOT NULL DEFAULT (datetime('now')),
        last_extracted_at TEXT NOT NULL DEFAULT (datetime('now')),
        engagement_status TEXT NOT NULL DEFAULT 'not_engaged', UNIQUE (platform, platform_post_id)""",
    "comments": """id TEXT PRIMARY KEY, platform TEXT NOT NULL, platform_comment_id TEXT, post_id TEXT NOT NULL,
        author_id TEXT, account_id TEXT, text TEXT NOT NULL, posted_at TEXT, like_count INTEGER, reply_count INTEGER,
        is_ours INTEGER NOT NULL DEFAULT 0, action_attempt_id TEXT,
        discovered_at TEXT NOT NULL DEFAULT (datetime('now')), UNIQUE (platform, platform_comment_id)""",
    "action_attempts": """id TEXT PRIMARY KEY, run_id TEXT NOT NULL, platform TEXT NOT NULL, action_type TEXT NOT NULL,
        account_id TEXT NOT NULL, target_type TEXT NOT NULL, target_id TEXT NOT NULL,
        input TEXT NOT NULL DEFAULT '{}', status TEXT NOT NULL DEFAULT 'pending', result TEXT, error TEXT,
        attempted_at TEXT NOT NULL DEFAULT (datetime('now')), completed_at TEXT, duration_ms INTEGER,
        verification_id TEXT""",
    "verification_results": """id TEXT PRIMARY KEY, action_attempt_id TEXT NOT NULL, verified INTEGER NOT NULL,
        confidence REAL NOT NULL, method TEXT NOT NULL, details TEXT NOT NULL DEFAULT '{}',
        verified_at TEXT NOT NULL DEFAULT (datetime('now')), duration_ms INTEGER NOT NULL""",
    # The two uniques over platform alone are left out, as stores have it whose own accounts write to each other.
    "dm_threads": """id TEXT PRIMARY KEY, platform TEXT NOT NULL, platform_thread_id TEXT NOT NULL,
        account_id TEXT NOT NULL, participant_id TEXT NOT NULL, participant_username TEXT NOT NULL,
        last_message_at TEXT, last_message_preview TEXT, unread_count INTEGER NOT NULL DEFAULT 0,
        is_archived INTEGER NOT NULL DEFAULT 0, discovered_at TEXT NOT NULL DEFAULT (datetime('now')),
        last_synced_at TEXT NOT NULL DEFAULT (datetime('now'))""",
    "dm_messages": """id TEXT PRIMARY KEY, platform TEXT NOT NULL, platform_message_id TEXT, thread_id TEXT NOT NULL,
        is_from_us INTEGER NOT NULL, sender_id TEXT, content_encrypted TEXT NOT NULL,
        content_type TEXT NOT NULL DEFAULT 'text', sent_at TEXT, delivered_at TEXT, read_at TEXT,
        action_attempt_id TEXT, discovered_at TEXT NOT NULL DEFAULT (datetime('now'))""",
    "audit_entries": """id TEXT PRIMARY KEY, run_id TEXT NOT NULL, step_id TEXT NOT NULL, event_type TEXT NOT NULL,
        platform TEXT, account_id TEXT, target_type TEXT, target_id TEXT, outcome TEXT NOT NULL,
        details TEXT NOT NULL DEFAULT '{}', timestamp TEXT NOT NULL DEFAULT (datetime('now')), duration_ms INTEGER""",
    "blocklist_entries": """id TEXT PRIMARY KEY, entry_type TEXT NOT NULL, platform TEXT, value TEXT NOT NULL,
        match_type TEXT NOT NULL DEFAULT 'exact', reason TEXT NOT NULL, added_by TEXT NOT NULL,
        created_at TEXT NOT NULL DEFAULT (datetime('now')), expires_at TEXT""",
}


def uid(noun: str, number: int) -> str:
    """An id as that store made them, telling what it is of."""
    return f"{noun[:8]:0<8}-0000-4000-8000-{number:012d}".replace("_", "0")


def envelope(text: str, key: bytes = KEY, mark: int = 7) -> str:
    """A letter sealed as that store did: a nonce of 16 bytes, the tag beside the words, all in hex."""
    iv = bytes([mark]) * 16
    sealed = AESGCM(key).encrypt(iv, text.encode(), None)
    return json.dumps({"iv": iv.hex(), "encrypted": sealed[:-16].hex(), "authTag": sealed[-16:].hex()})


def store(path: Path, rows: Rows | None = None) -> Path:
    """The file with those rows, or with `small()`."""
    return as_sqlite(path, SCHEMA, small() if rows is None else rows)


def account(number: int, **more: Any) -> dict[str, Any]:
    """An own account."""
    settings = {
        "rateLimit": {"likesPerHour": 20, "commentsPerHour": 5, "dmsPerHour": 3},
        "quietHours": {"enabled": True, "startHour": 22, "endHour": 7, "timezone": "Europe/Berlin"},
        "autoApprove": {"likes": True, "comments": False, "dms": False},
    }
    return {
        "id": uid("acc", number), "platform": "instagram", "platform_user_id": f"90{number}",
        "username": f"Own.{number}", "display_name": f"Own {number}", "session_path": f"/sessions/{number}.enc",
        "last_used_at": "2024-03-01T10:00:00.000Z", "settings": settings, "created_at": "2024-01-01 08:00:00",
        "updated_at": "2024-03-01 10:00:00", **more,
    }  # fmt: skip


def person(number: int, **more: Any) -> dict[str, Any]:
    """Somebody found."""
    return {
        "id": uid("usr", number), "platform": "instagram", "platform_user_id": f"70{number}",
        "username": f"found{number}", "display_name": f"Found {number}",
        "profile_url": f"https://instagram.test/found{number}/", "follower_count": 1000 + number,
        "following_count": 10, "post_count": 3, "is_verified": 1, "bio": "Bakes bread.",
        "discovered_at": "2024-02-01 09:00:00", "last_seen_at": "2024-02-02 09:00:00",
        "last_updated_at": "2024-02-02 09:00:00", **more,
    }  # fmt: skip


def post(number: int, author: int = 1, **more: Any) -> dict[str, Any]:
    """A post of somebody."""
    return {
        "id": uid("pst", number), "platform": "instagram", "platform_post_id": f"C{number}",
        "post_url": f"https://instagram.test/p/C{number}/", "author_id": uid("usr", author),
        "author_username": f"found{author}", "content_type": "carousel", "caption": "Fresh #Bread from @oven",
        "media_urls": [f"https://cdn.test/{number}a.jpg", f"https://cdn.test/{number}b.mp4"], "like_count": 12,
        "comment_count": 2, "share_count": None, "view_count": 300, "posted_at": "2024-02-01T07:00:00Z",
        "hashtags": ["Bread"], "mentions": ["oven"], "discovered_at": "2024-02-01 09:30:00",
        "last_extracted_at": "2024-02-03 09:30:00", "engagement_status": "liked", **more,
    }  # fmt: skip


def attempt(
    number: int, kind: str, target: str, target_id: str, status: str = "success", **more: Any
) -> dict[str, Any]:
    """Something that an account tried."""
    return {
        "id": uid("att", number), "run_id": "run-morning", "platform": "instagram", "action_type": kind,
        "account_id": uid("acc", 1), "target_type": target, "target_id": target_id, "input": {}, "status": status,
        "attempted_at": f"2024-02-04 10:{number % 60:02d}:00", "completed_at": f"2024-02-04 10:{number % 60:02d}:02",
        "duration_ms": 2000, **more,
    }  # fmt: skip


def look(number: int, of: int, verified: int = 1, **more: Any) -> dict[str, Any]:
    """What a fresh look found."""
    return {
        "id": uid("ver", number), "action_attempt_id": uid("att", of), "verified": verified, "confidence": 0.95,
        "method": "reload_verify", "details": {"selector": "heart"}, "verified_at": "2024-02-04 10:05:00",
        "duration_ms": 700, **more,
    }  # fmt: skip


def thread(number: int, of: int = 1, **more: Any) -> dict[str, Any]:
    """A conversation of an own account."""
    return {
        "id": uid("thr", number), "platform": "instagram", "platform_thread_id": f"T{number}",
        "account_id": uid("acc", of), "participant_id": uid("usr", 1), "participant_username": "found1",
        "last_message_at": "2024-02-05 12:00:00", "last_message_preview": "Preview-canary", "unread_count": 1,
        "discovered_at": "2024-02-05 11:00:00", "last_synced_at": "2024-02-05 12:00:00", **more,
    }  # fmt: skip


def message(number: int, of: int, content: str, **more: Any) -> dict[str, Any]:
    """A letter."""
    return {
        "id": uid("msg", number), "platform": "instagram", "platform_message_id": f"M{number}",
        "thread_id": uid("thr", of), "is_from_us": 0, "sender_id": uid("usr", 1), "content_encrypted": content,
        "sent_at": "2024-02-05 11:59:00", "read_at": "2024-02-05 12:00:00",
        "discovered_at": "2024-02-05 12:00:00", **more,
    }  # fmt: skip


def audit(number: int, event: str = "action_complete", outcome: str = "success", **more: Any) -> dict[str, Any]:
    """A line of the old journal."""
    return {
        "id": uid("aud", number), "run_id": "run-morning", "step_id": f"s{number}", "event_type": event,
        "platform": "instagram", "account_id": uid("acc", 1), "target_type": "post", "target_id": uid("pst", 1),
        "outcome": outcome, "details": {"note": "Detail-canary"}, "timestamp": f"2024-02-04 10:{number % 60:02d}:03",
        "duration_ms": 5, **more,
    }  # fmt: skip


def blocked(number: int, what: str, value: str, **more: Any) -> dict[str, Any]:
    """Somebody or something never to be touched."""
    return {
        "id": uid("blk", number), "entry_type": what, "platform": "instagram", "value": value,
        "match_type": "exact", "reason": "asked for it", "added_by": "user", "created_at": "2024-01-05 08:00:00",
        "expires_at": None, **more,
    }  # fmt: skip


def small() -> Rows:
    """A little of everything."""
    pst, usr = uid("pst", 1), uid("usr", 1)
    said = {"text": "Lovely crumb!", "textHash": "c0ffee"}
    return {
        "accounts": [account(1), account(2, platform="twitter", settings={}, session_path=None)],
        "platform_users": [person(1), person(2)],
        "posts": [post(1), post(2, author=2, engagement_status="not_engaged")],
        "dm_threads": [thread(1)],
        "action_attempts": [
            attempt(1, "like", "post", pst, verification_id=uid("ver", 1)),
            attempt(2, "comment", "post", pst, input=said),
            attempt(3, "follow", "user", usr, "failed", error={"code": "E1", "message": "no", "stack": "at /home/x"}),
            attempt(4, "like", "post", uid("pst", 2), "pending", completed_at=None),
            attempt(5, "dm_send", "dm_thread", uid("thr", 1), "in_progress", input={"text": "Letter-canary"}),
            attempt(6, "extract_stats", "post", pst),
        ],
        "verification_results": [look(1, 1)],
        "comments": [
            {"id": uid("cmt", 1), "platform": "instagram", "platform_comment_id": "K1", "post_id": pst,
             "author_id": usr, "text": "Thank you", "posted_at": "2024-02-02 08:00:00", "like_count": 4,
             "reply_count": 0, "discovered_at": "2024-02-03 08:00:00"},
            {"id": uid("cmt", 2), "platform": "instagram", "platform_comment_id": None, "post_id": pst,
             "account_id": uid("acc", 1), "text": "Lovely crumb!", "is_ours": 1,
             "action_attempt_id": uid("att", 2), "discovered_at": "2024-02-04 10:02:00"},
        ],
        "dm_messages": [
            message(1, 1, envelope("Sealed-canary: see you at nine")),
            message(2, 1, "[REDACTED]", is_from_us=1, sender_id=None),
        ],
        "audit_entries": [audit(1, "session_start"), audit(2), audit(3, "policy_block", "skipped")],
        "blocklist_entries": [
            blocked(1, "user", "@Found2"),
            blocked(2, "keyword", "casino", match_type="contains", platform=None),
            blocked(3, "user", "gone.for.good", added_by="opt_out", expires_at="2024-02-01 00:00:00"),
            blocked(4, "domain", r"(^|\.)spam\.test$", match_type="regex", expires_at="2099-01-01 00:00:00"),
        ],
    }  # fmt: skip
