"""Whether a text on a page is the text that was asked for, however the site drew it, and where a site quotes it."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Literal

# So many characters of our text in a row are no chance.
_QUOTATION = 12
# A site may say as much as it likes, and comparing takes as long as both are.
_LOOKED_AT = 300
# What no folded text holds, so that what is cut out once is not found again.
_CUT = "\n"
Markup = Literal["plain", "markdown"]

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0e\ufe0f\u00ad]")
_TYPOGRAPHY = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " "})


def same_words(asked: str, seen: str, markup: Markup = "plain") -> bool:
    """Whether a site shows what was asked. White space, quotes and invisible signs never count.

    Where the site renders markdown only letters and digits count, or other signs if there are none.
    """
    if markup == "plain":
        return bool(folded(asked)) and folded(asked) == folded(seen)
    for kinds in ("LN", "S"):
        wanted = _only(asked, kinds)
        if wanted:
            return wanted == _only(seen, kinds)
    return bool(folded(asked)) and folded(asked) == folded(seen)


def folded(text: str) -> str:
    """A text with white space collapsed, quotes straight and invisible signs gone."""
    flat = unicodedata.normalize("NFC", _INVISIBLE.sub("", text).translate(_TYPOGRAPHY).replace("…", "..."))
    return re.sub(r"\s+", " ", flat).strip()


def without(own: str | None, said: str) -> str:
    """The beginning of what a site says, with "…" for whatever it quotes of our own text."""
    mine, left = folded(own or ""), folded(said)[:_LOOKED_AT]
    least = min(_QUOTATION, len(mine))
    while least:
        at = SequenceMatcher(None, left, mine, autojunk=False).find_longest_match()
        if at.size < least:
            break
        left = f"{left[: at.a]}{_CUT}{left[at.a + at.size :]}"
    return left.replace(_CUT, "…")


def _only(text: str, kinds: str) -> str:
    flat = unicodedata.normalize("NFKC", folded(text))
    # Modifier symbols are kept out: markdown's ` and ^ are among them.
    return "".join(sign for sign in flat if (kind := unicodedata.category(sign))[0] in kinds and kind != "Sk")
