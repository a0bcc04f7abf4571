"""The TikTok modules' JSON files: followed videos with their schedule, and what a data service replied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from automation.imports import collected, tiktok_tracked, words
from automation.imports.json_source import FILE, OWN, WRITTEN, pick
from automation.imports.json_tables import BROKEN_FILES
from automation.imports.plan import Context, Draft, Ref, Refused, Row, TablePlan
from automation.imports.tiktok_sorting import FIELDS, PARENT, VIDEO, kept_whole, sort, user_of
from automation.imports.tiktok_words import PLATFORM, hashtags, page_of, readings

__all__ = ["TABLES", "kept_whole", "sort"]

Read = Callable[[Row, Context], Iterable[Draft]]
_VIDEO, _COMMENT, _USER, _HASHTAG = (FIELDS[name] for name in ("video", "comment", "user", "hashtag"))
# A name that can stand in an address; what people call themselves need not be one.
_HANDLE: Final = re.compile(r"[\w.]{2,30}")
_NO_HANDLE: Final = "Some authors are known only by the name they show; it stands beside their words, not among people."


def _fields(names: dict[str, Any]) -> frozenset[str]:
    """Every field that a part of the mapping recognises, in lower case as the frame compares them."""
    lists = [value for value in names.values() if isinstance(value, list)]
    return frozenset(name.lower() for each in lists for name in each) | OWN


def video(row: Row, context: Context) -> Iterator[Draft]:
    """A video that a search found, with its author, its hashtags and its figures at that time."""
    number = words.needed(pick(row, _VIDEO["id"]), "video_id")
    who = person(_inside(row, _VIDEO["author"]), row, context)
    counts, taken_at = readings(row), row.get(WRITTEN) or context.now
    caption = words.maybe(pick(row, _VIDEO["caption"]))
    username: str | None = None if who is None else who.values["username"]
    names = hashtags(caption)
    yield collected.post(
        PLATFORM,
        number,
        collected.address(pick(row, _VIDEO["url"])) or page_of(number, username),
        taken_at,
        figures=counts,
        text=caption,
        author=username or _shown(_inside(row, _VIDEO["author"])),
        author_id=who and Ref("videos/people", _video_key(row)),
        media_kind="video",
        posted_at=words.when(pick(row, _VIDEO["posted"]), "create_time"),
        hashtags=names,
        payload=collected.packed({name: value for name, value in row.items() if name not in OWN}),
        kept_from=context.now,
    )
    if who is not None:
        yield who
    yield from collected.tagged(PLATFORM, names, "videos", _video_key(row), taken_at)
    if counts:
        yield collected.snapshot(counts, Ref("videos", _video_key(row)), taken_at, source=row.get(FILE))


def _video_key(row: Row) -> str:
    return f"{row.get(FILE, '')}#{pick(row, _VIDEO['id'])}"


def comment(row: Row, context: Context) -> Iterator[Draft]:
    """A comment or an answer to one, with who wrote it and the video it is on."""
    key = _comment_key(row)
    about = words.maybe(row.get(VIDEO)) or words.maybe(pick(row, _COMMENT["video"]))
    if about is None:
        raise Refused("video_id", "names no video")
    writer = _inside(row, _COMMENT["author"])
    who, seen = person(writer, row, context), row.get(WRITTEN) or context.now
    parent = words.maybe(row.get(PARENT)) or words.maybe(pick(row, _COMMENT["parent"]))
    parent = None if parent in {"0", key, about} else parent
    if who is None and writer:
        context.note(_NO_HANDLE)
    values = {
        "platform": PLATFORM,
        "instance": "",
        "external_id": key,
        "post_id": Ref("comments/posts", key),
        "parent_id": context.ref("comments", parent),
        "is_reply": parent is not None,
        "author_id": None if who is None else Ref("comments/people", key),
        "author": _shown(writer) if who is None else who.values["username"],
        "text": words.text(pick(row, _COMMENT["text"]), "text"),
        "posted_at": words.when(pick(row, _COMMENT["posted"]), "create_time"),
        "likes": words.whole(pick(row, _COMMENT["likes"]), "digg_count", 0),
        "replies": words.whole(pick(row, _COMMENT["replies"]), "reply_total", 0),
        "first_seen_at": seen,
        "updated_at": seen,
    }
    yield Draft(
        "comments",
        values,
        ("platform", "instance", "external_id"),
        update=frozenset({"likes", "replies", "updated_at"}),
        outranks=lambda there: there["updated_at"] < seen,
    )
    yield collected.post(PLATFORM, about, page_of(about), seen, kept_from=context.now)
    if who is not None:
        yield who


def _comment_key(row: Row) -> str:
    return words.needed(pick(row, _COMMENT["id"]), "id")


def _inside(row: Row, names: list[str]) -> Row:
    """The object at the first of some places."""
    return next((row[name] for name in names if isinstance(row.get(name), dict)), {})


def _shown(writer: Row) -> str | None:
    return words.maybe(pick(writer, _USER["name"]))


def person(given: Row, row: Row, context: Context) -> Draft | None:
    """A person by their handle; None where only the name that they show is known."""
    username = words.maybe(pick(given, _USER["username"])) or words.text(pick(given, _USER["name"]))
    if not _HANDLE.fullmatch(username.removeprefix("@")):
        return None
    return collected.person(
        PLATFORM,
        username,
        row.get(WRITTEN) or context.now,
        platform_user_id=words.maybe(pick(given, _USER["id"])),
        display_name=_shown(given),
        url=f"https://www.tiktok.com/@{username.removeprefix('@')}",
        avatar_url=collected.address(pick(given, _USER["avatar"])),
        bio=words.maybe(pick(given, _USER["bio"])),
        is_verified=words.flag(pick(given, _USER["verified"]), "verified"),
        is_private=words.flag(pick(given, _USER["private"]), "private"),
        followers=collected.count(pick(given, _USER["followers"])),
        following=collected.count(pick(given, _USER["following"])),
        posts=collected.count(pick(given, _USER["posts"])),
    )


def user(row: Row, context: Context) -> Iterator[Draft]:
    """A person whom a search found, with their figures at that time."""
    who = person(user_of(row), row, context)
    if who is None:
        raise Refused("unique_id", "names no person")
    yield who
    counts = {name: who.values[name] for name in ("followers", "following", "posts") if name in who.values}
    if counts:
        taken_at = row.get(WRITTEN) or context.now
        taken: Row = {"person_id": Ref("users", _user_key(row)), "taken_at": taken_at, "source": row.get(FILE)}
        yield Draft("snapshots", taken | {"counts": counts} | counts, ("person_id", "taken_at"))


def _user_key(row: Row) -> str:
    return f"{row.get(FILE, '')}#{pick(user_of(row), _USER['username'])}"


def hashtag(row: Row, context: Context) -> Iterator[Draft]:
    """A hashtag that a search found."""
    name = _hashtag_name(row)
    figures = {column: words.whole(pick(row, _HASHTAG[column]), column, 0) for column in ("views", "posts")}
    yield collected.hashtag(PLATFORM, name, row.get(WRITTEN) or context.now, **figures)


def _hashtag_name(row: Row) -> str:
    return words.needed(pick(row, _HASHTAG["name"]), "cha_name").removeprefix("#").casefold()


def _table(name: str, key: Callable[[Row], object], read: Read, columns: frozenset[str]) -> TablePlan:
    """A sort of entries; none is missed, for each stands by itself."""
    return TablePlan(name, key, read, columns, form=name)


TABLES: Final = (
    _table("tracked_posts", tiktok_tracked.key, tiktok_tracked.tracked, _fields(FIELDS["tracked"])),
    _table("videos", _video_key, video, _fields(_VIDEO) | _fields(FIELDS["counts"])),
    _table("users", _user_key, user, _fields(_USER) | {"stats"}),
    _table("comments", _comment_key, comment, _fields(_COMMENT) | {PARENT, VIDEO}),
    _table("hashtags", _hashtag_name, hashtag, _fields(_HASHTAG)),
    BROKEN_FILES,
)
