"""What the command line says: one JSON document, or plain lines; errors in a calm colleague's words."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import click

from models.errors import StewardError
from models.paths import Profile
from models.paths import profile as profile_of


@dataclass(frozen=True, slots=True)
class Said:
    """The global options of one call."""

    profile_name: str | None
    as_json: bool
    passphrase_file: str | None
    verbosity: int

    @property
    def profile(self) -> Profile:
        """The profile meant."""
        return profile_of(self.profile_name)

    @property
    def passphrase_path(self) -> Path | None:
        """Where the passphrase stands, if a file was named."""
        return Path(self.passphrase_file) if self.passphrase_file else None

    def show(self, document: Any, plain: str | None = None) -> None:
        """Print the document as JSON, or its plain form."""
        if self.as_json:
            click.echo(json.dumps(document, ensure_ascii=False, default=str))
        elif plain is not None:
            click.echo(plain)
        else:
            click.echo(outline(document))

    def show_list(self, items: Sequence[Mapping[str, Any]], following: str | None, columns: Sequence[str]) -> None:
        """Print a list as cli.md shapes it, or as a table of the named columns."""
        if self.as_json:
            click.echo(json.dumps({"items": list(items), "next": following}, ensure_ascii=False, default=str))
        elif not items:
            click.echo("Nothing here yet.")
        else:
            click.echo(table(items, columns))


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
    return "".join(c if c.isprintable() else " " for c in str(value))


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
    return _filled(" ".join(filter(None, (found.get("what"), found.get("means")))) or "{subject} ({code})", facts)


def fail(error: StewardError, as_json: bool) -> int:
    """Say what went wrong, what it means and what to do; returns the exit code."""
    sentence = sentences().get(error.code, {})
    facts = {"subject": error.subject, **error.facts}
    message = _filled(sentence.get("what", "Steward stopped: {subject} ({code})."), {**facts, "code": error.code})
    means, hint = (_filled(sentence.get(key, ""), facts) for key in ("means", "do"))
    if as_json:
        shape = {"code": error.code, "message": " ".join(filter(None, (message, means))), "hint": hint}
        click.echo(json.dumps({"error": {**shape, "subject": error.subject}}, ensure_ascii=False, default=str))
    else:
        for line in filter(None, (message, means, hint, f"({error.code})")):
            click.echo(line, file=sys.stderr)
    return int(error.exit)


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"


def _filled(template: str, facts: Mapping[str, Any]) -> str:
    return template.format_map(_Facts(facts))


@cache
def sentences() -> dict[str, dict[str, str]]:
    """All sentences for people, by code."""
    import tomllib

    import resources

    with resources.path("messages.toml").open("rb") as file:
        return tomllib.load(file)
