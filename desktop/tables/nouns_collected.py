"""The lists of what was found on sites."""

from __future__ import annotations

from desktop.tables.nouns import (
    Noun,
    Part,
    address,
    figure,
    handle,
    named,
    plain,
    signed,
    strong,
    took,
    when,
    words,
    yes,
)
from desktop.wording import Sign

RUNS = {
    "running": Sign("play", "Running", "info"),
    "completed": Sign("circle-check", "Completed", "good"),
    "failed": Sign("circle-x", "Failed", "bad"),
    "cancelled": Sign("circle-slash", "Cancelled", "muted"),
    "interrupted": Sign("unplug", "Interrupted", "warn"),
}
_WHY_TAGGED = (
    "(SELECT group_concat(t.name || CASE x.applied_by WHEN 'ai' THEN ', by a model' WHEN 'rule' THEN ', by a rule'"
    " ELSE ', by a person' END || CASE WHEN x.confidence IS NULL THEN ''"
    " ELSE printf(', %.0f %% sure', x.confidence * 100) END"
    " || CASE x.notes WHEN '' THEN '' ELSE ': ' || x.notes END, char(10))"
    " FROM post_tags x JOIN tags t ON t.id = x.tag_id WHERE x.post_id = p.id)"
)
_HASHTAGS = (
    "coalesce(nullif(p.hashtags, '[]'), (SELECT json_group_array(h.name) FROM post_hashtags x"
    " JOIN hashtags h ON h.id = x.hashtag_id WHERE x.post_id = p.id))"
)
COUNTS = ("reactions", "likes", "comments", "shares", "views")


IMPORT = "Bring data along from an older system."

PEOPLE = Noun(
    "People",
    "person",
    "users",
    "people p",
    "p.id",
    (
        Part("Handle", "p.username", lambda value: strong(f"@{value}"), 190),
        Part("Name", "p.display_name"),
        Part("Platform", "p.platform", plain, 110, 720),
        Part("Followers", "p.followers", figure, 100, 600, figures=True),
        Part("Followed here", "p.is_tracked", yes, 120, 860),
        Part("Last seen", "p.last_seen_at", when, 110, 640),
        Part("Site", "p.instance", listed=False),
        Part("Address", "p.url", listed=False),
        Part("About", "p.bio", listed=False),
        Part("Following", "p.following", figure, listed=False),
        Part("Posts", "p.posts", figure, listed=False),
        Part("Verified", "p.is_verified", yes, listed=False),
        Part("Private", "p.is_private", yes, listed=False),
        Part(
            "Other names",
            "(SELECT group_concat('@' || n.username, ', ') FROM person_names n"
            " WHERE n.person_id = p.id AND n.username <> p.username)",
            listed=False,
        ),
        Part("Notes", "nullif(p.notes, '')", listed=False),
        Part("First seen", "p.first_seen_at", when, listed=False),
    ),
    f"Whoever wrote a post or a message that was read stands here. {IMPORT}",
    "p.username || ' ' || coalesce(p.display_name, '')",
    "people",
    many="people",
)
TAGS = Noun(
    "Tags",
    "tag",
    "flag",
    "tags t",
    "t.id",
    (
        Part("Tag", "t.name", strong, 180),
        Part("Accounts", "(SELECT count(*) FROM account_tags x WHERE x.tag_id = t.id)", figure, 100, figures=True),
        Part("People", "(SELECT count(*) FROM person_tags x WHERE x.tag_id = t.id)", figure, 100, figures=True),
        Part("Posts", "(SELECT count(*) FROM post_tags x WHERE x.tag_id = t.id)", figure, 100, figures=True),
        Part("What it is for", "nullif(t.description, '')"),
        Part("Colour", "t.color", listed=False),
    ),
    "Tags sort accounts, people and posts; no site ever sees them.",
    "t.name",
)
POSTS = Noun(
    "Posts",
    "post",
    "file-text",
    "posts p",
    "p.id",
    (
        Part("Author", "p.author", handle, 160),
        Part("Words", "substr(p.text, 1, 300)", told=False),
        Part("Platform", "p.platform", plain, 100, 820),
        Part("Likes", "p.likes", figure, 80, 560, figures=True),
        Part("Posted", "coalesce(p.posted_at, p.first_seen_at)", when, 110, 500),
        Part("Marked", "p.is_marked", yes, 84, 760),
        Part("All words", "p.text", listed=False),
        Part("Address", "p.url", listed=False),
        Part("Kind", "p.post_kind", plain, listed=False),
        Part("Shows", "p.media_kind", plain, listed=False),
        Part("Sponsored", "p.is_sponsored", yes, listed=False),
        Part("Read", "p.is_read", yes, listed=False),
        Part("Hashtags", _HASHTAGS, named("#"), listed=False),
        Part("Names", "p.mentions", named("@"), listed=False),
        Part("Tags, and why", _WHY_TAGGED, listed=False),
        *(Part(name.capitalize(), f"p.{name}", figure, listed=False) for name in COUNTS if name != "likes"),
        Part("First seen", "p.first_seen_at", when, listed=False),
        Part("Its own id there", "p.external_id", listed=False),
    ),
    f"Posts that were acted on or read stand here. {IMPORT}",
    "coalesce(p.author, '') || ' ' || coalesce(p.text, '') || ' ' || p.url",
    "posts",
)
MEDIA = Noun(
    "Media",
    "file",
    "image",
    "media m JOIN posts p ON p.id = m.post_id",
    "m.id",
    (
        Part("Kind", "m.kind", plain, 110),
        Part("Address", "m.url", address),
        Part("Of the post by", "p.author", handle, 160, 560),
        Part("Analysis", "m.analysis_state", plain, 120, 640),
        Part("Size", "m.width || ' × ' || m.height", words, 120, 720),
        Part("Type", "m.mime", listed=False),
        Part("Bytes", "m.bytes", figure, listed=False),
        Part("What it shows", "json_extract(m.analysis, '$.description')", listed=False),
        Part("Kept at", "m.path", listed=False),
    ),
    f"Pictures and films of posts. {IMPORT}",
    "m.url",
)
HASHTAGS = Noun(
    "Hashtags",
    "hashtag",
    "link",
    "hashtags h",
    "h.id",
    (
        Part("Hashtag", "h.name", lambda value: strong(f"#{value}")),
        Part("Platform", "h.platform", plain, 120),
        Part(
            "Posts here", "(SELECT count(*) FROM post_hashtags x WHERE x.hashtag_id = h.id)", figure, 100, figures=True
        ),
        Part("Posts there", "h.posts", figure, 110, 520, figures=True),
        Part("Views there", "h.views", figure, 110, 600, figures=True),
        Part("Seen", "h.seen_at", when, 110, 560),
    ),
    f"Hashtags that posts carry. {IMPORT}",
    "h.name",
)
CHECKS = Noun(
    "Check-backs",
    "followed post",
    "calendar-clock",
    "check_plans c JOIN posts p ON p.id = c.post_id",
    "c.id",
    (
        Part("Post by", "p.author", handle, 170),
        Part("Words", "substr(p.text, 1, 300)", told=False),
        Part("Looked", "c.done", figure, 80, figures=True),
        Part("Next look", "CASE WHEN c.complete THEN NULL ELSE c.next_at END", when, 110, 460),
        Part("Complete", "c.complete", yes, 100, 740),
        Part("Followed since", "c.started_at", when, listed=False),
        Part("Planned", "(SELECT count(*) FROM check_steps s WHERE s.plan_id = c.id)", figure, listed=False),
        Part("Address", "p.url", listed=False),
    ),
    "Posts whose figures are read again at set times. Follow one with the command line: steward posts track URL",
    "coalesce(p.author, '') || ' ' || coalesce(p.text, '') || ' ' || p.url",
)
GATHERINGS = Noun(
    "Runs",
    "run",
    "refresh-cw",
    "runs r",
    "r.id",
    (
        Part("What", "CASE r.kind WHEN 'engine' THEN 'session' ELSE r.kind END", plain, 130),
        Part("Came from", "r.origin"),
        Part("State", "r.status", signed(RUNS), 130),
        Part("Read", "r.fetched", figure, 80, figures=True),
        Part("New", "r.fresh", figure, 80, 560, figures=True),
        Part("Started", "r.started_at", when, 110),
        Part("Took", "r.ended_at - r.started_at", took, listed=False),
        Part("Refreshed", "r.updated", figure, listed=False),
        Part("Platform", "r.platform", plain, listed=False),
        Part("Error", "r.error", listed=False),
    ),
    "Each session in which Steward worked stands here from start to end, and each gathering that an older system made."
    f" {IMPORT}",
    "r.origin || ' ' || r.kind",
)
