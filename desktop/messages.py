"""Codes → what happened, what it means, what to do; the sentences live in resources/messages.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from models import ids
from models.errors import StewardError
from resources import path


@dataclass(frozen=True, slots=True)
class Message:
    """Three sentences of a calm colleague; any of the last two may be empty."""

    what: str
    means: str = ""
    do: str = ""

    @property
    def text(self) -> str:
        """All of it, in one paragraph."""
        return " ".join(part for part in (self.what, self.means, self.do) if part)


class _Facts(dict):
    def __missing__(self, key: str) -> str:
        return "…"


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Every code with its sentences; empty where the file cannot be read, so that a window still opens."""
    try:
        return tomllib.loads(path("messages.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return {}


def message(code: str, subject: object = "", **facts: Any) -> Message:
    """The sentences for a code; one that is not known is named, calmly."""
    found = sentences().get(code)
    if found is None:
        about = f" ({subject})" if subject else ""
        return Message(f"Something did not work{about}.", "", f"The code is {code}; the log has the details.")
    known = _Facts(facts, subject=_named(found.get("id_of"), str(subject)))
    do = found.get("window", found.get("do", ""))  # what to do here, where the command line would say it otherwise
    return Message(*(_filled(part, known) for part in (found.get("what", ""), found.get("means", ""), do)))


def of_error(error: StewardError) -> Message:
    """The sentences for an error."""
    if "said" in error.facts:  # the engine said it in a sentence, with facts that are not ours to know
        return Message(str(error.facts["said"]), "", str(error.facts.get("hint") or ""))
    return message(error.code, error.subject, **error.facts)


def _named(table: str | None, subject: str) -> str:
    return ids.public(table, int(subject)) if table and subject.isdecimal() else subject


def _filled(sentence: str, facts: _Facts) -> str:
    try:
        return sentence.format_map(facts)
    except (ValueError, IndexError, AttributeError):
        return sentence
