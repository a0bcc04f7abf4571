"""What the command line says: one JSON document, or plain lines; errors in a calm colleague's words."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from models.errors import StewardError
from models.paths import Profile
from models.profiles import chosen_profile
from models.sentences import filled, sentences, subject_of

# States in which an action may stand before any rule has spoken, and the sentence for each.
_UNTOLD = {"queued": "waits_its_turn", "interrupted": "was_cut_off"}


@dataclass(frozen=True, slots=True)
class Said:
    """The global options of one call."""

    profile_name: str | None
    as_json: bool
    passphrase_file: str | None
    verbosity: int

    @property
    def profile(self) -> Profile:
        """The profile meant; BadInput unknown_profile, StoreUnusable profile_unreadable."""
        return chosen_profile(self.profile_name)

    @property
    def passphrase_path(self) -> Path | None:
        """Where the passphrase stands, if a file was named."""
        return Path(self.passphrase_file) if self.passphrase_file else None

    def show(self, document: Any, plain: str | None = None) -> None:
        """Print the document as JSON, or its plain form."""
        if self.as_json:
            click.echo(json_text(document))
        else:
            click.echo(printable(outline(document) if plain is None else plain))

    def show_list(
        self,
        items: Sequence[Mapping[str, Any]],
        following: str | None,
        columns: Sequence[str],
        empty: str = "Nothing here yet.",
    ) -> None:
        """Print a list as cli.md shapes it, or as a table of the named columns."""
        if self.as_json:
            click.echo(json_text({"items": list(items), "next": following}))
        elif not items:
            click.echo(printable(empty))
        else:
            click.echo(table(items, columns))


def json_text(document: Any) -> str:
    """A document as one line of JSON; what no encoding can carry becomes a question mark."""
    return json.dumps(document, ensure_ascii=False, default=str).encode("utf-8", "replace").decode("utf-8")


def printable(text: str) -> str:
    """Text for a terminal: new lines stay, everything else that could steer it becomes a space."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def table(items: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Rows under their column names, wide cells cut."""
    cells = [[_cell(item.get(column)) for column in columns] for item in items]
    widths = [min(60, max(len(c), *(len(row[i]) for row in cells))) for i, c in enumerate(columns)]
    lines = ["  ".join(c.ljust(w) for c, w in zip(columns, widths, strict=True)).rstrip()]
    for row in cells:
        cut = [cell if len(cell) <= w else cell[: w - 1] + "…" for cell, w in zip(row, widths, strict=True)]
        lines.append("  ".join(cell.ljust(w) for cell, w in zip(cut, widths, strict=True)).rstrip())
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return printable(str(value)).replace("\n", " ")


def outline(document: Any, indent: int = 0) -> str:
    """A document as indented lines."""
    pad = "  " * indent
    if isinstance(document, Mapping):
        return "\n".join(_named(pad, key, value, indent) for key, value in document.items())
    if isinstance(document, list):
        return "\n".join(f"{pad}- {outline(item, indent + 1).strip()}" for item in document) or f"{pad}none"
    return f"{pad}{_cell(document)}"


def _named(pad: str, key: str, value: Any, indent: int) -> str:
    if isinstance(value, Mapping | list) and value:
        return f"{pad}{key}:\n{outline(value, indent + 1)}"
    return f"{pad}{key}: {_cell(value) if not isinstance(value, Mapping | list) else 'none'}"


def plain_sentence(error: StewardError) -> str:
    """What went wrong, in one line."""
    found = sentences().get(error.code, {})
    facts = {"subject": error.subject, **error.facts, "code": error.code}
    return filled(" ".join(filter(None, (found.get("what"), found.get("means")))) or "{subject} ({code})", facts)


def fail(error: StewardError, as_json: bool) -> int:
    """Say what went wrong, what it means and what to do; returns the exit code."""
    subject = subject_of(error.code, error.subject)
    what, means, hint = said_of(error.code, subject, error.facts)
    if as_json:
        shape = {"code": error.code, "message": " ".join(filter(None, (what, means))), "hint": hint}
        click.echo(json_text({"error": {**shape, "subject": subject, "facts": error.facts}}))
    else:
        for line in filter(None, (what, means, hint, f"({error.code})")):
            click.echo(printable(line), file=sys.stderr)
    return int(error.exit)


def message(code: str, subject: str = "", **facts: object) -> str:
    """All that can be said of a code, in one paragraph."""
    return " ".join(filter(None, said_of(code, subject, facts)))


def standing(state: str, code: str | None, rules: Sequence[Mapping[str, Any]], *, lanes_rest: bool) -> str:
    """Why an action stands where it stands, also where no rule has spoken yet."""
    if code is None and state in _UNTOLD:
        return message("lanes_rest" if lanes_rest else _UNTOLD[state])
    return because(code, rules)


def because(code: str | None, rules: Sequence[Mapping[str, Any]]) -> str:
    """What was said of an action, with the figures of the rule that said so; times ISO 8601."""
    if code is None:
        return "Nothing stands against it."
    rule = next((rule for rule in rules if rule["code"] == code), {})
    return message(code, figure=rule.get("figure"), limit=rule.get("limit"), frees_at=rule.get("frees_at"))


def said_of(code: str, subject: str, facts: Mapping[str, object]) -> tuple[str, str, str]:
    """What happened, what it means, what to do; the last two may be empty."""
    sentence = sentences().get(code, {"what": "Steward stopped: {subject} ({code})."})
    known = {**facts, "subject": subject, "code": code}
    what, means, hint = (filled(sentence.get(key, ""), known) for key in ("what", "means", "do"))
    return what, means, hint
