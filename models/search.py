"""Search: one index of trigrams over names and words, kept up to date in batches; never over sealed text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from unicodedata import normalize

from models import ids, settings
from models.account import normalised
from models.base import marks
from models.database import db, one, sql, walk, writing

# A changed row is listed as its noun's number above its own 32 bits (m0006). In the index these bits are turned over,
# so that walking it forwards, which is quicker than backwards, meets the newest rows first.
_SHIFT, _OWN = 32, 0xFFFFFFFF
# Names are in the index twice, first by themselves, so that a walk meets one before a million rows that speak of it.
_WORDS = 1 << 40
_AT_ONCE = 1000
# The index knows three letters in a row; fewer are looked for at the beginning of names alone.
LETTERS = 3
LONGEST, MOST_WORDS = 200, 8
# Where a word has too few letters for the index, so many rows of a noun are read for it, newest first, and no more.
READ_AT_MOST = 1000
_AROUND = 60
_FIELD = re.compile(r"(platform|in):(\S+)")


@dataclass(frozen=True, slots=True)
class _Noun:
    """A table that is searched: what names its rows, and what they say."""

    number: int
    table: str
    title: tuple[str, ...]
    body: tuple[str, ...]


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
_PLATFORM = " ".join(
    f"WHEN {noun.number} THEN (SELECT platform FROM {noun.table} WHERE id = ~search.rowid & {_OWN})" for noun in _NOUNS
)
_MATCHING = "SELECT rowid, title, body FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?"
_THERE = f" AND CASE rowid >> {_SHIFT} & 15 {_PLATFORM} END = ?"


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that was found; `name` is its public id, or a setting's key; `rank` goes from 0, its whole name, to 4."""

    noun: str
    name: str
    title: str
    excerpt: str
    platform: str
    rank: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that may be shown."""

    number: int
    id: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A question taken apart."""

    words: tuple[str, ...]
    nouns: frozenset[str]
    platform: str | None

    @property
    def tables(self) -> list[_Noun]:
        """The nouns that are searched in the store."""
        return [noun for noun in _NOUNS if noun.table in self.nouns]

    @property
    def whole(self) -> str:
        """All words as they stand."""
        return " ".join(self.words)

    @property
    def is_short(self) -> bool:
        """Whether a word has too few letters for the index."""
        return any(len(word) < LETTERS for word in self.words)

    @property
    def match(self) -> str:
        """The pieces of the words that the index looks for: few, as each costs; what holds them is read to be sure."""
        return " AND ".join(question(word) for word in self.words if len(word) >= LETTERS)


def _pieces(word: str) -> Iterator[str]:
    """Three letters in a row, side by side, until the word is covered."""
    last = len(word) - LETTERS
    for start in range(0, last + 1, LETTERS):
        yield word[start : start + LETTERS]
    if last > 0 and last % LETTERS:
        yield word[last:]


def question(word: str) -> str:
    """What the index is asked for rows that may hold a word of three letters or more; whether they do, a read tells."""
    return " AND ".join('"' + piece.replace('"', '""') + '"' for piece in dict.fromkeys(_pieces(word)))


def among(table: str, word: str) -> tuple[str, tuple[object, ...]]:
    """SQL for the ids of a noun's rows that may hold a word of three letters or more, with its parameters."""
    first = next(noun.number for noun in _NOUNS if noun.table == table) << _SHIFT | _WORDS
    inside = f"SELECT ~rowid & {_OWN} FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?"
    return inside, (question(word), first, first | _OWN)


def waiting() -> int:
    """How many changed rows the index does not have yet."""
    found = one("SELECT count(*) FROM search_changed")
    return int(found[0]) if found else 0


def fold(limit: int = 500) -> int:
    """Bring changed rows into the index, at most so many (10,000 at the most), in one transaction; returns how many."""
    with writing():
        oldest = "SELECT place FROM search_changed ORDER BY place LIMIT ?"
        places = [place for (place,) in sql(oldest, (min(limit, 10_000),))]
        if not places:
            return 0
        both = [place ^ _OWN | words for words in (0, _WORDS) for place in places]
        sql(f"DELETE FROM search WHERE rowid IN ({marks(both)})", both)
        _index([row for number, own in groupby(places, lambda place: place >> _SHIFT) for row in _changed(number, own)])
        sql(f"DELETE FROM search_changed WHERE place IN ({marks(places)})", places)
    return len(places)


def merge(pages: int) -> bool:
    """Merge layers of the index, like with like or (below 0) all, by so many pages; whether some were merged."""
    # A fold adds a layer, and each is asked by itself. That more than one row changes is SQLite's own sign of work.
    before: int = db.connection().total_changes
    sql("INSERT INTO search (search, rank) VALUES ('merge', ?)", (pages,))
    after: int = db.connection().total_changes
    return after - before > 1


def _changed(number: int, places: Iterable[int]) -> Iterator[tuple[int, str, str]]:
    """Place, names and words of the rows of one noun that are still there."""
    own = [place & _OWN for place in places]
    for row in _rows(_BY_NUMBER[number], f"id IN ({marks(own)}) ORDER BY id DESC", own):
        yield number << _SHIFT | row.id ^ _OWN, row.title, row.body


def _index(rows: list[tuple[int, str, str]]) -> None:
    """Write rows in the order of their places: the index stops to sort itself whenever one comes before the last."""
    whole = [*((place, title, "") for place, title, _ in rows), *((place | _WORDS, *said) for place, *said in rows)]
    for part in (whole[start : start + _AT_ONCE] for start in range(0, len(whole), _AT_ONCE)):
        values = ", ".join(["(?, ?, ?)"] * len(part))
        sql(f"INSERT INTO search (rowid, title, body) VALUES {values}", [value for row in part for value in row])


def _rows(noun: _Noun, where: str, params: Sequence[object]) -> Iterator[_Row]:
    """The rows of a noun that meet a condition."""
    columns, split = ", ".join((*noun.title, *noun.body)), 1 + len(noun.title)
    for row in sql(f"SELECT id, {columns} FROM {noun.table} WHERE {where}", params):
        yield _Row(noun.number, row[0], _joined(row[1:split]), _joined(row[split:]))


def _joined(parts: Sequence[str | None]) -> str:
    """Texts of one row, each in a line; letters with accents in one spelling, so that a question finds them."""
    return normalize("NFC", "\n".join(part for part in parts if part)).replace("\0", " ")


def find(text: str, nouns: Sequence[str] = (), limit: int = 20) -> list[Hit]:
    """The rows that hold all words of a text, best first; `platform:x` and `in:noun` within it narrow the search."""
    wanted = _wanted(text, nouns)
    if not wanted.words:
        return []
    found = {(row.number, row.id): row for row in _named(wanted, limit)}
    if len(found) < limit and wanted.match and wanted.tables:
        for place, row in _known(wanted, limit):
            # What is in no name ranks below every name, and comes in the order of its rank: enough is enough.
            if place & _WORDS and len(found) >= limit:
                break
            found.setdefault((row.number, row.id), row)
    ranked = sorted((_rank(wanted, row.title), number, -id_) for (number, id_), row in found.items())
    best = [(rank, found[number, -id_]) for rank, number, id_ in ranked[:limit]]
    hits = [*_settings(wanted), *_hits(wanted, best)]
    return sorted(hits, key=lambda hit: hit.rank)[:limit]


def _wanted(text: str, nouns: Sequence[str]) -> _Wanted:
    text = normalize("NFC", text[:LONGEST]).replace("\0", " ")
    fields = dict(_FIELD.findall(text))
    within = frozenset(nouns) | frozenset(filter(None, fields.get("in", "").split(",")))
    words = tuple(word.removeprefix("@") for word in _FIELD.sub(" ", text).split())[:MOST_WORDS]
    return _Wanted(tuple(filter(None, words)), within or frozenset(SEARCHED), fields.get("platform"))


def _settings(wanted: _Wanted) -> Iterator[Hit]:
    if SETTINGS not in wanted.nouns or wanted.platform is not None:
        return
    for setting in settings.DECLARED:
        if _holds(wanted, f"{setting.key} {setting.sentence}"):
            rank = _rank(wanted, setting.key)
            yield Hit(SETTINGS, setting.key, setting.key, setting.sentence, "", rank)


def _known(wanted: _Wanted, most: int) -> Iterator[tuple[int, _Row]]:
    """What the index knows by names, then by all words, newest first; a noun that has shown enough is passed over."""
    left = {noun.number | words >> _SHIFT: most for words in (0, _WORDS) for noun in wanted.tables}
    start: int | None = min(left)
    while start is not None:
        passed = yield from _from(start, wanted, left)
        start = min((part for part in left if part > passed), default=None)


def _from(start: int, wanted: _Wanted, left: dict[int, int]) -> Generator[tuple[int, _Row], None, int]:
    """Places and rows of the index from one part on; returns the part that is passed over, or the last one."""
    params = [wanted.match, start << _SHIFT, max(left) << _SHIFT | _OWN]
    there = "" if wanted.platform is None else _THERE
    read: Counter[int] = Counter()
    for place, title, body in walk(f"{_MATCHING}{there}", [*params, *filter(None, [wanted.platform])]):
        part = int(place) >> _SHIFT
        read[part] += 1
        if not left.get(part):
            return part
        if _holds(wanted, f"{title}\n{body}"):
            left[part] -= 1
            yield place, _Row(part & 0xF, ~place & _OWN, title, body)
        elif wanted.is_short and read[part] > READ_AT_MOST:
            return part
    return max(left)


def _named(wanted: _Wanted, most: int) -> Iterator[_Row]:
    """Rows whose user name begins with the text: found whatever else matches, and by one letter already."""
    begin = normalised(wanted.whole)
    there, params = ("", ()) if wanted.platform is None else (" AND platform = ?", (wanted.platform,))
    where = f"username_norm >= ? AND username_norm < ?{there} ORDER BY username_norm LIMIT ?"
    for noun in wanted.tables:
        if noun.table in _NAMED:
            yield from _rows(noun, where, (begin, begin + chr(0x10FFFF), *params, most))


def _hits(wanted: _Wanted, best: list[tuple[int, _Row]]) -> Iterator[Hit]:
    """The rows as they are shown; what was deleted a moment ago may still be in the index."""
    platforms: dict[tuple[int, int], str] = {}
    for noun in wanted.tables:
        own = [row.id for _, row in best if row.number == noun.number]
        found = sql(f"SELECT id, platform FROM {noun.table} WHERE id IN ({marks(own)})", own) if own else []
        platforms |= {(noun.number, id_): platform for id_, platform in found}
    for rank, row in best:
        platform = platforms.get((row.number, row.id))
        if platform is not None:
            table, title = _BY_NUMBER[row.number].table, row.title.replace("\n", " · ")
            excerpt = _excerpt(row.body, wanted.words[0])
            yield Hit(table, ids.public(table, row.id), title, excerpt, platform, rank)


def _holds(wanted: _Wanted, text: str) -> bool:
    folded = text.casefold()
    return all(word.casefold() in folded for word in wanted.words)


def _rank(wanted: _Wanted, title: str) -> int:
    """0: a name is the text · 1: begins with it · 2: a word of it does · 3: the names hold its words · 4: others do."""
    sought, lines = wanted.whole.casefold(), title.casefold().split("\n")
    if sought in lines:
        return 0
    if any(line.startswith(sought) for line in lines):
        return 1
    if sought not in title.casefold():
        return 3 if _holds(wanted, title) else 4
    if any(re.search(rf"(?<!\w){re.escape(sought)}", line) for line in lines):
        return 2
    return 3


def _excerpt(body: str, word: str) -> str:
    """The part of a text around a word, in one line."""
    place = max(0, body.casefold().find(word.casefold()))
    start, end = max(0, place - _AROUND), place + len(word) + _AROUND
    cut = " ".join(body[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(body) else ''}"
