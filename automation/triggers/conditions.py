"""What an entry must be like for a rule: a small closed language, kept as data."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any

from automation.feeds.values import Entry

MOST_WORDS, LONGEST_WORD = 50, 200


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


# Each holds if one of its words does; an entry must meet every condition that a rule has.
_TESTS: dict[str, Callable[[Entry, list[str]], bool]] = {
    "title_contains": lambda entry, words: any(word in _plain(entry.title) for word in words),
    "not_contains": lambda entry, words: not any(word in _plain(entry.title) for word in words),
    "author": lambda entry, words: _plain(entry.author).removeprefix("@") in {w.removeprefix("@") for w in words},
    "url_contains": lambda entry, words: any(word in _plain(entry.url) for word in words),
}
CONDITIONS = tuple(_TESTS)


def matches(condition: dict[str, Any], entry: Entry) -> bool:
    """Whether an entry is what a condition asks for; one that is unknown here asks for something nobody has."""
    return all(
        name in _TESTS and _TESTS[name](entry, [_plain(word) for word in _words(value)])
        for name, value in condition.items()
    )


def complaints(condition: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a condition: key and reason, nothing for a sound one."""
    for name, value in condition.items():
        words = _words(value)
        if name not in _TESTS:
            near = get_close_matches(name, CONDITIONS, n=1)
            yield name, "this key is not known" + (f"; did you mean {near[0]}?" if near else "")
        elif not words or not all(isinstance(word, str) and word.strip() for word in words):
            yield name, "it needs a text, or a list of texts"
        elif len(words) > MOST_WORDS or max(map(len, words)) > LONGEST_WORD:
            yield name, f"at most {MOST_WORDS} texts of {LONGEST_WORD} characters"


def _words(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
