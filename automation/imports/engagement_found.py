"""What an engagement store found on sites: people, posts with their media and hashtags, comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from automation.imports import collected, words
from automation.imports.engagement_acts import remember_target
from automation.imports.fields import by_id, handle, maybe_number, needed_ref, one_of, time
from automation.imports.plan import Context, Draft, Ref, Refused, Row
from models.account import normalised
from models.database import one

_KINDS: Final = ("image", "video", "carousel", "text")
_FILMS: Final = (".mp4", ".mov", ".webm", ".m4v", ".m3u8")
_SAME_NAME: Final = "SELECT platform_user_id FROM people WHERE platform = ? AND instance = '' AND username_norm = ?"
_RECENT: Final = 5000


def person(row: Row, context: Context) -> Iterator[Draft]:
    """Somebody found on a site."""
    platform, username = words.platform(row.get("platform")), handle(row)
    external_id = words.needed(row.get("platform_user_id"), "platform_user_id")
    url = collected.address(row.get("profile_url"))
    seen = time(row, "discovered_at") or context.now
    changed = time(row, "last_updated_at") or seen
    known: dict[str, Any] = {
        "platform_user_id": external_id,
        "display_name": words.maybe(row.get("display_name"), "display_name"),
        "url": url,
        "bio": words.maybe(row.get("bio"), "bio"),
        "followers": maybe_number(row, "follower_count"),
        "following": maybe_number(row, "following_count"),
        "posts": maybe_number(row, "post_count"),
        "is_verified": words.flag(row.get("is_verified"), "is_verified"),
        "is_private": words.flag(row.get("is_private"), "is_private"),
        "stats_at": changed,
        "last_seen_at": time(row, "last_seen_at") or seen,
        "updated_at": changed,
    }
    _check_name(platform, normalised(username), external_id, context)
    remember_target(context, "user", by_id(row), url, normalised(username))
    yield collected.person(platform, username, seen, **known)


def _check_name(platform: str, name: str, external_id: str, context: Context) -> None:
    """Two people never become one because one of them took the other's name."""
    recent: dict[tuple[str, str], str] = context.memory.setdefault("names", {})
    found = one(_SAME_NAME, (platform, name))
    holder = recent.get((platform, name)) or (found[0] if found else None)
    if holder is not None and holder != external_id:
        raise Refused("username", f"“{name[:60]}” is the name of somebody else by now, who has another id on the site")
    if len(recent) >= _RECENT:
        recent.clear()  # those are in the store by now
    recent[platform, name] = external_id


def post(row: Row, context: Context) -> Iterator[Draft]:
    """A post, its pictures and films, its hashtags, and its figures when they were last read."""
    platform, url = words.platform(row.get("platform")), collected.address(row.get("post_url"))
    if url is None:
        raise Refused("post_url", "is no address")
    external_id, here = words.needed(row.get("platform_post_id"), "platform_post_id"), Ref("posts", by_id(row))
    seen = time(row, "discovered_at") or context.now
    read_at = time(row, "last_extracted_at") or seen
    counts = {name: maybe_number(row, column) for name, column in _COUNTS.items()}
    figures = {name: number for name, number in counts.items() if number is not None}
    hashtags, mentions = _names(row, "hashtags", "#"), _names(row, "mentions", "@")
    media = [*_media(row, here, seen)]
    remember_target(context, "post", by_id(row), url, external_id)
    yield collected.post(
        platform, external_id, url, seen,
        author=words.maybe(row.get("author_username"), "author_username"),
        author_id=context.ref("platform_users", row.get("author_id")),
        text=words.maybe(row.get("caption"), "caption"),
        media_kind=one_of(row, "content_type", _KINDS),
        posted_at=time(row, "posted_at"),
        is_sponsored=words.flag(row.get("is_sponsored"), "is_sponsored"),
        hashtags=hashtags, mentions=mentions,
        updated_at=read_at, kept_from=context.now, figures=figures, figures_at=read_at,
    )  # fmt: skip
    yield from media
    yield from collected.tagged(platform, map(str.casefold, hashtags), "posts", here.key, seen)
    if figures:
        yield collected.snapshot(figures, here, read_at, source="engagement-store")


_COUNTS: Final = {"likes": "like_count", "comments": "comment_count", "shares": "share_count", "views": "view_count"}


def _names(row: Row, column: str, mark: str) -> list[str]:
    """The hashtags or mentions of a post, each once and without its mark."""
    found = words.document(row.get(column) or "[]", column)
    if not isinstance(found, list):
        raise Refused(column, "is no list")
    names = (str(name).strip().removeprefix(mark) for name in found if isinstance(name, str | int))
    return list({name.casefold(): name for name in names if name}.values())


def _media(row: Row, post: Ref, at: int) -> Iterator[Draft]:
    found = words.document(row.get("media_urls") or "[]", "media_urls")
    if not isinstance(found, list):
        raise Refused("media_urls", "is no list")
    for url in dict.fromkeys(map(collected.address, found)):
        if url is not None:
            film = url.partition("?")[0].partition("#")[0].lower().endswith(_FILMS)
            values = {"post_id": post, "kind": "video" if film else "image", "url": url, "created_at": at}
            yield Draft("media", values, ("post_id", "url"))


def comment(row: Row, context: Context) -> Iterator[Draft]:
    """A comment, somebody's or ours."""
    seen = time(row, "discovered_at") or context.now
    values: dict[str, Any] = {
        "platform": words.platform(row.get("platform")),
        "instance": "",
        "external_id": words.maybe(row.get("platform_comment_id"), "platform_comment_id"),
        "post_id": needed_ref(row, "post_id", "posts"),
        "author_id": context.ref("platform_users", row.get("author_id")),
        "account_id": context.ref("accounts", row.get("account_id")),
        "is_ours": words.flag(row.get("is_ours"), "is_ours"),
        "attempt_id": context.ref("action_attempts/attempts", row.get("action_attempt_id")),
        "text": words.text(row.get("text"), "text"),
        "posted_at": time(row, "posted_at"),
        "likes": maybe_number(row, "like_count"),
        "replies": maybe_number(row, "reply_count"),
        "first_seen_at": seen,
        "updated_at": seen,
    }
    yield Draft("comments", values, ("platform", "instance", "external_id"))
