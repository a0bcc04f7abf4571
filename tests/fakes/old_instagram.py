"""An account platform as its PostgreSQL left it: brands, accounts, proxies, content, warm-up, history, figures."""

from __future__ import annotations

from typing import Any

from tests.fakes.old_tables import Rows

BCRYPT = "$2b$12$abcdefghijklmnopqrstuuKb0nWYxbFlhy2kVtQCGkxY1bCanary6"
_NOW = "TIMESTAMP DEFAULT CURRENT_TIMESTAMP"
SCHEMA = {
    "models": f"""id SERIAL PRIMARY KEY, name VARCHAR(255) NOT NULL, description TEXT,
        status VARCHAR(20) DEFAULT 'active', unfollow_ratio INTEGER DEFAULT 90, daily_follow_limit INTEGER DEFAULT 50,
        posting_schedule JSONB DEFAULT '{{}}', total_accounts INTEGER DEFAULT 0, active_accounts INTEGER DEFAULT 0,
        created_at {_NOW}, updated_at {_NOW}""",
    "proxies": f"""id SERIAL PRIMARY KEY, ip VARCHAR(45) NOT NULL, port INTEGER NOT NULL,
        username VARCHAR(255) NOT NULL, password_encrypted TEXT NOT NULL, provider VARCHAR(100) NOT NULL,
        location VARCHAR(100) NOT NULL,
        monthly_cost DECIMAL(10,2) NOT NULL, status VARCHAR(20) DEFAULT 'active', assigned_model_id INTEGER,
        account_count INTEGER DEFAULT 0, max_accounts INTEGER DEFAULT 3, created_at {_NOW}, updated_at {_NOW},
        last_tested_at TIMESTAMP, last_error_message TEXT""",
    "accounts": f"""id SERIAL PRIMARY KEY, username VARCHAR(100) NOT NULL, email VARCHAR(255) NOT NULL,
        password_encrypted TEXT NOT NULL, status VARCHAR(20) DEFAULT 'active', model_id INTEGER,
        assigned_at TIMESTAMP, lifecycle_state VARCHAR(20) DEFAULT 'imported', warmup_step INTEGER,
        warmup_started_at TIMESTAMP, warmup_completed_at TIMESTAMP, proxy_id INTEGER, proxy_assigned_at TIMESTAMP,
        last_bot_action_by VARCHAR(50), last_bot_action_at TIMESTAMP, requires_human_review BOOLEAN DEFAULT FALSE,
        last_error_message TEXT, last_error_at TIMESTAMP, retry_count INTEGER DEFAULT 0, bio TEXT,
        profile_picture_url VARCHAR(500), location_city VARCHAR(100), location_campus VARCHAR(100),
        location_niche VARCHAR(100), birthday DATE, device_info JSONB, content_type VARCHAR(50), created_at {_NOW},
        updated_at {_NOW}""",
    "model_content": f"""id SERIAL PRIMARY KEY, model_id INTEGER NOT NULL, content_type VARCHAR(20) NOT NULL,
        image_url VARCHAR(500) NOT NULL, text_content TEXT, is_template BOOLEAN DEFAULT FALSE,
        order_priority INTEGER DEFAULT 0, usage_count INTEGER DEFAULT 0, created_at {_NOW}, created_by VARCHAR(100),
        success_rate DECIMAL(5,2) DEFAULT 0.00, last_used_at TIMESTAMP""",
    "text_pools": f"""id SERIAL PRIMARY KEY, model_id INTEGER NOT NULL, content_type VARCHAR(20) NOT NULL,
        text_content TEXT NOT NULL, is_template BOOLEAN DEFAULT FALSE, usage_count INTEGER DEFAULT 0,
        success_rate DECIMAL(5,2) DEFAULT 0.00, last_used_at TIMESTAMP, created_at {_NOW}, created_by VARCHAR(100)""",
    "warmup_step_logs": f"""id SERIAL PRIMARY KEY, account_id INTEGER NOT NULL, step_number INTEGER NOT NULL,
        step_name VARCHAR(50) NOT NULL, started_at {_NOW}, completed_at TIMESTAMP, status VARCHAR(20),
        bot_id VARCHAR(50), bot_session_id VARCHAR(100), content_used JSONB, error_message TEXT, error_details JSONB,
        retry_count INTEGER DEFAULT 0, execution_time_ms INTEGER, instagram_response JSONB""",
    "account_state_history": f"""id SERIAL PRIMARY KEY, account_id INTEGER NOT NULL, from_state VARCHAR(20),
        to_state VARCHAR(20) NOT NULL, transition_reason VARCHAR(100), triggered_by VARCHAR(20), bot_id VARCHAR(50),
        user_id VARCHAR(50), metadata JSONB, created_at {_NOW}""",
    "daily_metrics": """id SERIAL PRIMARY KEY, date DATE NOT NULL, model_id INTEGER, total_accounts INTEGER DEFAULT 0,
        active_accounts INTEGER DEFAULT 0, warming_up_accounts INTEGER DEFAULT 0, failed_accounts INTEGER DEFAULT 0,
        step_1_success_rate DECIMAL(5,2), step_2_success_rate DECIMAL(5,2), step_3_success_rate DECIMAL(5,2),
        step_4_success_rate DECIMAL(5,2), step_5_success_rate DECIMAL(5,2), active_proxies INTEGER DEFAULT 0,
        proxy_utilization_rate DECIMAL(5,2), bot_actions INTEGER DEFAULT 0, bot_errors INTEGER DEFAULT 0,
        average_execution_time_ms INTEGER DEFAULT 0""",
}
_MADE = {"created_at": "2024-01-02 03:04:05.678901", "updated_at": "2024-02-02 03:04:05"}


def brand(number: int, **more: Any) -> dict[str, Any]:
    """A group of accounts; that platform called it a model."""
    return {
        "id": number, "name": f"Brand {number}", "description": "Bread, only bread", "status": "paused",
        "unfollow_ratio": 80, "daily_follow_limit": 40, "posting_schedule": {"mon": ["09:00"]},
        "total_accounts": 99, "active_accounts": 98, **_MADE, **more,
    }  # fmt: skip


def account(number: int, **more: Any) -> dict[str, Any]:
    """An own account."""
    return {
        "id": number, "username": f"shop.{number}", "email": f"canary{number}@mail.test",
        "password_encrypted": BCRYPT, "status": "active", "model_id": 1, "assigned_at": "2024-01-03 00:00:00",
        "lifecycle_state": "active", "warmup_step": 5, "warmup_started_at": "2024-01-04 00:00:00",
        "warmup_completed_at": "2024-01-09 00:00:00", "proxy_id": 1, "proxy_assigned_at": "2024-01-03 00:00:00",
        "last_bot_action_by": "bot-7", "last_bot_action_at": "2024-02-01 00:00:00", "requires_human_review": False,
        "last_error_message": None, "retry_count": 2, "bio": "Baker", "profile_picture_url": "https://cdn.test/a.jpg",
        "location_city": "Graz", "location_campus": "North", "location_niche": "bread", "birthday": "1990-05-06",
        "device_info": {"model": "Pixel 7", "os": "Android 14"}, "content_type": "food", **_MADE, **more,
    }  # fmt: skip


def proxy(number: int, **more: Any) -> dict[str, Any]:
    """A way out."""
    return {
        "id": number, "ip": f"192.0.2.{number}", "port": 8080, "username": "u", "password_encrypted": BCRYPT,
        "provider": "Hoster", "location": "AT", "monthly_cost": "12.50", "status": "active", "assigned_model_id": 1,
        "account_count": 3, "last_tested_at": "2024-02-01 00:00:00", **_MADE, **more,
    }  # fmt: skip


def step(number: int, account_id: int, position: int, **more: Any) -> dict[str, Any]:
    """A step of a fresh account."""
    names = ("change_pfp", "change_bio", "post_highlight", "post_story", "post_post")
    return {
        "id": number, "account_id": account_id, "step_number": position, "step_name": names[position - 1],
        "started_at": "2024-01-04 01:00:00", "completed_at": "2024-01-04 01:01:00", "status": "completed",
        "bot_id": "bot-7", "bot_session_id": "s-1", "content_used": {"content": 1}, "retry_count": 1,
        "execution_time_ms": 61000, "instagram_response": {"ok": True}, **more,
    }  # fmt: skip


def small() -> Rows:
    """A little of everything; one proxy carries an account too many."""
    return {
        "models": [brand(1), brand(2, posting_schedule={}, status="active")],
        "proxies": [proxy(1), proxy(2, assigned_model_id=None, password_encrypted="sealed-elsewhere")],
        "accounts": [
            account(1),
            account(2, status="banned", requires_human_review=True, last_error_message="login failed"),
            account(3, status="inactive", lifecycle_state="warming_up", warmup_step=2, warmup_completed_at=None),
            account(4, model_id=None, device_info=None, birthday=None),
        ],
        "model_content": [
            {"id": 1, "model_id": 1, "content_type": "pfp", "image_url": "https://cdn.test/p.jpg", "text_content": None,
             "is_template": True, "order_priority": 4, "usage_count": 9, "created_at": "2024-01-02 00:00:00",
             "created_by": "ann", "success_rate": "87.50", "last_used_at": "2024-02-01 00:00:00"},
        ],
        "text_pools": [
            {"id": 1, "model_id": 1, "content_type": "bio", "text_content": "Baker. Baker. Baker.",
             "is_template": False, "usage_count": 3, "success_rate": "50.00", "created_at": "2024-01-02 00:00:00",
             "created_by": "ann"},
        ],
        "warmup_step_logs": [step(1, 1, 1), step(2, 1, 2, status="failed", error_message="no field",
                             error_details={"at": "bio"}, completed_at=None), step(3, 3, 1)],
        "account_state_history": [
            {"id": 1, "account_id": 1, "from_state": None, "to_state": "imported", "transition_reason": "csv",
             "triggered_by": "user", "user_id": "ann", "metadata": {"file": "a.csv"},
             "created_at": "2024-01-02 00:00:00"},
            {"id": 2, "account_id": 1, "from_state": "imported", "to_state": "active", "transition_reason": "done",
             "triggered_by": "bot", "bot_id": "bot-7", "metadata": None, "created_at": "2024-01-09 00:00:00"},
        ],
        "daily_metrics": [
            {"id": 1, "date": "2024-02-01", "model_id": 1, "total_accounts": 3, "active_accounts": 2,
             "warming_up_accounts": 1, "failed_accounts": 0, "step_1_success_rate": "90.00", "active_proxies": 2,
             "proxy_utilization_rate": "66.67", "bot_actions": 120, "bot_errors": 4,
             "average_execution_time_ms": 900},
            {"id": 2, "date": "2024-02-01", "model_id": None, "total_accounts": 4},
        ],
    }  # fmt: skip
