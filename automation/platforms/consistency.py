"""What the tables of a pack promise each other: pages that exist, known placeholders, names that lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pydantic import BaseModel

from automation.platforms import capabilities
from automation.platforms.fields import Reading
from automation.platforms.placeholders import KNOWN, names, unquoted_text

if TYPE_CHECKING:
    from automation.platforms.model import Pack

Loc = tuple[str | int, ...]
Complaint = tuple[Loc, str]
_PUBLISH = {"post", "story", "highlight", "avatar", "bio"}
_SECTIONS = (
    "identity", "session", "sign_in", "like", "save", "follow", "share",
    "comment", "message", "post", "person", "search",
)  # fmt: skip
_REGEXES = {"pattern", "heading", "response"}


def complaints(pack: Pack, data: Mapping[str, object]) -> Iterator[Complaint]:
    """Each thing that does not fit together, with the path of the key it stands at."""
    yield from _pages(pack)
    yield from _needed_addresses(pack)
    yield from _dotted(pack)
    yield from _closed_names(pack)
    yield from _placeholders(pack, data)


def dotted_names(pack: Pack) -> set[str]:
    """Every dotted name under which a locator may stand, as `like.on`."""
    found = set()
    for section in _SECTIONS:
        field = type(pack).model_fields[section].annotation
        options = getattr(field, "__args__", (field,))
        model = next(m for m in options if isinstance(m, type) and issubclass(m, BaseModel))
        found |= {f"{section}.{name}" for name, info in model.model_fields.items() if _holds_locator(info.annotation)}
    return found


def _holds_locator(annotation: object) -> bool:
    return annotation is Reading or getattr(annotation, "__origin__", None) is tuple


def _pages(pack: Pack) -> Iterator[Complaint]:
    pages = set(pack.url) | {"any"}
    for name in pack.ready.model_extra or {}:
        if name not in pages:
            yield ("ready", name), f"there is no {name} in [url]"
    for section in ("like", "save", "follow", "share", "comment", "message"):
        for key in ("page", "seen_at"):
            page = getattr(getattr(pack, section), key, None)
            if page is not None and page not in pack.url:
                yield (section, key), f"there is no {page} in [url]"
    for verb, flow in pack.flow.items():
        for at, step in enumerate(flow.steps):
            if step.goto and step.goto not in pack.url and not step.goto.startswith(("/", "http")):
                yield ("flow", verb, "steps", at, "goto"), f"there is no {step.goto} in [url]"


def _needed_addresses(pack: Pack) -> Iterator[Complaint]:
    if pack.sign_in and "sign_in" not in pack.url:
        yield ("sign_in",), "[sign_in] needs the address sign_in in [url]"
    for section in ("like", "save", "share", "comment", "post"):
        if getattr(pack, section) and not pack.id.post:
            yield (section,), f"[{section}] needs post in [id]"
    for section in ("follow", "person", "message"):
        if getattr(pack, section) and not pack.id.person:
            yield (section,), f"[{section}] needs person in [id]"
    if pack.message and not {"thread", "inbox"} & pack.url.keys():
        yield ("message",), "[message] needs the address thread or inbox in [url]"


def _dotted(pack: Pack) -> Iterator[Complaint]:
    known = dotted_names(pack)
    for name in pack.scope:
        if name not in {"post", "person", "thread"} and name not in known:
            yield ("scope", name), f"{name} is neither post, person, thread nor the name of a locator"
    for name in pack.locator:
        if name not in known:
            yield ("locator", name), f"{name} is not the name of a locator"


def _closed_names(pack: Pack) -> Iterator[Complaint]:
    verbs = {"like", "unlike", "comment", "delete_comment", "follow", "unfollow", "dm", "save", "unsave", "share"}
    for table, allowed in (("seen", set(capabilities.EVERY)), ("publish", _PUBLISH), ("proof", verbs)):
        for name in getattr(pack, table):
            if name not in allowed:
                yield (table, name), f"one of {', '.join(sorted(allowed))} was expected"


def _placeholders(pack: Pack, data: Mapping[str, object]) -> Iterator[Complaint]:
    known = KNOWN | _id_groups(pack)
    for loc, text in _strings(data, ()):
        if _is_plain(loc):
            continue
        unknown = sorted(names(text) - known)
        if unknown:
            yield loc, f"{{{unknown[0]}}} is not a placeholder that can be filled"
        elif loc[0] != "url" and "value" not in loc and (name := unquoted_text(text)):
            yield loc, f"{{{name}}} must stand inside quotes here"


def _is_plain(loc: Loc) -> bool:
    tables = {"platform", "id", "seen", "numbers"}
    return loc[0] in tables or bool(_REGEXES & set(loc)) or (loc[0] == "stop" and "url" in loc)


def _id_groups(pack: Pack) -> set[str]:
    patterns = [pattern for kind in type(pack.id).model_fields for pattern in getattr(pack.id, kind)]
    return {name for pattern in patterns for name in re.compile(pattern).groupindex}


def _strings(value: object, loc: Loc) -> Iterator[tuple[Loc, str]]:
    if isinstance(value, str):
        yield loc, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _strings(part, (*loc, str(key)))
    elif isinstance(value, list | tuple):
        for at, part in enumerate(value):
            yield from _strings(part, (*loc, at))
