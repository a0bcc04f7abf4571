"""What people type, as what commands take: times, texts, passwords."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from models import clock
from models.enums import PERFORMED
from models.errors import BadInput

F = TypeVar("F", bound=Callable[..., Any])
KINDS = click.Choice([str(kind) for kind in PERFORMED])


def moment(text: str | None) -> int | None:
    """Milliseconds UTC of an ISO 8601 time; BadInput bad_time."""
    if text is None:
        return None
    try:
        return clock.from_iso(text)
    except (ValueError, OverflowError) as error:
        raise BadInput("bad_time", text) from error


def texted(command: F) -> F:
    """Give a command --text and --file."""
    path = click.Path(exists=True, dir_okay=False, path_type=Path)
    command = click.option("--file", "text_file", type=path, help="Read the text from a file.")(command)
    return click.option("--text", metavar="T", help="What to say; - reads it from stdin.")(command)


def words(text: str | None, text_file: Path | None) -> str | None:
    """The text of --text or --file; BadInput text_twice, text_not_utf8."""
    if text is not None and text_file is not None:
        raise BadInput("text_twice")
    if text == "-":
        return sys.stdin.read()
    return text if text_file is None else utf8(text_file)


def utf8(file: Path) -> str:
    """The whole of a small text file; BadInput text_not_utf8, file_unreadable."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInput("text_not_utf8", file) from error
    except OSError as error:
        raise BadInput("file_unreadable", file, reason=error.strerror) from error


def secret_options(command: F) -> F:
    """Give a command --password-stdin and --password-file."""
    path = click.Path(exists=True, dir_okay=False, path_type=Path)
    command = click.option("--password-file", type=path, help="Read the password from a file into the vault.")(command)
    return click.option("--password-stdin", is_flag=True, help="Read the password from stdin into the vault.")(command)


def secret(from_stdin: bool, file: Path | None) -> str | None:
    """The password of stdin or a file, if one was named; BadInput password_empty, text_not_utf8, file_unreadable."""
    if from_stdin:
        text = sys.stdin.readline().rstrip("\r\n")
    elif file is not None:
        text = utf8(file).rstrip("\r\n")
    else:
        return None
    if not text:
        raise BadInput("password_empty")
    return text
