"""Search: one index of trigrams over names and words, kept up to date in batches; never over sealed text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from unicodedata import normalize

from models import ids, settings
from models.account import normalised
from models.base import marks
from models.database import one, sql, writing

# A row's place in the index is its noun's number above its own 32 bits, as m0006 lays it out.
_SHIFT, _OWN = 32, 0xFFFFFFFF
# The index knows three letters in a row; fewer are looked for at the beginning of names alone.
LETTERS = 3
LONGEST, MOST_WORDS = 200, 8
# So many rows of a noun are ranked; where more match, those whose title matches are asked for by themselves.
CANDIDATES = 60
_AROUND = 60
_FIELD = re.compile(r"(platform|in):(\S+)")


@dataclass(frozen=True, slots=True)
class _Noun:
    """A table that is searched: what names its rows, and what they say."""

    number: int
    table: str
    title: tuple[str, ...]
    body: tuple[str, ...]

    @property
    def span(self) -> tuple[int, int]:
        """The first and last place of its rows."""
        return self.number << _SHIFT, self.number << _SHIFT | _OWN


_NOUNS = (
    _Noun(1, "accounts", ("username", "display_name"), ("bio", "niche", "city")),
    _Noun(2, "people", ("username", "display_name"), ("bio", "notes")),
    _Noun(3, "posts", ("author", "url"), ("text",)),
    _Noun(4, "comments", ("author",), ("text",)),
    _Noun(5, "orders", ("service_name", "target_url"), ("account_username", "external_id")),
)
_BY_NUMBER = {noun.number: noun for noun in _NOUNS}
_NAMED = ("accounts", "people")
SETTINGS = "settings"
SEARCHED = (*(noun.table for noun in _NOUNS), SETTINGS)


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that was found; `name` is its public id, or the key of a setting. `rank` 0 is the whole name, 4 its words."""

    noun: str
    name: str
    title: str
    excerpt: str
    platform: str
    rank: int


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A question taken apart."""

    words: tuple[str, ...]
    nouns: frozenset[str]
    platform: str | None

    @property
    def whole(self) -> str:
        """All words as they stand."""
        return " ".join(self.words)

    @property
    def match(self) -> str:
        """The words that the index can look for, as its own language says them."""
        return " AND ".join('"' + word.replace('"', '""') + '"' for word in self.words if len(word) >= LETTERS)


def waiting() -> int:
    """How many changed rows the index does not have yet."""
    found = one("SELECT count(*) FROM search_changed")
    return int(found[0]) if found else 0


def fold(limit: int = 500) -> int:
    """Bring changed rows into the index, at most so many (10,000 at the most), in one transaction; returns how many."""
    with writing():
        newest = "SELECT place FROM search_changed ORDER BY place LIMIT ?"
        places = [place for (place,) in sql(newest, (min(limit, 10_000),))]
        if not places:
            return 0
        sql(f"DELETE FROM search WHERE rowid IN ({marks(places)})", places)
        for number, own in groupby(places, lambda place: place >> _SHIFT):
            _index(_BY_NUMBER[number], [place & _OWN for place in own])
        sql(f"DELETE FROM search_changed WHERE place IN ({marks(places)})", places)
    return len(places)


def _index(noun: _Noun, numbers: Sequence[int]) -> None:
    columns = ", ".join((*noun.title, *noun.body))
    found = sql(f"SELECT id, {columns} FROM {noun.table} WHERE id IN ({marks(numbers)})", numbers)
    if not found:
        return
    split = 1 + len(noun.title)
    values = [
        part
        for row in found
        for part in (noun.number << _SHIFT | row[0], _joined(row[1:split]), _joined(row[split:]))
    ]
    places = ", ".join("(?, ?, ?)" for _ in found)
    sql(f"INSERT INTO search (rowid, title, body) VALUES {places}", values)


def _joined(parts: Sequence[str | None]) -> str:
    """Texts of one row, each in a line; letters with accents in one spelling, so that a question finds them."""
    return normalize("NFC", "\n".join(part for part in parts if part)).replace("\0", " ")


def find(text: str, nouns: Sequence[str] = (), limit: int = 20) -> list[Hit]:
    """The rows that hold all words of a text, best first; `platform:x` and `in:noun` within it narrow the search."""
    wanted = _wanted(text, nouns)
    if not wanted.words:
        return []
    hits = {(hit.noun, hit.name): hit for hit in _all(wanted)}
    order = {name: place for place, name in enumerate((SETTINGS, *SEARCHED))}
    return sorted(hits.values(), key=lambda hit: (hit.rank, order[hit.noun]))[:limit]


def _wanted(text: str, nouns: Sequence[str]) -> _Wanted:
    text = normalize("NFC", text[:LONGEST]).replace("\0", " ")
    fields = dict(_FIELD.findall(text))
    within = frozenset(nouns) | frozenset(filter(None, fields.get("in", "").split(",")))
    words = tuple(word.removeprefix("@") for word in _FIELD.sub(" ", text).split())[:MOST_WORDS]
    return _Wanted(tuple(filter(None, words)), within or frozenset(SEARCHED), fields.get("platform"))


def _all(wanted: _Wanted) -> Iterator[Hit]:
    if SETTINGS in wanted.nouns and wanted.platform is None:
        yield from _settings(wanted)
    for noun in _NOUNS:
        if noun.table in wanted.nouns:
            yield from _by_words(noun, wanted)
            if noun.table in _NAMED:
                yield from _by_name(noun, wanted)


def _settings(wanted: _Wanted) -> Iterator[Hit]:
    for setting in settings.DECLARED:
        if _holds(wanted, f"{setting.key} {setting.sentence}"):
            rank = _rank(wanted.whole, setting.key)
            yield Hit(SETTINGS, setting.key, setting.key, setting.sentence, "", rank)


def _by_words(noun: _Noun, wanted: _Wanted) -> Iterator[Hit]:
    if not wanted.match:
        return
    found = _matches(noun, wanted, wanted.match)
    if len(found) == CANDIDATES:
        found += _matches(noun, wanted, "{title} : (" + wanted.match + ")")
    for place, title, body, platform in found:
        if _holds(wanted, f"{title}\n{body}"):
            yield _hit(noun, place & _OWN, title, body, platform, wanted)


def _matches(noun: _Noun, wanted: _Wanted, match: str) -> list[tuple[int, str, str, str]]:
    there, where = ("", ()) if wanted.platform is None else (" AND t.platform = ?", (wanted.platform,))
    return [
        (place, title, body, platform)
        for place, title, body, platform in sql(
            f"SELECT search.rowid, title, body, t.platform FROM search CROSS JOIN {noun.table} t"
            f" ON t.id = search.rowid & {_OWN} WHERE search MATCH ? AND search.rowid BETWEEN ? AND ?{there}"
            " ORDER BY search.rowid DESC LIMIT ?",
            (match, *noun.span, *where, CANDIDATES),
        )
    ]


def _by_name(noun: _Noun, wanted: _Wanted) -> Iterator[Hit]:
    """The rows whose user name begins with the text: found whatever else matches, and by one letter already."""
    begin = normalised(wanted.whole)
    there, where = ("", ()) if wanted.platform is None else (" AND platform = ?", (wanted.platform,))
    columns = ", ".join((*noun.title, *noun.body))
    split = 2 + len(noun.title)
    for row in sql(
        f"SELECT id, platform, {columns} FROM {noun.table} WHERE username_norm >= ? AND username_norm < ?{there}"
        " ORDER BY username_norm LIMIT ?",
        (begin, begin + chr(0x10FFFF), *where, CANDIDATES),
    ):
        yield _hit(noun, row[0], _joined(row[2:split]), _joined(row[split:]), row[1], wanted)


def _hit(noun: _Noun, number: int, title: str, body: str, platform: str, wanted: _Wanted) -> Hit:
    shown = title.replace("\n", " · ")
    excerpt = _excerpt(body, wanted.words[0])
    return Hit(noun.table, ids.public(noun.table, number), shown, excerpt, platform, _rank(wanted.whole, title))


def _holds(wanted: _Wanted, text: str) -> bool:
    folded = text.casefold()
    return all(word.casefold() in folded for word in wanted.words)


def _rank(whole: str, title: str) -> int:
    """0: a name is the text · 1: begins with it · 2: a word of it does · 3: it is somewhere in it · 4: elsewhere."""
    sought, lines = whole.casefold(), title.casefold().split("\n")
    if sought in lines:
        return 0
    if any(line.startswith(sought) for line in lines):
        return 1
    if any(re.search(rf"(?<!\w){re.escape(sought)}", line) for line in lines):
        return 2
    return 3 if any(sought in line for line in lines) else 4


def _excerpt(body: str, word: str) -> str:
    """The part of a text around a word, in one line."""
    place = max(0, body.casefold().find(word.casefold()))
    start, end = max(0, place - _AROUND), place + len(word) + _AROUND
    cut = " ".join(body[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(body) else ''}"
