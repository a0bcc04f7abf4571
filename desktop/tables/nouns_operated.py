"""The lists of what is operated, and of what outside services were asked for."""

from __future__ import annotations

from typing import Any

from desktop import wording
from desktop.tables.base import Cell
from desktop.tables.nouns import (
    Noun,
    Part,
    address,
    document,
    figure,
    handle,
    percent,
    plain,
    signed,
    strong,
    took,
    when,
    words,
    yes,
)
from desktop.tables.nouns_watched import trouble
from desktop.wording import Sign

STANDINGS = {
    "active": Sign("circle-check", "Active", "good"),
    "inactive": Sign("circle-slash", "Inactive", "muted"),
    "paused": Sign("circle-pause", "Paused", "warn"),
    "error": Sign("triangle-alert", "In trouble", "bad"),
}
STEPS = {
    "pending": Sign("clock", "Waits", "muted"),
    "in_progress": Sign("play", "Under way", "info"),
    "completed": Sign("circle-check", "Completed", "good"),
    "failed": Sign("circle-x", "Failed", "bad"),
    "requires_review": Sign("circle-question-mark", "Needs review", "warn"),
}
ORDER_STATES = {
    "draft": Sign("pencil-line", "Draft", "muted"),
    "awaiting_approval": Sign("hand", "Awaiting approval", "info"),
    "submitting": Sign("send", "Being sent", "info"),
    "unknown": Sign("circle-question-mark", "Unknown", "warn"),
    "pending": Sign("clock", "Pending", "muted"),
    "processing": Sign("loader-circle", "Processing", "info"),
    "in_progress": Sign("play", "In progress", "info"),
    "completed": Sign("circle-check", "Completed", "good"),
    "partial": Sign("circle-dashed", "Partial", "warn"),
    "cancelled": Sign("circle-slash", "Cancelled", "muted"),
    "failed": Sign("circle-x", "Failed", "bad"),
}
STEP_NAMES = {
    "change_pfp": "Set the picture",
    "change_bio": "Set the bio",
    "post_highlight": "Publish a highlight",
    "post_story": "Publish a story",
    "post_post": "Publish a post",
}
CONTENT_KINDS = {"pfp": "Profile picture", "any": "Any of these"}
IMPORT = "Bring data along from an older system"
OWN = "Add one, or bring along what an older system kept."


def proxy_address(value: Any) -> Cell:
    """Where a proxy is; its port tells it from its neighbours."""
    return Cell(str(value), strong=True, address=True)


def content_kind(value: Any) -> Cell:
    """What a piece of content is for."""
    return words(CONTENT_KINDS.get(value) or wording.plain(value))


BRANDS = Noun(
    "Brands",
    "brand",
    "badge-check",
    "brands b",
    "b.id",
    (
        Part("Brand", "b.name", strong, 200),
        Part("What it is", "nullif(b.description, '')", spare=520),
        Part("State", "b.status", signed(STANDINGS), 120),
        Part("Accounts", "(SELECT count(*) FROM accounts a WHERE a.brand_id = b.id)", figure, 92, figures=True),
        Part("Follows a day", "b.daily_follow_limit", figure, 110, 600, figures=True),
        Part("Unfollows of those", "b.unfollow_ratio", percent, listed=False),
        Part("Posting times", "nullif(b.posting_schedule, '{}')", document, listed=False),
        Part("Since", "b.created_at", when, listed=False),
    ),
    f"A brand is a group of accounts with its own content and limits. {OWN}",
    "b.name",
)
PROXIES = Noun(
    "Proxies",
    "proxy",
    "globe",
    "proxies x LEFT JOIN brands b ON b.id = x.brand_id",
    "x.id",
    (
        Part("Proxy", "x.scheme || '://' || x.host || ':' || x.port", proxy_address),
        Part("User", "nullif(x.username, '')", words, 130, 800),
        Part("State", "x.status", signed(STANDINGS), 120),
        Part("Accounts", "(SELECT count(*) FROM accounts a WHERE a.proxy_id = x.id)", figure, 92, figures=True),
        Part("Where", "nullif(x.location, '')", words, 130, 740),
        Part("A month", "printf('%.2f %s', x.monthly_cost_micros / 1e6, x.currency)", words, 110, 680, figures=True),
        Part("Provider", "nullif(x.provider, '')", listed=False),
        Part("Brand", "b.name", listed=False),
        Part("Tested", "x.tested_at", when, listed=False),
        Part("Trouble", "x.last_error", trouble, listed=False),
    ),
    f"A proxy is a network setting of an account, nothing more. {OWN}",
    "x.host || ' ' || x.username || ' ' || x.location",
    many="proxies",
)
CONTENT = Noun(
    "Content",
    "piece of content",
    "image",
    "content c JOIN brands b ON b.id = c.brand_id",
    "c.id",
    (
        Part("Kind", "c.kind", content_kind, 124),
        Part("What", "coalesce(nullif(c.text, ''), c.path, c.url)", told=False),
        Part("Brand", "b.name", words, 150, 560),
        Part("Used", "c.uses", figure, 72, figures=True),
        Part("Last used", "c.last_used_at", when, 110, 760),
        Part("Pattern", "c.is_template", yes, 84, 860),
        Part("All words", "c.text", listed=False),
        Part("File", "c.path", listed=False),
        Part("Address", "c.url", listed=False),
        Part("Comes before others by", "nullif(c.order_priority, 0)", figure, listed=False),
        Part("Success, as reported", "c.reported_rate", percent, listed=False),
        Part("Made by", "c.created_by", listed=False),
    ),
    f"Pictures and words that a brand may publish. {OWN}",
    "coalesce(c.text, '') || ' ' || b.name",
    many="pieces of content",
)
TEXTS = Noun(
    "Texts",
    "text",
    "file-text",
    "texts t LEFT JOIN brands b ON b.id = t.brand_id",
    "t.id",
    (
        Part("Kind", "t.kind", plain, 110),
        Part("Words", "substr(t.text, 1, 300)", told=False),
        Part("Brand", "b.name", words, 150, 560),
        Part("Used", "t.uses", figure, 72, figures=True),
        Part("Last used", "t.last_used_at", when, 110, 760),
        Part("Pattern", "t.is_template", yes, 84, 860),
        Part("All words", "t.text", listed=False),
        Part("Name", "nullif(t.name, '')", listed=False),
        Part("Success, as reported", "t.reported_rate", percent, listed=False),
        Part("Made by", "t.created_by", listed=False),
    ),
    f"What may be said, by kind. {OWN}",
    "t.text || ' ' || t.name || ' ' || coalesce(b.name, '')",
)
WARMUP = Noun(
    "Steps",
    "step",
    "timer",
    "warmup_steps w JOIN accounts a ON a.id = w.account_id",
    "w.id",
    (
        Part("Account", "a.username", lambda value: strong(f"@{value}"), 160),
        Part("Step", "w.position", figure, 60, 480, figures=True),
        Part("What", "w.name", lambda value: words(STEP_NAMES.get(value) or wording.plain(value))),
        Part("State", "w.state", signed(STEPS), 140),
        Part("Tried again", "w.retries", figure, 100, 760, figures=True),
        Part("Started", "w.started_at", when, 110, 480),
        Part("Completed", "w.completed_at", when, listed=False),
        Part("Took", "w.duration_ms", took, listed=False),
        Part("Error", "w.error", listed=False),
        Part("More about the error", "w.error_detail", document, listed=False),
        Part("What was used", "w.content", document, listed=False),
        Part("What the site said", "w.response", document, listed=False),
        Part("Worker", "w.bot", listed=False),
        Part("Its session", "w.bot_session", listed=False),
    ),
    f"The five steps of a fresh account. {IMPORT}.",
    "a.username || ' ' || w.name",
)
MOVES = Noun(
    "Moves",
    "move",
    "history",
    "account_states s JOIN accounts a ON a.id = s.account_id",
    "s.id",
    (
        Part("Account", "a.username", lambda value: strong(f"@{value}"), 180),
        Part("From", "s.from_state", plain, 124),
        Part("To", "s.to_state", plain, 124),
        Part("Why", "nullif(s.reason, '')"),
        Part("By", "s.actor", plain, 90, 780),
        Part("When", "s.at", when, 100, 560),
        Part("More about it", "nullif(s.detail, '{}')", document, listed=False),
        Part("Worker", "s.bot", listed=False),
        Part("Person", "s.operator", listed=False),
    ),
    "Every move of an account from one state of its life to the next, with who made it.",
    "a.username || ' ' || s.to_state",
)
ORDERS = Noun(
    "Orders",
    "order",
    "activity",
    "orders o LEFT JOIN providers v ON v.id = o.provider_id",
    "o.id",
    (
        Part("What", "coalesce(o.service_name, o.service_id)"),
        Part("How many", "o.quantity", figure, 92, figures=True),
        Part("State", "o.state", signed(ORDER_STATES), 140),
        Part("Account", "o.account_username", handle, 140, 800),
        Part(
            "Cost",
            "printf('%.2f %s', coalesce(o.charged_micros, o.estimated_micros) / 1e6, o.currency)",
            words,
            110,
            620,
            figures=True,
        ),
        Part("Ordered", "o.created_at", when, 104, 460),
        Part("For", "o.target_url", listed=False),
        Part("Provider", "v.name", listed=False),
        Part("Its number there", "o.external_id", listed=False),
        Part("The provider’s own word", "o.raw_status", listed=False),
        Part("Started by", "o.trigger", plain, listed=False),
        Part("Platform", "o.platform", plain, listed=False),
        Part("Figure at the start", "o.start_count", figure, listed=False),
        Part("Left to do", "o.remains", figure, listed=False),
        Part("Ended", "o.done_at", when, listed=False),
        Part("Changed", "o.updated_at", when, listed=False),
        Part("Settings", "nullif(o.parameters, '{}')", document, listed=False),
    ),
    f"Orders at outside providers, brought along as history; Steward places none. {IMPORT}.",
    "coalesce(o.service_name, '') || ' ' || o.target_url || ' ' || coalesce(o.account_username, '')",
    "orders",
)
PROVIDERS = Noun(
    "Providers",
    "provider",
    "globe",
    "providers v",
    "v.id",
    (
        Part("Provider", "v.name", strong, 200),
        Part("Kind", "v.kind", plain, 110),
        Part("Address", "v.base_url", address),
        Part("On", "v.enabled", yes, 70),
        Part("Orders", "(SELECT count(*) FROM orders o WHERE o.provider_id = v.id)", figure, 90, figures=True),
        Part("Terms accepted", "v.accepted_at", when, listed=False),
        Part("Since", "v.created_at", when, listed=False),
    ),
    f"Outside services. They are off until a person accepts their terms. {IMPORT}.",
    "v.name",
)
