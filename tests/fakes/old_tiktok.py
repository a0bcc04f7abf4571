"""A TikTok tracker's PostgreSQL: what it followed, found, wrote and did."""

from __future__ import annotations

from tests.fakes.old_tables import Rows

_NOW = "TIMESTAMP DEFAULT NOW()"
# The tables whose columns that tracker wrote down; the others are as its code filled them.
SCHEMA = {
    "social_media_accounts": f"""id SERIAL PRIMARY KEY, platform VARCHAR(50) DEFAULT 'tiktok', username VARCHAR(255),
        display_name VARCHAR(255), external_account_id VARCHAR(255), followers_count INTEGER, following_count INTEGER,
        posts_count INTEGER, bio TEXT, is_verified BOOLEAN DEFAULT FALSE, profile_url TEXT, avatar_url TEXT,
        created_at {_NOW}, updated_at {_NOW}""",
    "social_media_posts": f"""id SERIAL PRIMARY KEY, account_id INTEGER, platform VARCHAR(50) DEFAULT 'tiktok',
        external_post_id VARCHAR(255), post_url TEXT, caption TEXT, media_type VARCHAR(50), posted_at TIMESTAMP,
        check_schedule JSONB DEFAULT '[]', next_check_at TIMESTAMP, tracking_complete BOOLEAN DEFAULT FALSE,
        tracking_started_at TIMESTAMP, checks_completed INTEGER DEFAULT 0, created_at {_NOW}, updated_at {_NOW}""",
    "social_media_post_analytics": """id SERIAL PRIMARY KEY, post_id INTEGER, snapshot_date TIMESTAMP,
        likes_count BIGINT, views_count BIGINT, comments_count BIGINT, shares_count BIGINT, saves_count BIGINT""",
    "social_media_comments": """id SERIAL PRIMARY KEY, post_id INTEGER, platform VARCHAR(50),
        external_comment_id VARCHAR(255), comment_text TEXT, author_username VARCHAR(255), likes_count INTEGER,
        api_reply_count INTEGER DEFAULT 0, commented_at TIMESTAMP, parent_comment_id INTEGER,
        is_reply BOOLEAN DEFAULT FALSE""",
    "social_media_hashtags": f"""id SERIAL PRIMARY KEY, platform VARCHAR(50) DEFAULT 'tiktok', hashtag VARCHAR(255),
        view_count BIGINT, post_count BIGINT, created_at {_NOW}""",
    "social_media_conversations": f"""id SERIAL PRIMARY KEY, account_id INTEGER NOT NULL,
        platform VARCHAR(50) NOT NULL DEFAULT 'tiktok', participant_username VARCHAR(255) NOT NULL,
        participant_id VARCHAR(255), participant_display_name VARCHAR(255), participant_avatar_url TEXT,
        last_message_at TIMESTAMP, last_message_preview TEXT, unread_count INTEGER DEFAULT 0,
        is_muted BOOLEAN DEFAULT FALSE, is_archived BOOLEAN DEFAULT FALSE, created_at {_NOW}, updated_at {_NOW}""",
    "social_media_messages": f"""id SERIAL PRIMARY KEY, conversation_id INTEGER NOT NULL,
        external_message_id VARCHAR(255), message_text TEXT NOT NULL, message_type VARCHAR(50) DEFAULT 'text',
        media_url TEXT, is_outgoing BOOLEAN NOT NULL, sender_username VARCHAR(255), is_read BOOLEAN DEFAULT FALSE,
        sent_at TIMESTAMP NOT NULL, delivered_at TIMESTAMP, read_at TIMESTAMP, created_at {_NOW}""",
    "automation_actions": f"""id SERIAL PRIMARY KEY, account_id INTEGER, platform VARCHAR(50) DEFAULT 'tiktok',
        action_type VARCHAR(50) NOT NULL, target_type VARCHAR(50), target_id VARCHAR(255), target_url TEXT,
        content_text TEXT, success BOOLEAN DEFAULT TRUE, error_message TEXT, action_date DATE DEFAULT CURRENT_DATE,
        created_at {_NOW}""",
    "message_templates": f"""id SERIAL PRIMARY KEY, name VARCHAR(255), template_text TEXT, category VARCHAR(50),
        usage_count INTEGER DEFAULT 0, created_at {_NOW}""",
    "api_usage_tracking": """id SERIAL PRIMARY KEY, api_name VARCHAR(100), endpoint VARCHAR(255), date DATE,
        calls_count INTEGER, quota_limit INTEGER, cost DECIMAL(10,4)""",
}


def small() -> Rows:
    """A little of everything: the first account is ours, since it converses and acts."""
    at = "2024-03-01 10:00:00"
    return {
        "social_media_accounts": [
            {"id": 1, "username": "our.shop", "display_name": "Our shop", "external_account_id": "881",
             "followers_count": 10, "created_at": at},
            {"id": 2, "username": "found.one", "display_name": "Found", "external_account_id": "882",
             "followers_count": 5000, "following_count": 7, "posts_count": 40, "bio": "Dances", "is_verified": True,
             "created_at": at},
        ],
        "social_media_posts": [
            {"id": 1, "account_id": 2, "external_post_id": "7301", "caption": "Dance", "media_type": "video",
             "post_url": "https://www.tiktok.com/@found.one/video/7301", "posted_at": "2024-02-28 09:00:00",
             "check_schedule": ["2024-03-01T11:00:00", "2024-03-02T10:00:00"], "next_check_at": "2024-03-02 10:00:00",
             "tracking_started_at": at, "checks_completed": 1, "created_at": at},
            {"id": 2, "account_id": 2, "external_post_id": "7302", "caption": "Over", "tracking_complete": True,
             "post_url": "https://www.tiktok.com/@found.one/video/7302", "created_at": at},
        ],
        "social_media_post_analytics": [
            {"id": 1, "post_id": 1, "snapshot_date": at, "likes_count": 5, "views_count": 90, "comments_count": 1,
             "shares_count": 0, "saves_count": 3},
            {"id": 2, "post_id": 1, "snapshot_date": "2024-03-01 11:00:00", "likes_count": 9, "views_count": 200},
        ],
        "social_media_comments": [
            {"id": 1, "post_id": 1, "platform": "tiktok", "external_comment_id": "c1", "comment_text": "Wow",
             "author_username": "fan", "likes_count": 3, "api_reply_count": 1, "commented_at": at},
            {"id": 2, "post_id": 1, "platform": "tiktok", "external_comment_id": "c2", "comment_text": "Indeed",
             "author_username": "fan2", "parent_comment_id": 1, "is_reply": True, "commented_at": at},
        ],
        "social_media_hashtags": [{"id": 1, "hashtag": "#Dance", "view_count": 10**12, "post_count": 9}],
        **_done(at),
        "message_templates": [{"id": 1, "name": "hello", "template_text": "Hello {name}", "usage_count": 4}],
        "api_usage_tracking": [
            {"id": 1, "api_name": "rapidapi", "endpoint": "/user/posts", "date": "2024-03-01", "calls_count": 12,
             "quota_limit": 500, "cost": "0.0125"},
        ],
    }  # fmt: skip


def _done(at: str) -> Rows:
    return {
        "social_media_conversations": [
            {"id": 1, "account_id": 1, "participant_username": "Fan", "participant_display_name": "The fan",
             "last_message_at": at, "last_message_preview": "Preview-canary", "unread_count": 2, "is_muted": True},
        ],
        "social_media_messages": [
            {"id": 1, "conversation_id": 1, "external_message_id": "m1", "message_text": "Plain-canary",
             "is_outgoing": False, "sender_username": "Fan", "is_read": True, "sent_at": at},
            {"id": 2, "conversation_id": 1, "message_text": "", "message_type": "sticker", "is_outgoing": True,
             "media_url": "https://cdn.test/s.webp", "sent_at": at},
        ],
        "automation_actions": [
            {"id": 1, "account_id": 1, "action_type": "like", "target_type": "video", "target_id": "7301",
             "target_url": "https://www.tiktok.com/@found.one/video/7301", "success": True, "created_at": at},
            {"id": 2, "account_id": 1, "action_type": "message", "target_type": "user", "target_id": "fan",
             "content_text": "Letter-canary", "success": False, "error_message": "closed", "created_at": at},
            {"id": 3, "account_id": 1, "action_type": "search", "target_type": "hashtag", "target_id": "dance",
             "success": True, "created_at": at},
        ],
    }  # fmt: skip
