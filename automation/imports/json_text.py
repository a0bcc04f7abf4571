"""Reads foreign JSON files entry by entry: bounded, never deeper than it should be, and with text that can be kept."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

# Characters of one entry; a file of many entries may be of any size, because it is never held whole.
BIGGEST = 32 << 20
DEEPEST = 64
_CHUNK = 1 << 20
_SPACE = re.compile(r"[\s,]*")
# Halves of characters, written out or as they are.
_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


class Broken(Exception):
    """A file, or the rest of it, that cannot be read; the text says why."""


def entries(path: Path) -> Iterator[Any]:
    """Every entry of a file's array, or every document of the file. Raises Broken.

    Where each line is a document, one that is broken comes as the Broken that says why, and the rest goes on.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            reader = _Reader(file)
            while reader.peek():
                try:
                    yield from reader.array() if reader.peek() == "[" else [reader.value()]
                except Broken as error:
                    if path.suffix != ".jsonl":
                        raise
                    yield error
                    reader.skip_line()
    except UnicodeDecodeError as error:
        raise Broken("is not UTF-8 text") from error
    except OSError as error:
        raise Broken(f"cannot be read: {error.strerror}") from error


def parsed(text: str) -> Any:
    """The one document in a text. Raises Broken."""
    try:
        return _kept(_DECODER.decode(text), text)
    except RecursionError as error:
        raise Broken("is nested too deeply") from error
    except ValueError as error:
        raise Broken("is not JSON") from error


def _kept(found: Any, raw: str) -> Any:
    return tidy(found) if _HALF.search(raw) or raw.count("[") + raw.count("{") > DEEPEST else found


def tidy(value: Any, left: int = DEEPEST) -> Any:
    """The same value with halves of characters replaced. Raises Broken where it is nested too deeply."""
    if isinstance(value, str):
        return whole_characters(value)
    if isinstance(value, dict | list) and left == 0:
        raise Broken(f"is nested more than {DEEPEST} deep")
    if isinstance(value, dict):
        return {whole_characters(name): tidy(each, left - 1) for name, each in value.items()}
    if isinstance(value, list):
        return [tidy(each, left - 1) for each in value]
    return value


def whole_characters(text: str) -> str:
    """Text whose lone halves of characters, which no store can keep, are replaced; pairs become what they mean."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=lambda _: None)


class _Reader:
    """A window that moves over a file's text."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text, self._at = "", 0

    def peek(self) -> str:
        """The next character that means something; empty at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def array(self) -> Iterator[Any]:
        """The entries of the array that begins here."""
        self._at += 1
        while (mark := self.peek()) != "]":
            if not mark:
                raise Broken("ends in the middle of a list")
            yield self.value()
        self._at += 1

    def value(self) -> Any:
        """The value that begins here, read whole."""
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError as error:
                raise Broken("is nested too deeply") from error
            except ValueError as error:
                self._go_on(error)
                continue
            # A number at the very edge may go on behind it.
            if end == len(self._text) and self._more():
                continue
            raw, self._at = self._text[self._at : end], end
            return _kept(found, raw)

    def skip_line(self) -> None:
        """Go on behind the end of this line."""
        while (end := self._text.find("\n", self._at)) < 0:
            self._at = len(self._text)
            if not self._more():
                return
        self._at = end + 1

    def _go_on(self, error: ValueError) -> None:
        if len(self._text) - self._at > BIGGEST:
            raise Broken(f"has an entry of more than {BIGGEST >> 20} million characters, or is not JSON")
        if not self._more():
            raise Broken("is not JSON, or ends too early") from error

    def _more(self) -> bool:
        piece = self._file.read(max(_CHUNK, len(self._text) - self._at))
        self._text, self._at = self._text[self._at :] + piece, 0
        return bool(piece)
