"""The engagement store: own accounts, people and posts found, what was tried and seen, letters, journal, blocklist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from automation.imports.engagement_acts import attempt, look, remember_acts
from automation.imports.engagement_found import comment, person, post
from automation.imports.engagement_letters import message, thread
from automation.imports.engagement_own import account, blocked, journal
from automation.imports.fields import by_id, named
from automation.imports.plan import Context, Draft, StorePlan, TablePlan
from automation.imports.sources import Source

_ACCOUNT = named(
    "id platform platform_user_id username display_name session_path is_active last_used_at settings created_at",
    "updated_at",
)
_PERSON = named(
    "id platform platform_user_id username display_name profile_url follower_count following_count post_count",
    "is_verified is_private bio discovered_at last_seen_at last_updated_at",
)
_POST = named(
    "id platform platform_post_id post_url author_id author_username content_type caption media_urls like_count",
    "comment_count share_count view_count posted_at is_sponsored hashtags mentions discovered_at last_extracted_at",
    "engagement_status",
)
_COMMENT = named(
    "id platform platform_comment_id post_id author_id account_id text posted_at like_count reply_count is_ours",
    "action_attempt_id discovered_at",
)
_ATTEMPT = named(
    "id run_id platform action_type account_id target_type target_id input status result error attempted_at",
    "completed_at duration_ms verification_id",
)
_LOOK = named("id action_attempt_id verified confidence method details verified_at duration_ms")
_THREAD = named(
    "id platform platform_thread_id account_id participant_id participant_username last_message_at",
    "last_message_preview unread_count is_archived discovered_at last_synced_at",
)
_MESSAGE = named(
    "id platform platform_message_id thread_id is_from_us sender_id content_encrypted content_type sent_at",
    "delivered_at read_at action_attempt_id discovered_at",
)
_JOURNAL = named(
    "id run_id step_id event_type platform account_id target_type target_id outcome details timestamp duration_ms",
)
_BLOCKED = named("id entry_type platform value match_type reason added_by created_at expires_at")


def _recognises(source: Source) -> bool:
    return {"accounts", "platform_users", "action_attempts"} <= set(source.tables())


def _seals(source: Source) -> bool:
    """Whether there are letters, or acts whose words are to be hidden."""
    return any(source.count(table) for table in ("dm_threads", "action_attempts") if table in source.tables())


def _opening(source: Source, context: Context) -> Iterator[tuple[str, Draft]]:
    yield from remember_acts(source, context)


PLAN: Final = StorePlan(
    "engagement-store",
    (
        TablePlan("accounts", by_id, account, _ACCOUNT, required=True),
        TablePlan("platform_users", by_id, person, _PERSON, required=True),
        TablePlan("posts", by_id, post, _POST),
        TablePlan("dm_threads", by_id, thread, _THREAD, secret=frozenset({"last_message_preview"})),
        TablePlan("action_attempts", by_id, attempt, _ATTEMPT, secret=frozenset({"input", "result", "error"})),
        TablePlan("verification_results", by_id, look, _LOOK),
        TablePlan("comments", by_id, comment, _COMMENT),
        TablePlan("dm_messages", by_id, message, _MESSAGE, secret=frozenset({"content_encrypted"})),
        TablePlan("audit_entries", by_id, journal, _JOURNAL, secret=frozenset({"details"})),
        TablePlan("blocklist_entries", by_id, blocked, _BLOCKED),
    ),
    _recognises,
    _opening,
    _seals,
)
