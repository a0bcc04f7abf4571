"""The account platform for Instagram: brands (its models), accounts, proxies, content, warm-up, history and figures."""

from __future__ import annotations

from typing import Final

from automation.imports.fields import by_id, named, whole_rows
from automation.imports.instagram_accounts import account, history, step
from automation.imports.instagram_brands import brand, content, figures, proxy, text
from automation.imports.plan import StorePlan, TablePlan
from automation.imports.sources import Source

_MADE: Final = "created_at updated_at"
_BRAND = named("id name description status unfollow_ratio daily_follow_limit posting_schedule", _MADE)
_PROXY = named("id ip port username password_encrypted provider location monthly_cost status assigned_model_id", _MADE)
_ACCOUNT = named(
    "id username email password_encrypted status model_id assigned_at lifecycle_state warmup_step warmup_started_at",
    "warmup_completed_at proxy_id proxy_assigned_at last_bot_action_by last_bot_action_at requires_human_review",
    "last_error_message last_error_at retry_count bio profile_picture_url location_city location_campus",
    "location_niche birthday device_info content_type",
    _MADE,
)
_CONTENT = named(
    "id model_id content_type text_content is_template usage_count created_at created_by success_rate last_used_at"
)
_STEP = named(
    "id account_id step_number step_name started_at completed_at status bot_id bot_session_id content_used",
    "error_message error_details retry_count execution_time_ms instagram_response",
)
_HISTORY = named(
    "id account_id from_state to_state transition_reason triggered_by bot_id user_id metadata created_at",
)
_FIGURES = named(
    "id date model_id total_accounts active_accounts warming_up_accounts failed_accounts active_proxies",
    "step_1_success_rate step_2_success_rate step_3_success_rate step_4_success_rate step_5_success_rate",
    "proxy_utilization_rate bot_actions bot_errors average_execution_time_ms",
)
# What that platform counted and wrote down is counted here when it is asked for.
_COUNTED_BRAND = named("total_accounts active_accounts")
_COUNTED_PROXY = named("account_count max_accounts last_tested_at last_error_message")
_SECRET = frozenset({"email", "birthday", "password_encrypted"})


def _recognises(source: Source) -> bool:
    """Whether a store is this platform's: its models, and accounts that warm up."""
    if not {"models", "accounts"} <= set(source.tables()):
        return False
    return {"lifecycle_state", "warmup_step"} <= set(source.columns("accounts"))


def _seals(source: Source) -> bool:
    return source.count("accounts") > 0


PLAN: Final = StorePlan(
    "instagram-platform",
    (
        TablePlan("models", by_id, whole_rows(brand), _BRAND | _COUNTED_BRAND, required=True),
        TablePlan("proxies", by_id, whole_rows(proxy), _PROXY | _COUNTED_PROXY, secret=_SECRET),
        TablePlan("accounts", by_id, whole_rows(account), _ACCOUNT, required=True, secret=_SECRET),
        TablePlan("model_content", by_id, whole_rows(content), _CONTENT | {"image_url", "order_priority"}),
        TablePlan("text_pools", by_id, whole_rows(text), _CONTENT),
        TablePlan("warmup_step_logs", by_id, whole_rows(step), _STEP),
        TablePlan("account_state_history", by_id, whole_rows(history), _HISTORY),
        TablePlan("daily_metrics", by_id, whole_rows(figures), _FIGURES),
    ),
    _recognises,
    seals=_seals,
)
