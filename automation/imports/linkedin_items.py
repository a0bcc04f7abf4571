"""One post as a scraper's result file has it; which field is what stands in linkedin_store.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from automation.imports import collected, words
from automation.imports.json_source import BROKEN, FILE, OWN, WRITTEN, inner, pick
from automation.imports.plan import Context, Draft, Ref, Refused, Row

FIELDS: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("linkedin_store.toml").read_text("utf-8"))
_ITEM: Final = FIELDS["item"]
_POST, _PERSON, _COUNTS, _MEDIUM = (_ITEM[name] for name in ("post", "person", "counts", "medium"))
_PAGE = re.compile(r"linkedin\.com/(?:in|company|school|showcase)/([^/?#]+)", re.IGNORECASE)
_URN = re.compile(r"urn:li:\w+:(\d+)")
_DIGITS = re.compile(r"\d{6,25}")
TABLE: Final = "items"
PLATFORM: Final = "linkedin"
SITE: Final = "https://www.linkedin.com"


def known_fields() -> frozenset[str]:
    """Every field that is recognised, in lower case as the frame compares them."""
    places = (*_POST.values(), *_PERSON.values(), *_COUNTS.values())
    lists = [*places, *(_ITEM[name] for name in ("figures", "media", "whole", "lists", "known"))]
    media = {f"{place}.{name}" for place in _ITEM["media"] for names in _MEDIUM.values() for name in names}
    return frozenset(name.lower() for names in lists for name in names) | frozenset(map(str.lower, media)) | OWN


def kept_whole() -> frozenset[str]:
    """Fields whose insides are taken as they are, and so are not looked through for unknown ones."""
    return frozenset(_ITEM["figures"]) | frozenset(_ITEM["whole"])


def sort(file: str, entry: object) -> Iterator[tuple[str, Row]]:
    """The post that an entry is, the posts in a list of it, or what is neither."""
    names = _ITEM["lists"] if isinstance(entry, dict) and not _names(entry)[0] else []
    found = next((within for name in names if isinstance(within := inner(entry, name), list)), [entry])
    for each in found:
        yield (TABLE, each) if isinstance(each, dict) else ("files", {BROKEN: "An entry of the file is no post."})


def _names(item: Row) -> tuple[str, str | None]:
    """The site's own number of a post, and its whole name where that is given."""
    whole = words.maybe(pick(item, _POST["full_urn"]))
    given = words.text(pick(item, _POST["urn"]))
    found = _URN.search(given) or _DIGITS.fullmatch(given) or _URN.search(whole or "")
    number = found[found.lastindex or 0] if found else ""
    return number, whole or (given if _URN.search(given) else None)


def is_post(item: Row) -> bool:
    """Whether an entry names a post."""
    try:
        return bool(_names(item)[0])
    except Refused:
        return False


def page_of(number: str, whole: str | None) -> str:
    """The address of a post by its name alone."""
    return f"{SITE}/feed/update/{whole if whole and _URN.fullmatch(whole) else f'urn:li:activity:{number}'}/"


def key(row: Row) -> str:
    """The file and the post in it."""
    return f"{row.get(FILE, '')}#{_names(row)[0]}"


def read(row: Row, context: Context) -> Iterator[Draft]:
    """A post with its author, its pictures and its figures at the time of the file."""
    number, whole = _names(row)
    if not number:
        raise Refused("urn", "names no post")
    source, here = TABLE, key(row)
    given = {name: value for name, value in row.items() if name not in OWN}
    who = author(given, context.now)
    taken_at = words.when(pick(given, _POST["taken_at"]), "scraped_at") or row.get(WRITTEN) or context.now
    counts = readings(given)
    yield collected.post(
        PLATFORM,
        number,
        collected.address(pick(given, _POST["url"])) or page_of(number, whole),
        taken_at,
        external_urn=whole,
        author=who and who.values["username"],
        author_id=who and Ref(f"{source}/people", here),
        text=words.maybe(pick(given, _POST["text"])),
        post_kind=words.maybe(pick(given, _POST["post_kind"])),
        posted_at=words.when(pick(given, _POST["posted_at"]), "posted_at"),
        payload=collected.packed(given),
        kept_from=context.now,
        figures=counts,
    )
    if who is not None:
        yield who
    yield from media(given, Ref(source, here), taken_at)
    if counts:
        yield collected.snapshot(counts, Ref(source, here), taken_at, source=row.get(FILE))


def readings(item: Row) -> dict[str, int]:
    """All figures of an item: those with a column by our names, the others by the site's own."""
    found: dict[str, int] = {}
    for place in _ITEM["figures"]:
        if isinstance(within := inner(item, place), dict):
            found |= collected.figures(within, place)
    ours: dict[str, int] = {}
    for name, places in _COUNTS.items():
        for place in places:
            if (number := collected.count(inner(item, place))) is not None:
                ours[name] = number
                found.pop(place.rpartition(".")[2], None)
                break
    return found | ours


def author(item: Row, seen_at: int) -> Draft | None:
    """Who wrote an item, if it says so."""
    page = collected.address(pick(item, _PERSON["page"]))
    found = _PAGE.search(page or "")
    username = words.maybe(pick(item, _PERSON["username"])) or (found[1] if found else None)
    if username is None:
        return None
    parts = (words.text(pick(item, _PERSON[name])) for name in ("first_name", "last_name"))
    return collected.person(
        PLATFORM,
        username,
        seen_at,
        display_name=words.maybe(pick(item, _PERSON["name"])) or " ".join(filter(None, parts)) or None,
        url=page.partition("?")[0] if page else None,
        avatar_url=collected.address(pick(item, _PERSON["avatar_url"])),
        bio=words.maybe(pick(item, _PERSON["bio"])),
        followers=collected.count(pick(item, _PERSON["followers"])),
    )


def media(item: Row, post: Ref | None, seen_at: int) -> Iterator[Draft]:
    """The pictures, films and documents of an item, each address once."""
    seen: set[str] = set()
    for place in _ITEM["media"]:
        found = inner(item, place)
        for each in found if isinstance(found, list) else [found]:
            medium = {"url": each} if isinstance(each, str) else each if isinstance(each, dict) else {}
            url = collected.address(pick(medium, _MEDIUM["url"]))
            if url is None or url in seen:
                continue
            seen.add(url)
            yield Draft(
                "media",
                {
                    "post_id": post,
                    "kind": words.text(pick(medium, _MEDIUM["kind"])) or _kind(place),
                    "url": url,
                    "width": collected.count(pick(medium, _MEDIUM["width"])),
                    "height": collected.count(pick(medium, _MEDIUM["height"])),
                    "created_at": seen_at,
                },
                ("post_id", "url"),
            )


def _kind(place: str) -> str:
    """What stands in a place that does not say it."""
    return next((kind for kind in ("video", "document") if kind in place.lower()), "image")
