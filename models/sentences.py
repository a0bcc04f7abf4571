"""The sentences for people, by code; they live in resources/messages.toml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import resources
from models import ids

GAP = "…"


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return GAP


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Every code with its sentences; empty where the file cannot be read, so that the rest still works."""
    import tomllib  # most commands have nothing to say by code

    try:
        return tomllib.loads(resources.path("messages.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return {}


def filled(sentence: str, facts: Mapping[str, Any]) -> str:
    """A sentence with its facts; the unknown leaves a gap, and what cannot be filled stays as it is."""
    try:
        return sentence.format_map(_Facts(facts))
    except (ValueError, IndexError, AttributeError):
        return sentence


def subject_of(code: str, subject: str) -> str:
    """The subject as people know it: a number of the store becomes the id that is printed elsewhere."""
    table = sentences().get(code, {}).get("id_of")
    return ids.public(table, int(subject)) if table and subject.isdecimal() else subject
