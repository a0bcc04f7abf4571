"""Counts as sites write them: "1,234", "1.2K", "12,3 mil."."""

from __future__ import annotations

import re
from decimal import Decimal

from automation.platforms.sections import Numbers

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


def parse_count(text: str, numbers: Numbers) -> int | None:
    """The first count in a text, or None where there is none or it cannot be read for certain."""
    group, decimal = re.escape(numbers.group), re.escape(numbers.decimal)
    suffixes = sorted((re.escape(s) for s in numbers.suffixes), key=len, reverse=True)
    spaced = _SPACES.sub(" ", text)
    grouped = rf"[0-9]{{1,3}}(?:(?:{group}| )[0-9]{{3}})+(?![0-9])" if numbers.group else r"(?!)"
    tail = rf"(?:\s?(?P<suffix>{'|'.join(suffixes)})(?![^\W\d_]))?" if suffixes else "(?P<suffix>)"
    found = re.search(rf"(?P<whole>{grouped}|[0-9]+)(?:{decimal}(?P<part>[0-9]+))?{tail}", spaced)
    if found is None:
        return None
    whole = re.sub(r"[^0-9]", "", found["whole"])
    scale = numbers.suffixes.get(found["suffix"], 1)
    if found["part"] and scale == 1:
        return None
    return int(Decimal(f"{whole}.{found['part'] or 0}") * scale)
