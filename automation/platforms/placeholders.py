"""Fills `{post}`, `{user}`, `{me}` … into selectors and addresses, so that no value can become syntax."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

KNOWN = frozenset({"post", "user", "me", "text", "query", "thread", "comment"})
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_ENGINE = re.compile(r"^\s*(text|role|internal:[a-z-]+|[a-z_]+)=")


def fill_selector(template: str, values: Mapping[str, str]) -> str:
    """A selector with its placeholders filled: as a string where they stand in quotes, else as a CSS name.

    Raises KeyError where a value is missing.
    """
    quotes = _quoted_spans(template)

    def put(found: re.Match[str]) -> str:
        value = values[found[1]]
        inside = any(start < found.start() < end for start, end in quotes)
        return _in_quotes(value) if inside else _css_name(value)

    return PLACEHOLDER.sub(put, template)


def fill_address(template: str, values: Mapping[str, str]) -> str:
    """An address with its placeholders percent-encoded. Raises KeyError where a value is missing."""
    return PLACEHOLDER.sub(lambda found: quote(values[found[1]], safe="-._~@:"), template)


def fill_text(template: str, values: Mapping[str, str]) -> str:
    """A plain text with its placeholders filled. Raises KeyError where a value is missing."""
    return PLACEHOLDER.sub(lambda found: values[found[1]], template)


def names(template: str) -> set[str]:
    """The placeholders a template asks for."""
    return set(PLACEHOLDER.findall(template))


def unquoted_text(template: str) -> str | None:
    """The first placeholder that stands without quotes in a selector part that is not CSS, or None."""
    quotes = _quoted_spans(template)
    for found in PLACEHOLDER.finditer(template):
        if any(start < found.start() < end for start, end in quotes):
            continue
        part = template[: found.start()].rpartition(">>")[2]
        if _ENGINE.match(part) and not part.strip().startswith("css="):
            return found[1]
    return None


def _quoted_spans(template: str) -> list[tuple[int, int]]:
    spans, opened, mark, at = [], 0, "", 0
    while at < len(template):
        sign = template[at]
        if sign == "\\":
            at += 1
        elif mark and sign == mark:
            spans.append((opened, at))
            mark = ""
        elif not mark and sign in "\"'":
            opened, mark = at, sign
        at += 1
    return spans


def _in_quotes(value: str) -> str:
    # Playwright compares text with white space collapsed, and a raw newline would end a CSS string.
    flat = re.sub(r"\s+", " ", value.replace("\0", ""))
    return re.sub(r"([\\\"'])", r"\\\1", flat)


def _css_name(value: str) -> str:
    """CSS.escape of the CSSOM draft (drafts.csswg.org/cssom, read 2026-11)."""
    parts = []
    for at, sign in enumerate(value):
        first = at == 0 or (at == 1 and value[0] == "-")
        if sign == "\0":
            parts.append("\N{REPLACEMENT CHARACTER}")
        elif sign < " " or sign == "\x7f" or (sign in "0123456789" and first):
            parts.append(f"\\{ord(sign):x} ")
        elif sign >= "\x80" or (sign.isascii() and sign.isalnum()) or sign == "_" or (sign == "-" and len(value) > 1):
            parts.append(sign)
        else:
            parts.append("\\" + sign)
    return "".join(parts)
