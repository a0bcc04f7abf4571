"""Where each key of a TOML text stands, so that an error can name the line a person must look at."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence

Path = tuple[str | int, ...]
_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of every key, table and array element of a TOML text that parses."""
    scan = _Scan(text)
    scan.document()
    return scan.lines


def line_of(lines: dict[Path, int], path: Sequence[str | int]) -> int | None:
    """The line of a path, or of its nearest parent that is written; None where no part of it is."""
    for end in range(len(path), 0, -1):
        if tuple(path[:end]) in lines:
            return lines[tuple(path[:end])]
    return None


class _Scan:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.tables: Counter[Path] = Counter()

    def document(self) -> None:
        table: Path = ()
        while self._blank(newlines=True) < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1

    def _peek(self, what: str) -> bool:
        return self.text.startswith(what, self.at)

    def _blank(self, newlines: bool) -> int:
        while self.at < len(self.text):
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif self.text[self.at] in (" \t\r\n" if newlines else " \t"):
                self.at += 1
            else:
                break
        return self.at

    def _header(self) -> Path:
        line, many = self._line(), self._peek("[[")
        self.at += 2 if many else 1
        table = self._key()
        self.at += 2 if many else 1
        if many:
            self.tables[table] += 1
            self.lines.setdefault(table, line)
            table = (*table, self.tables[table] - 1)
        self.lines.setdefault(table, line)
        return table

    def _key(self) -> Path:
        parts: list[str | int] = []
        while True:
            self._blank(newlines=False)
            if self.text[self.at] in "\"'":
                start = self.at
                self._string()
                parts.append(next(iter(tomllib.loads(self.text[start : self.at] + " = 0"))))
            else:
                start = self.at
                while self.at < len(self.text) and self.text[self.at] in _BARE:
                    self.at += 1
                parts.append(self.text[start : self.at])
            self._blank(newlines=False)
            if not self._peek("."):
                return tuple(parts)
            self.at += 1

    def _pair(self, table: Path) -> None:
        line = self._line()
        key = (*table, *self._key())
        for end in range(len(table) + 1, len(key) + 1):
            self.lines.setdefault(key[:end], line)
        self.at += 1  # the equals sign
        self._value(key)

    def _value(self, path: Path) -> None:
        self._blank(newlines=False)
        opening = self.text[self.at]
        if opening in "\"'":
            self._string()
        elif opening == "[":
            self._each("]", path, numbered=True)
        elif opening == "{":
            self._each("}", path, numbered=False)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}\n#":
                self.at += 1

    def _each(self, closing: str, path: Path, numbered: bool) -> None:
        self.at += 1
        index = 0
        while self._blank(newlines=True) < len(self.text) and not self._peek(closing):
            if self._peek(","):
                self.at += 1
            elif numbered:
                self.lines.setdefault((*path, index), self._line())
                self._value((*path, index))
                index += 1
            else:
                self._pair(path)
        self.at += 1

    def _string(self) -> None:
        quote = self.text[self.at]
        mark = quote * 3 if self._peek(quote * 3) else quote
        self.at += len(mark)
        while self.at < len(self.text) and not self._peek(mark):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += len(mark)
        while len(mark) == 3 and self._peek(quote):  # up to two quotes may stand before the closing three
            self.at += 1
