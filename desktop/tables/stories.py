"""What is told beside the lists whose rows have columns of their own: feeds, rules, acts, accounts."""

from __future__ import annotations

from typing import Any

from desktop import wording
from desktop.tables.base import Cell
from desktop.tables.nouns import Part, Story, document, figure, plain, signed, when, words
from desktop.tables.nouns_watched import trouble
from desktop.wording import Sign

FEED_KINDS = {"account_monitor": "The posts of an account", "keyword": "Posts with a word", "general": "Any posts"}
LIFE = {
    "imported": Sign("download", "Brought along", "muted"),
    "proxy_assigned": Sign("globe", "Has a proxy", "info"),
    "warming_up": Sign("timer", "Warming up", "info"),
    "human_review": Sign("hand", "Waits for a person", "warn"),
    "ready": Sign("circle-check", "Ready", "good"),
    "active": Sign("play", "Active", "good"),
    "cleanup": Sign("trash-2", "Being let go", "muted"),
}


def _feed_kind(value: Any) -> Cell:
    return words(FEED_KINDS.get(value) or wording.plain(str(value)))


FEED = Story(
    "feeds f",
    "f.id",
    (
        Part("Holds", "f.kind", _feed_kind),
        Part("About", "nullif(f.description, '')"),
        Part("Page", "f.source_url"),
        Part("Made by", "f.provider", plain),
        Part("Its id there", "f.provider_feed_id"),
        Part("Newest entry", "f.last_entry_at", when),
        Part("Last read", "f.polled_at", when),
        Part("Since", "f.created_at", when),
    ),
)
RULE = Story(
    "rules r LEFT JOIN providers v ON v.id = r.provider_id",
    "r.id",
    (
        Part("Service", "coalesce(r.service_name, r.service_id)"),
        Part("Its id there", "CASE WHEN r.service_name IS NOT NULL THEN r.service_id END"),
        Part("Provider", "v.name"),
        Part("Settings", "nullif(r.parameters, '{}')", document),
        Part("Last fired", "r.last_fired_at", when),
        Part("Since", "r.created_at", when),
    ),
)
ACTION = Story(
    "actions a",
    "a.id",
    (
        Part("Your note", "nullif(a.user_notes, '')"),
        Part("The older system’s note", "nullif(a.system_notes, '')"),
        Part("Settings", "nullif(a.parameters, '{}')", document),
    ),
)
ACCOUNT_PROFILE = Story(
    "accounts a",
    "a.id",
    (
        Part("Name", "a.display_name"),
        Part("About", "nullif(a.bio, '')"),
        Part("Address", "a.url"),
        Part("City", "a.city"),
        Part("Campus", "a.campus"),
        Part("Niche", "a.niche"),
        Part("Publishes", "a.content_type", plain),
        Part("Picture", "a.avatar_url"),
        Part("Its id there", "a.platform_user_id"),
        Part(
            "Tags",
            "(SELECT group_concat(t.name, ', ') FROM account_tags x JOIN tags t ON t.id = x.tag_id"
            " WHERE x.account_id = a.id)",
        ),
    ),
)
ACCOUNT_LIFE = Story(
    "accounts a",
    "a.id",
    (
        Part("State", "a.lifecycle_state", signed(LIFE)),
        Part("Warm-up", "CASE WHEN a.warmup_step THEN printf('Step %d of 5', a.warmup_step) END"),
        Part("Begun", "a.warmup_started_at", when),
        Part("Completed", "a.warmup_completed_at", when),
        Part("Last act", "a.last_acted_at", when),
        Part("By", "a.last_acted_by"),
        Part("Last error", "a.last_error", trouble),
        Part("Met", "a.last_error_at", when),
        Part("Tried again", "nullif(a.retries, 0)", figure),
        Part("Device", "a.device_label"),
        Part("Here since", "a.created_at", when),
    ),
)
