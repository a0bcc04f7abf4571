"""Builds the folders of JSON files in which the TikTok modules kept what they followed and read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zlib import crc32

VIDEO = "7300000000000000001"
OTHER = "7300000000000000002"
STARTED = "2025-11-20T10:00:00+00:00"


def tracked(video: str = VIDEO, **fields: Any) -> dict[str, Any]:
    """What the scheduler kept of one followed video: two looks taken, two to come."""
    return {
        "video_id": video,
        "url": f"https://www.tiktok.com/@wanda.films/video/{video}",
        "username": "wanda.films",
        "caption": "A small film 🎬 #lyon #film",
        "tracking_started_at": STARTED,
        "check_schedule": [
            "2025-11-20T11:00:00+00:00", "2025-11-21T10:00:00+00:00", "2025-11-23T10:00:00+00:00",
            "2025-11-27T10:00:00+00:00",
        ],
        "checks_completed": 2,
        "next_check_at": "2025-11-23T10:00:00+00:00",
        "tracking_complete": False,
        "metrics": [
            {"timestamp": "2025-11-20T11:00:00+00:00", "views": 100, "likes": 10, "comments": 2, "shares": 1},
            {"timestamp": "2025-11-21T10:00:00+00:00", "views": 900, "likes": 80, "comments": 9, "saves": 9},
        ],
    } | fields  # fmt: skip


def user(name: str, **fields: Any) -> dict[str, Any]:
    """A person as the data service says it."""
    return {"id": f"68{crc32(name.encode()):010d}", "unique_id": name, "nickname": name.title()} | fields


def comment(number: int, name: str = "bob", **fields: Any) -> dict[str, Any]:
    """A comment as the data service says it."""
    return {
        "id": f"73100000000000{number:05d}",
        "video_id": VIDEO,
        "text": f"comment {number} 🙂 \u202ehidden",
        "create_time": 1_763_640_000 + number,
        "digg_count": number,
        "reply_total": 0,
        "user": user(name),
    } | fields


def video(name: str = OTHER, **fields: Any) -> dict[str, Any]:
    """A video of a search."""
    return {
        "video_id": name,
        "title": "Market day #Lyon",
        "create_time": 1_763_000_000,
        "play_count": 5000,
        "digg_count": 400,
        "comment_count": 30,
        "share_count": 6,
        "author": user("carol"),
    } | fields


def comments_file(comments: list[Any] | None = None) -> dict[str, Any]:
    """What was read of a video's comments: one with an answer inside, one whose answer stands beside it."""
    answer = comment(3, "carol", text="an answer")
    given = [comment(1, reply_total=1, replies=[answer]), comment(2), comment(4, "dan", parent_id=comment(2)["id"])]
    return {"code": 0, "data": {"comments": given if comments is None else comments, "cursor": 20, "hasMore": False}}


def folders(root: Path, **extra: Any) -> Path:
    """The two folders below one root; `extra` maps a file's name ("extracted_data/x.json") to its document."""
    files = {
        f"tracked_posts/{VIDEO}.json": tracked(),
        "extracted_data/comments.json": comments_file(),
        "extracted_data/search_videos.json": {"data": {"videos": [video()]}},
        "extracted_data/search_users.json": {
            "data": {"user_list": [{"user": user("erin", verified=True), "stats": {"followerCount": 12}}]}
        },
        "extracted_data/search_hashtags.json": {
            "data": {"challenge_list": [{"id": "1", "cha_name": "lyon", "user_count": 77, "view_count": 12345}]}
        },
    } | extra
    for name, document in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return root
