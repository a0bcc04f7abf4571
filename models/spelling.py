"""How a name may be written: large and small, composed or not, as part of an address, and escaped in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from unicodedata import normalize
from urllib.parse import quote


def spellings(texts: Iterable[str]) -> frozenset[str]:
    """Every way in which texts may be written; of those that differ in large and small ASCII letters alone, one."""
    cased = {
        way
        for text in texts
        for way in (text, text.lower(), text.casefold(), text.title(), text.upper())
        if way.casefold() == text.casefold()
    }
    plain = {normalize(form, text) for text in cased for form in ("NFC", "NFD")}
    coded = {quote(text, safe="", errors="surrogatepass") for text in plain} | {json.dumps(t)[1:-1] for t in plain}
    return frozenset(text.lower() if text.isascii() else text for text in plain | coded)


# What a name stands behind in a mention or an address.
SIGNS = ("@", "/", "%40", "%2f")
# What stands before a name as a sign in an address or in JSON, though it ends with a letter or a figure; and what goes
# on with a longer name, though no letter follows.
CODED = r"(?<=%[23][0-9a-f])|(?<=%40)|(?<=\\[nrt])"
_GOES_ON = r"[\w\u0300-\u036f]|[.-]\w|%(?:c[3-9a-f]|d[0-9a-f])"


def pattern_of(anywhere: Iterable[str], behind: Iterable[str]) -> re.Pattern[str]:
    """Any of the texts as a whole word; of the second ones only behind @ or / ."""
    alone = rf"(?:(?<!\w)(?<!\w[.-])|{CODED})(?:{_any_of(anywhere)})"
    signed = rf"(?:(?<=[@/])|(?<=%40)|(?<=%2f))(?:{_any_of(behind)})"
    return re.compile(rf"(?:{alone}|{signed})(?!{_GOES_ON})", re.IGNORECASE)


def _any_of(texts: Iterable[str]) -> str:
    ordered = sorted(texts, key=lambda text: (-len(text), text))
    # An i with a dot, or without one, is a letter of its own, which IGNORECASE takes for ours.
    return "|".join(re.sub("[İı]", r"(?-i:\g<0>)", re.escape(text)) for text in ordered) or "(?!)"


def needles_of(texts: Iterable[str]) -> list[str]:
    """Patterns for LIKE that find each of the texts, and more."""
    found = {_escaped(text).lower() for text in texts}
    return sorted(f"%{text}%" for text in found if not any(other != text and other in text for other in found))


def _escaped(text: str) -> str:
    """A text for LIKE, which knows large and small of ASCII letters alone: for any other, each letter will do."""
    plain = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return "".join(c if c.isascii() or c.lower() == c.upper() else "_" for c in plain)
