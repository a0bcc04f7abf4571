"""Codes → what happened, what it means, what to do; the sentences live in resources/messages.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.errors import StewardError
from models.sentences import filled, sentences, subject_of


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


def message(code: str, subject: object = "", **facts: Any) -> Message:
    """The sentences for a code; one that is not known is named, calmly."""
    found = sentences().get(code)
    if found is None:
        about = f" ({subject})" if subject else ""
        return Message(f"Something did not work{about}.", "", f"The code is {code}; the log has the details.")
    known = {**facts, "subject": subject_of(code, str(subject))}
    do = found.get("window", found.get("do", ""))  # what to do here, where the command line would say it otherwise
    return Message(*(filled(part, known) for part in (found.get("what", ""), found.get("means", ""), do)))


def of_error(error: StewardError) -> Message:
    """The sentences for an error."""
    if "said" in error.facts:  # the engine said it in a sentence, with facts that are not ours to know
        return Message(str(error.facts["said"]), "", str(error.facts.get("hint") or ""))
    return message(error.code, error.subject, **error.facts)
