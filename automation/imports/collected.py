"""Drafts of what older systems collected from sites: people, posts, and figures read from a document."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from automation.imports import words
from automation.imports.parts import as_words, in_json
from automation.imports.plan import Draft, Ref, Refused
from models.account import normalised

# Figures that have a column of their own, on a post and on a reading of one.
COLUMNS = ("reactions", "likes", "comments", "shares", "views")


def person(platform: str, username: str, seen_at: int, *, update: Iterable[str] = (), **known: Any) -> Draft:
    """A person by the handle they have on a site; `known` are columns. A site's own id is stronger than a name."""
    name = username.strip().removeprefix("@")
    named = ("platform", "instance", "username_norm")
    by_id = ("platform", "instance", "platform_user_id")
    has_id = known.get("platform_user_id") is not None
    values = {
        "platform": platform,
        "instance": "",
        "username": name,
        "username_norm": normalised(name),
        "first_seen_at": seen_at,
        "last_seen_at": seen_at,
        "updated_at": seen_at,
        **{column: value for column, value in known.items() if value is not None},
    }
    return Draft("people", values, by_id if has_id else named, (named,) if has_id else (), update=frozenset(update))


def post(
    platform: str,
    external_id: str,
    url: str,
    seen_at: int,
    *,
    update: Iterable[str] = (),
    figures: dict[str, int] | None = None,
    figures_at: int | None = None,
    **known: Any,
) -> Draft:
    """A post by the id that a site gives it; `known` are columns, `figures` what it had then or at `figures_at`."""
    values = {
        "platform": platform,
        "instance": "",
        "external_id": external_id,
        "url": url,
        "first_seen_at": seen_at,
        "updated_at": seen_at,
        **({"counted_at": figures_at or seen_at, **named(figures)} if figures else {}),
        **{column: value for column, value in known.items() if value is not None},
    }
    return Draft("posts", values, ("platform", "instance", "external_id"), update=frozenset(update))


def named(counts: dict[str, int]) -> dict[str, int]:
    """The figures that have a column of their own."""
    return {name: counts[name] for name in COLUMNS if name in counts}


def snapshot(counts: dict[str, int], post: Ref | None, taken_at: int, **more: Any) -> Draft:
    """A reading of a post; two of the same moment are one."""
    whose = post and post._replace(needed=True)
    values = {"post_id": whose, "taken_at": taken_at, "counts": counts, **named(counts), **more}
    return Draft("snapshots", values, ("post_id", "taken_at"))


def hashtag(platform: str, name: str, seen_at: int, **figures: int | None) -> Draft:
    """A hashtag of a site, without its sign."""
    return Draft("hashtags", {"platform": platform, "name": name, "seen_at": seen_at, **figures}, ("platform", "name"))


def tagged(platform: str, names: Iterable[str], table: str, key: str, seen_at: int) -> Iterator[Draft]:
    """The hashtags that the post of a row carries, and that it does."""
    for place, name in enumerate(names):
        yield hashtag(platform, name, seen_at)
        tag = Ref(f"{table}/hashtags", f"{key}#{place}" if place else key)
        yield Draft("post_hashtags", {"post_id": Ref(table, key), "hashtag_id": tag})


def address(value: object) -> str | None:
    """An address that a browser may be sent to; anything else is none."""
    found = words.maybe(value)
    return found if found and found.lower().startswith(("https://", "http://")) and " " not in found else None


def packed(document: object) -> bytes | None:
    """A whole document as it was, compressed; None of nothing."""
    if document in (None, "", b""):
        return None
    if isinstance(document, bytes):
        document = as_words(document)
    text = document if isinstance(document, str) else in_json(document)
    return zlib.compress(text.encode("utf-8", "replace"), 3)


def figures(document: object, column: str) -> dict[str, int]:
    """The whole numbers of a document by name; those of objects within as `outer.inner`, of lists of kinds by kind."""
    if not isinstance(document, dict):
        raise Refused(column, "is no object of figures")
    found: dict[str, int] = {}
    for name, value in document.items():
        if isinstance(value, dict):
            found |= {f"{name}.{inner}": number for inner, number in figures(value, column).items()}
        elif isinstance(value, list):
            found |= _by_kind(value)
        elif (number := count(value)) is not None:
            found[str(name)] = number
    return found


def _by_kind(found: list[Any]) -> dict[str, int]:
    """A list of `{"type": …, "count": …}`, as figures by kind."""
    pairs = [(each.get("type"), count(each.get("count"))) for each in found if isinstance(each, dict)]
    return {kind.lower(): number for kind, number in pairs if isinstance(kind, str) and number is not None}


def count(value: object) -> int | None:
    """A count, or None where the value is none: figures of a site are not worth refusing a row for."""
    if type(value) is int:  # nearly always
        return value if 0 <= value <= words.LARGEST else None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return words.whole(value, "count", least=0)
    except Refused:
        return None
