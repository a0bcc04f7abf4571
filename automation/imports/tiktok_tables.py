"""A TikTok tracker's tables: who was found, posts and their figures, comments, hashtags, templates, use of services."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from automation.imports import collected, words
from automation.imports.fields import by_id, named, needed_ref, whole_rows
from automation.imports.json_source import pick
from automation.imports.plan import Context, Draft, Ref, Refused, Row, TablePlan
from automation.imports.sources import Source
from automation.imports.tiktok_tracked import plan
from automation.imports.tiktok_words import PLATFORM, hashtags, page_of, readings

COLUMNS: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    Path(__file__).with_name("tiktok_tables.toml").read_text("utf-8")
)
ACCOUNTS, POSTS, USAGE = "social_media_accounts", "social_media_posts", "api_usage_tracking"
# Whose account these tables name is one of ours: it wrote or acted.
_OWN_IN: Final = ("social_media_conversations", "automation_actions")
_KINDS: Final = {"photo": "image", "picture": "image", "reel": "video", "slideshow": "carousel"}


def remember_tables(source: Source, context: Context) -> None:
    """Learn which accounts are our own, the newest figures of each post, and how much services were used each day."""
    there = set(source.tables())
    own: set[str] = context.memory.setdefault("own", set())
    for table in _OWN_IN:
        if table in there:
            own |= {str(row["account_id"]) for row in source.rows(table) if row.get("account_id") not in (None, "")}
    if "social_media_post_analytics" in there:
        _remember_figures(source, context)
    if USAGE in there:
        _remember_usage(source, context)


def _remember_figures(source: Source, context: Context) -> None:
    newest: dict[str, tuple[int, dict[str, int]]] = context.memory.setdefault("figures", {})
    for row in source.rows("social_media_post_analytics"):
        try:
            at, post = _read_at(row), str(row.get("post_id"))
        except Refused:
            continue  # it says so when its turn comes
        if at >= newest.get(post, (0, {}))[0]:
            newest[post] = (at, collected.named(readings(row)))


def _value(row: Row, table: str, name: str) -> Any:
    return pick(row, COLUMNS[table][name])


def _platform(row: Row, table: str) -> str:
    return words.platform(_value(row, table, "platform") or PLATFORM)


def _seen(row: Row, table: str, context: Context) -> int:
    return words.when(_value(row, table, "seen"), COLUMNS[table]["seen"][0]) or context.now


def account(row: Row, context: Context) -> Iterator[Draft]:
    """Somebody found; one that wrote or acted is an account of ours, and the person that others see, too."""
    key, found = by_id(row), _person(row, context)
    context.memory.setdefault("usernames", {})[key] = found.values["username"]
    if key not in context.memory.get("own", ()):
        yield found
        return
    known = {name: found.values.get(name) for name in ("platform_user_id", "display_name", "url", "bio", "avatar_url")}
    names = {name: found.values[name] for name in ("platform", "instance", "username", "username_norm")}
    times = {"created_at": found.values["first_seen_at"], "updated_at": found.values["updated_at"]}
    values = {**names, **known, **times, "person_id": Ref(f"{ACCOUNTS}/people", key)}
    yield Draft("accounts", values, ("platform", "instance", "username_norm"))
    yield found


def _person(row: Row, context: Context) -> Draft:
    seen = _seen(row, ACCOUNTS, context)
    changed = words.when(_value(row, ACCOUNTS, "changed"), "updated_at") or seen
    username = words.needed(words.needed(_value(row, ACCOUNTS, "username"), "username").lstrip("@"), "username")
    figures = {
        name: words.whole(_value(row, ACCOUNTS, name), COLUMNS[ACCOUNTS][name][0], 0)
        for name in ("followers", "following", "posts")
    }
    known: dict[str, Any] = {
        "platform_user_id": words.maybe(_value(row, ACCOUNTS, "external_id")),
        "display_name": words.maybe(_value(row, ACCOUNTS, "name")),
        "url": collected.address(_value(row, ACCOUNTS, "url")),
        "avatar_url": collected.address(_value(row, ACCOUNTS, "avatar")),
        "bio": words.maybe(_value(row, ACCOUNTS, "bio")),
        "is_verified": words.flag(_value(row, ACCOUNTS, "verified"), "is_verified"),
        "is_private": words.flag(_value(row, ACCOUNTS, "private"), "is_private"),
        "updated_at": changed,
        "stats_at": changed if any(number is not None for number in figures.values()) else None,
    }
    return collected.person(_platform(row, ACCOUNTS), username, seen, **{**known, **figures})


def post(row: Row, context: Context) -> Iterator[Draft]:
    """A post that was found or followed, with its newest figures and the plan of its checks."""
    key, platform = by_id(row), _platform(row, POSTS)
    external_id = words.needed(_value(row, POSTS, "external_id"), "external_post_id")
    author, seen = words.maybe(_value(row, POSTS, "author")) or _author(row, context), _seen(row, POSTS, context)
    url = collected.address(_value(row, POSTS, "url"))
    if url is None and platform == PLATFORM:
        url = page_of(external_id, author)
    if url is None:
        raise Refused("post_url", "is no address")
    caption = words.maybe(_value(row, POSTS, "caption"))
    media = words.text(_value(row, POSTS, "media")).lower() or "video"
    at, figures = context.memory.get("figures", {}).get(key, (None, {}))
    names = hashtags(caption)
    yield collected.post(
        platform, external_id, url, seen,
        author=author, author_id=_whose(row, context), text=caption, media_kind=_KINDS.get(media, media),
        posted_at=words.when(_value(row, POSTS, "posted"), "posted_at"), hashtags=names,
        updated_at=words.when(_value(row, POSTS, "changed"), "updated_at") or seen,
        figures=figures, figures_at=at, kept_from=context.now,
    )  # fmt: skip
    yield from collected.tagged(platform, names, POSTS, key, seen)
    if _is_followed(row):
        yield from plan(row, POSTS, key, seen, [], context)


def _is_followed(row: Row) -> bool:
    """Whether a post has or had a plan of checks; each of these columns is filled for all posts by itself."""
    told = any(row.get(name) not in (None, "", "[]", []) for name in ("check_schedule", "next_check_at"))
    if told or row.get("tracking_started_at") not in (None, ""):
        return True
    made = words.whole(row.get("checks_completed"), "checks_completed", 0)
    return bool(made) or words.flag(row.get("tracking_complete"), "tracking_complete")


def _author(row: Row, context: Context) -> str | None:
    """The name of whoever a post's account is."""
    name: str | None = context.memory.get("usernames", {}).get(str(row.get("account_id")))
    return name


def _whose(row: Row, context: Context) -> Ref | None:
    owner = context.ref(ACCOUNTS, row.get("account_id"))
    if owner is None:
        return None
    return Ref(f"{ACCOUNTS}/people", owner.key) if owner.key in context.memory.get("own", ()) else owner


def reading(row: Row, context: Context) -> Iterator[Draft]:
    """The figures of a post at one time."""
    yield collected.snapshot(readings(row), needed_ref(row, "post_id", POSTS), _read_at(row), source=POSTS)


def _read_at(row: Row) -> int:
    written = _value(row, "social_media_post_analytics", "at")
    at = words.when(words.needed(written, "snapshot_date"), "snapshot_date")
    if at is None:
        raise Refused("snapshot_date", "is no time")
    return at


def comment(row: Row, context: Context) -> Iterator[Draft]:
    """A comment or an answer to one, and who wrote it."""
    table, key = "social_media_comments", by_id(row)
    platform, author = _platform(row, table), words.text(_value(row, table, "author")).lstrip("@")
    posted, parent = words.when(_value(row, table, "posted"), "commented_at"), _value(row, table, "parent")
    seen = words.when(_value(row, table, "seen"), "created_at") or posted or context.now
    values = {
        "platform": platform,
        "instance": "",
        "external_id": words.maybe(_value(row, table, "external_id")),
        "post_id": needed_ref(row, "post_id", POSTS),
        "parent_id": context.ref(table, parent),
        "is_reply": parent is not None or words.flag(_value(row, table, "reply"), "is_reply"),
        "author": author or None,
        "author_id": Ref(f"{table}/people", key) if author else None,
        "text": words.text(_value(row, table, "text"), "comment_text"),
        "posted_at": posted,
        "likes": words.whole(_value(row, table, "likes"), "likes_count", 0),
        "replies": words.whole(_value(row, table, "replies"), "api_reply_count", 0),
        "first_seen_at": seen,
        "updated_at": seen,
    }
    yield Draft("comments", values, ("platform", "instance", "external_id"), update=frozenset({"likes", "replies"}))
    if author:
        yield collected.person(platform, author, seen)


def hashtag(row: Row, context: Context) -> Iterator[Draft]:
    """A hashtag that was found."""
    table = "social_media_hashtags"
    name = words.needed(words.needed(_value(row, table, "name"), "hashtag").lstrip("#"), "hashtag").casefold()
    figures = {column: words.whole(_value(row, table, column), column, 0) for column in ("views", "posts")}
    yield collected.hashtag(_platform(row, table), name, _seen(row, table, context), **figures)


def template(row: Row, context: Context) -> Iterator[Draft]:
    """Words to write to somebody."""
    table = "message_templates"
    values = {
        "kind": "message",
        "name": words.text(_value(row, table, "name")),
        "text": words.needed(_value(row, table, "text"), "template_text"),
        "is_template": True,
        "uses": words.whole(_value(row, table, "uses"), "usage_count", 0) or 0,
        "last_used_at": words.when(_value(row, table, "used"), "last_used_at"),
        "created_by": words.maybe(_value(row, table, "by")),
        "created_at": _seen(row, table, context),
    }
    yield Draft("texts", values)


def _remember_usage(source: Source, context: Context) -> None:
    """Sum what the tracker wrote about one service, one endpoint and one day, in however many rows."""
    days: dict[tuple[str, str, str], dict[str, Any]] = context.memory.setdefault("usage", {})
    for row in source.rows(USAGE):
        try:
            key, used = _used(row)
        except Refused:
            continue  # it says so when its turn comes
        whole = days.setdefault(key, {**used, "calls": 0, "cost_micros": 0})
        for name in ("calls", "cost_micros"):
            whole[name] += used[name]
        whole["quota"] = whole["quota"] if used["quota"] is None else used["quota"]


def _used(row: Row) -> tuple[tuple[str, str, str], dict[str, Any]]:
    """What a row is about, and what it counts; one without a count is one call."""
    written = words.needed(_value(row, USAGE, "day"), "date")
    try:
        day = date.fromisoformat(written[:10]).isoformat()
    except ValueError as error:
        raise Refused("date", f"“{written[:40]}” is no day") from error
    key = (words.needed(_value(row, USAGE, "provider"), "api_name"), words.text(_value(row, USAGE, "endpoint")), day)
    calls = words.whole(_value(row, USAGE, "calls"), "calls_count", 0)
    return key, {
        "row": by_id(row),
        "calls": 1 if calls is None else calls,
        "quota": words.whole(_value(row, USAGE, "quota"), "quota_limit", 0),
        "cost_micros": words.money(_value(row, USAGE, "cost"), "cost") or 0,
    }


def usage(row: Row, context: Context) -> Iterator[Draft]:
    """How much a service was used on a day; the first row of a day stands for all of them."""
    key, _ = _used(row)
    whole = context.memory["usage"][key]
    if whole["row"] == by_id(row):
        provider, endpoint, day = key
        values = {name: whole[name] for name in ("calls", "quota", "cost_micros")}
        yield Draft("api_usage", {"provider": provider, "endpoint": endpoint, "day": day, **values})


def columns_of(table: str) -> frozenset[str]:
    """Every column of a table that is known."""
    return named(*(name for names in COLUMNS[table].values() for name in names))


FOUND: Final = tuple(
    TablePlan(table, by_id, whole_rows(read), columns_of(table))
    for table, read in {
        ACCOUNTS: account,
        POSTS: post,
        "social_media_post_analytics": reading,
        "social_media_comments": comment,
        "social_media_hashtags": hashtag,
    }.items()
)
KEPT: Final = tuple(
    TablePlan(table, by_id, whole_rows(read), columns_of(table))
    for table, read in {"message_templates": template, USAGE: usage}.items()
)
