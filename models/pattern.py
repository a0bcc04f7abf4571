"""Patterns that a person writes for the blocklist: a small part of regular expressions, which cannot run for ever."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache

from models.errors import BadInput

LONGEST = 200
# A repeat stands for at most so many letters, and a pattern has at most two: the work grows with the text alone.
MOST_REPEATED, MOST_REPEATS, MOST_OPTIONAL = 100, 2, 8
_BOUNDS = re.compile(r"\{(\d*)(,?)(\d*)\}")
_REPEATS = frozenset("*+{")


@lru_cache(maxsize=4096)
def compiled(text: str) -> re.Pattern[str]:
    """The pattern, blind to capitals, with every repeat bounded; BadInput bad_pattern with the reason."""
    if not text or len(text) > LONGEST:
        raise BadInput("bad_pattern", text, reason=f"it must have 1 to {LONGEST} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return re.compile("".join(_bounded(text)), re.IGNORECASE)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise BadInput("bad_pattern", text, reason=str(error)) from error


def _bounded(text: str) -> Iterator[str]:
    """The pieces of a pattern, every repeat with an end; BadInput for what could make it run on."""
    repeats = optional = 0
    before = ""  # what a repeat would repeat: nothing, one letter, a group, or already a repeat
    for piece in _pieces(text):
        if piece[0] in _REPEATS and not (piece == "{" or before == ""):
            repeats += 1
            if before != "letter" or repeats > MOST_REPEATS:
                why = "a group or a repeat is repeated" if before != "letter" else f"more than {MOST_REPEATS} repeats"
                raise BadInput("bad_pattern", text, reason=why)
            yield _limited(text, piece)
            before = "repeat"
        elif piece == "?":
            optional += before != "repeat"
            if optional > MOST_OPTIONAL:
                raise BadInput("bad_pattern", text, reason=f"more than {MOST_OPTIONAL} optional parts")
            yield piece
            before = "lazy"
        else:
            yield piece
            before = "group" if piece == ")" else "" if piece in {"(", "(?:", "|", "^"} else "letter"


def _pieces(text: str) -> Iterator[str]:
    """The pattern cut into letters, classes, brackets and repeats."""
    place = 0
    while place < len(text):
        piece = _piece(text, place)
        yield piece
        place += len(piece)


def _piece(text: str, place: int) -> str:
    first = text[place]
    if first == "\\":
        following = text[place + 1 : place + 2]
        if following.isdigit() or following in {"g", ""}:
            raise BadInput("bad_pattern", text, reason="it refers back to itself, or ends with a backslash")
        return first + following
    if first == "[":
        end = text.find("]", place + (3 if text[place + 1 : place + 2] == "^" else 2))
        while end > 0 and (end - len(text[:end].rstrip("\\"))) % 2:
            end = text.find("]", end + 1)
        if end < 0:
            raise BadInput("bad_pattern", text, reason="a [ has no ]")
        return text[place : end + 1]
    if text.startswith("(?:", place):
        return "(?:"
    if text.startswith("(?", place):
        raise BadInput("bad_pattern", text, reason="groups that begin with (? are not used here")
    bounds = _BOUNDS.match(text, place)
    return bounds[0] if bounds else first


def _limited(text: str, repeat: str) -> str:
    if repeat in {"*", "+"}:
        return f"{{{int(repeat == '+')},{MOST_REPEATED}}}"
    bounds = _BOUNDS.fullmatch(repeat)
    assert bounds is not None
    low = int(bounds[1] or 0)
    high = int(bounds[3] or MOST_REPEATED) if bounds[2] else low
    if high > MOST_REPEATED:
        raise BadInput("bad_pattern", text, reason=f"a repeat of more than {MOST_REPEATED}")
    return f"{{{low},{high}}}"
