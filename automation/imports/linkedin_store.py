"""A LinkedIn post store: SQLite with prefixed ids, its older form under whole numbers, and scrapers' result files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from automation.imports import linkedin_items, linkedin_people, linkedin_posts, linkedin_queue
from automation.imports.json_tables import BROKEN_FILES
from automation.imports.linkedin_rows import key_of
from automation.imports.plan import Context, Draft, StorePlan, TablePlan
from automation.imports.sources import Source


def _columns(names: str) -> frozenset[str]:
    return frozenset(names.split())


_MADE: Final = " created_at updated_at"
ITEMS: Final = TablePlan(
    linkedin_items.TABLE, linkedin_items.key, linkedin_items.read, linkedin_items.known_fields(), form="files"
)
_TABLES: Final = (
    TablePlan(
        "profiles",
        key_of("profile_id", "id"),
        linkedin_people.profile,
        _columns("profile_id id username name platform is_active notes post_count last_synced_at" + _MADE),
    ),
    TablePlan(
        "tags",
        key_of("tag_id", "id"),
        linkedin_people.tag,
        _columns("tag_id id name description color" + _MADE),
    ),
    TablePlan(
        "profile_tags",
        key_of("profile_tag_id", "id"),
        linkedin_people.person_tag,
        _columns("profile_tag_id id profile_id tag_id" + _MADE),
    ),
    TablePlan(
        "download_runs",
        key_of("run_id", "id"),
        linkedin_posts.run,
        _columns(
            "run_id id started_at completed_at status script_name platform posts_fetched posts_new posts_updated"
            " error_message system_info" + _MADE
        ),
    ),
    TablePlan(
        "posts",
        linkedin_posts.KEY,
        linkedin_posts.post,
        _columns(
            "post_id id urn full_urn platform posted_at_timestamp author_username text_content post_type url raw_json"
            " first_seen_at is_read is_marked source_file" + _MADE
        ),
    ),
    TablePlan(
        "data_downloads",
        key_of("download_id", "id"),
        linkedin_posts.reading,
        _columns(
            "download_id id post_id run_id downloaded_at total_reactions stats_json raw_json source_file_path" + _MADE
        ),
    ),
    TablePlan(
        "post_tags",
        key_of("post_tag_id", "id"),
        linkedin_people.post_tag,
        _columns("post_tag_id id post_id tag_id confidence applied_by system_notes" + _MADE),
    ),
    TablePlan(
        "post_media",
        key_of("media_id", "id"),
        linkedin_posts.medium,
        _columns(
            "media_id id post_id media_type media_url local_file_path file_size mime_type width height"
            " ai_analysis_status ai_analysis ai_analyzed_at" + _MADE
        ),
    ),
    TablePlan(
        linkedin_queue.TABLE,
        key_of("action_id", "id"),
        linkedin_queue.action,
        _columns(
            "action_id id post_id action_type action_params status priority scheduled_for executed_at user_notes"
            " system_notes" + _MADE
        ),
        names=linkedin_queue.ALIASES,
        secret=frozenset({"action_params"}),
    ),
    ITEMS,
    BROKEN_FILES,
)


def recognises(source: Source) -> bool:
    """Whether these are posts with their urn, or entries of a scraper's result file."""
    tables = source.tables()
    return has_items(source) or ("posts" in tables and "urn" in source.columns("posts"))


def has_items(source: Source) -> bool:
    """Whether an entry of these files is a post."""
    return ITEMS.source in source.tables() and any(map(linkedin_items.is_post, source.rows(ITEMS.source)))


def _opening(source: Source, context: Context) -> Iterable[tuple[str, Draft]]:
    linkedin_queue.remember_targets(source, context)
    return ()


PLAN: Final = StorePlan("linkedin-store", _TABLES, recognises, _opening, seals_given=linkedin_queue.has_text)
