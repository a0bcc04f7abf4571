"""The traces of a person: their names, the rows that are theirs, and the places that mention them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import Any

from models import enums
from models.account import normalised
from models.base import marks
from models.database import sql
from models.payload import TABLES, text_of
from models.person import Person, names_of, people_of, person
from models.snapshot import NAMED, OF_PEOPLE
from models.spelling import SIGNS, needles_of, pattern_of, spellings

# Columns in which words of others stand, and so may name a person; `test_traces` knows every other text column.
MENTIONS = {
    "posts": ("url", "author", "text", "hashtags", "mentions", "external_urn"),
    "comments": ("author", "text", "external_id"),
    "people": ("url", "bio", "notes", "display_name"),
    "threads": ("participant", "participant_norm", "display_name", "avatar_url"),
    "messages": ("sender", "media_url"),
    "media": ("url", "analysis"),
    "snapshots": ("counts",),
    "actions": ("target_url", "target_id", "origin", "decision", "parameters", "user_notes", "system_notes"),
    "attempts": ("detail", "observation", "result", "error"),
    "verifications": ("detail", "facts"),
    "reservations": ("target_key",),
    "reviews": ("detail", "resolution"),
    "evidence": ("url", "error"),
    "orders": ("target_url", "parameters"),
    "feeds": ("url", "title", "source_url", "description", "icon", "last_error"),
    "feed_entries": ("guid", "url", "title", "author"),
    "feed_polls": ("error",),
    "rules": ("name", "condition", "parameters"),
    "rule_firings": ("subject",),
    "old_triggers": ("data",),
    "schedules": ("url",),
    "runs": ("origin", "error", "system"),
    "account_states": ("reason", "detail"),
    "warmup_steps": ("content", "error", "error_detail", "response"),
    "content": ("url", "text"),
    "texts": ("name", "text"),
    "tags": ("description",),
    "post_tags": ("notes",),
    "imports": ("origin", "report"),
    "legacy_refs": ("key", "origin"),
    "due": ("detail",),
    "backups": ("detail",),
}
_JSON = frozenset(
    {
        *("posts.hashtags", "posts.mentions", "media.analysis", "snapshots.counts", "actions.decision"),
        *("actions.parameters", "attempts.observation", "attempts.result", "attempts.error", "verifications.facts"),
        *("orders.parameters", "rules.condition", "rules.parameters", "old_triggers.data", "runs.system"),
        *("account_states.detail", "warmup_steps.content", "warmup_steps.error_detail", "warmup_steps.response"),
        "imports.report",
    }
)
# JSON as others wrote it: a key in it may be a name too, where those of ours are words that the program reads.
_FOREIGN = frozenset(
    {
        *("media.analysis", "snapshots.counts", "old_triggers.data"),
        *("warmup_steps.content", "warmup_steps.error_detail", "warmup_steps.response"),
    }
)
_FIGURES = frozenset((*NAMED, *OF_PEOPLE))
# A name that is one of our own words, an own account's, or very short counts only behind @ or / .
_OWN_WORDS = frozenset(
    str(word).casefold() for words in vars(enums).values() if isinstance(words, type) and issubclass(words, StrEnum)
    for word in words
)  # fmt: skip
_SHORTEST = 4
# What holds a name and nothing else.
_NAMES = frozenset({"feed_entries.author"})


@dataclass(frozen=True)
class Traces:
    """One person under all handles: rows of people, and every name they have or had, as it was written."""

    handles: tuple[Person, ...]
    usernames: frozenset[str]

    @cached_property
    def names(self) -> frozenset[str]:
        """The names in the form in which two spellings of one are equal."""
        return frozenset(normalised(name) for name in self.usernames)

    @property
    def ids(self) -> list[int]:
        """The rows of people."""
        return [handle.id for handle in self.handles]

    @property
    def places(self) -> list[tuple[str, str]]:
        """The sites on which they are known: platform and instance."""
        return sorted({(handle.platform, handle.instance) for handle in self.handles})

    @cached_property
    def plain(self) -> frozenset[str]:
        """The names that mean nobody and nothing else, wherever they stand."""
        own = {name for (name,) in sql("SELECT username_norm FROM accounts")}
        return frozenset(n for n in self.names if len(n) >= _SHORTEST and n not in own and n not in _OWN_WORDS)

    @cached_property
    def known(self) -> frozenset[str]:
        """Other texts that are theirs alone: addresses, a full name, the site's own id."""
        found = {value for h in self.handles for value in (h.url, h.avatar_url) if value}
        found |= {h.display_name for h in self.handles if h.display_name and " " in h.display_name.strip()}
        return frozenset(found | {i for h in self.handles if (i := h.platform_user_id) and len(i) > _SHORTEST})

    @cached_property
    def alone(self) -> frozenset[str]:
        """Whatever means them wherever it stands, in every spelling."""
        return spellings(self.known.union(name for name in self.usernames if normalised(name) in self.plain))

    @cached_property
    def behind(self) -> frozenset[str]:
        """What means them only behind @ or / , in every spelling."""
        return spellings(name for name in self.usernames if normalised(name) not in self.plain)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any of these as a whole word."""
        return pattern_of(self.alone, self.behind)

    @cached_property
    def needles(self) -> list[str]:
        """Patterns for LIKE that find any of these, and more."""
        return needles_of(self.alone | self.behind)

    @property
    def bytes(self) -> list[bytes]:
        """What must stand in no file any more."""
        written = self.alone.union(sign + name for name in self.behind for sign in SIGNS)
        # Bytes know large and small of ASCII letters alone.
        return sorted({text.encode("utf-8", "surrogatepass").lower() for text in written})


def traces_of(*person_ids: int) -> Traces:
    """The person whom rows mean, with all handles of their identity; BadInput unknown_person."""
    found = [person(number) for number in person_ids]
    others = [people_of(one.identity_id) if one.identity_id is not None else [one] for one in found]
    handles = tuple({handle.id: handle for some in others for handle in some}.values())
    own = frozenset(name for h in handles for name in (h.username, *(n.username for n in names_of(h.id))) if name)
    their = Traces(handles, own)
    return Traces(handles, own.union(*(spelled_in(their, table, column) for table, column in _WRITTEN)))


# Where pages wrote a name down in a column of its own, perhaps otherwise than the person does.
_WRITTEN = (("posts", "author"), ("comments", "author"), ("threads", "participant"), ("messages", "sender"))
# Where a person's own rows name them.
_OWN = {"posts": "author_id author", "comments": "author_id author", "threads": "person_id participant_norm"}


def own_rows(traces: Traces, table: str) -> list[int]:
    """The ids of what a person wrote, or of conversations with them."""
    by_id, by_name = _OWN[table].split()
    found = sql(f"SELECT id FROM {table} WHERE {by_id} IN ({marks(traces.ids)})", traces.ids)
    names = spelled_in(traces, table, by_name)
    for platform, instance in traces.places:
        where = f"platform = ? AND instance = ? AND {by_name} IN ({marks(names)})"
        found += sql(f"SELECT id FROM {table} WHERE {where}", (platform, instance, *names))
    return sorted({number for (number,) in found})


def messages_by(traces: Traces) -> list[int]:
    """Messages that a person wrote in conversations with others."""
    names = spelled_in(traces, "messages", "sender")
    found = sql(f"SELECT id FROM messages WHERE sender_id IN ({marks(traces.ids)})", traces.ids)
    for platform, instance in traces.places:
        found += sql(
            "SELECT m.id FROM messages m JOIN threads t ON t.id = m.thread_id WHERE t.platform = ? AND t.instance = ?"
            f" AND m.is_ours = 0 AND m.sender IN ({marks(names)})",
            (platform, instance, *names),
        )
    return sorted({number for (number,) in found})


def spelled_in(traces: Traces, table: str, column: str, where: str = "TRUE") -> list[str]:
    """How a column writes the names of a person; SQLite knows large and small of no letter beyond ASCII."""
    found = sql(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL AND {where}")
    return [text for (text,) in found if normalised(text) in traces.names]


def actions_on(traces: Traces) -> list[int]:
    """Actions aimed at a person, at a post of theirs, or at what their address names."""
    found: set[int] = set()
    names = spelled_in(traces, "actions", "target_id", "target_kind IN ('person', 'thread')")
    for platform, instance in traces.places:
        joined = "SELECT a.id FROM actions a JOIN accounts o ON o.id = a.account_id"
        here = "WHERE o.platform = ? AND o.instance = ? AND a.target_kind IN ({kinds}) AND {what}"
        by_name = here.format(kinds="'person', 'thread'", what=f"a.target_id IN ({marks(names)})")
        found |= {n for (n,) in sql(f"{joined} {by_name}", (platform, instance, *names))}
        for numbers in _parts(own_rows(traces, "posts")):
            theirs = f"SELECT external_id FROM posts WHERE id IN ({marks(numbers)})"
            by_post = here.format(kinds="'post', 'comment'", what=f"a.target_id IN ({theirs})")
            found |= {n for (n,) in sql(f"{joined} {by_post}", (platform, instance, *numbers))}
    return sorted(found | set(mentions(traces, "actions", ("target_url",))))


def mentions(traces: Traces, table: str, columns: Sequence[str]) -> dict[Any, dict[str, str]]:
    """Where a person is named: key of the row (a tuple where it has several columns) → column → text."""
    keys, (likes, sought) = _keys(table), _like(traces, columns)
    found: dict[Any, dict[str, str]] = {}
    for row in sql(f"SELECT {', '.join((*keys, *columns))} FROM {table} WHERE {likes}", sought):
        texts = dict(zip(columns, row[len(keys) :], strict=True))
        named = {c: text for c, text in texts.items() if isinstance(text, str) and _is_named(traces, table, c, text)}
        if named:
            found[row[0] if len(keys) == 1 else row[: len(keys)]] = named
    return found


def _is_named(traces: Traces, table: str, column: str, text: str) -> bool:
    return bool(traces.pattern.search(text)) or (f"{table}.{column}" in _NAMES and normalised(text) in traces.names)


def stands_within(traces: Traces) -> bool:
    """Whether a name stands within longer words of others, which are not this person's."""
    for table, columns in (*MENTIONS.items(), ("accounts", ("username", "bio")), ("blocklist", ("subject", "reason"))):
        likes, sought = _like(traces, columns)
        if sql(f"SELECT 1 FROM {table} WHERE {likes} LIMIT 1", sought):
            return True
    return False


def hide(traces: Traces, table: str, stand_in: str, but: Collection[int] = ()) -> int:
    """Put a stand-in wherever a table names the person; returns how many rows. Call inside a transaction."""
    keys, hidden = _keys(table), 0
    where = " AND ".join(f"{key} = ?" for key in keys)
    for key, texts in mentions(traces, table, MENTIONS[table]).items():
        if key in but:
            continue
        fresh = {column: _hidden(traces, table, column, text, stand_in) for column, text in texts.items()}
        sets = ", ".join(f"{column} = ?" for column in fresh)
        named = key if isinstance(key, tuple) else (key,)
        if not sql(f"UPDATE OR IGNORE {table} SET {sets} WHERE {where} RETURNING 1", (*fresh.values(), *named)):
            sql(f"DELETE FROM {table} WHERE {where}", named)  # the same with its stand-in is there already
        hidden += 1
    return hidden


def _hidden(traces: Traces, table: str, column: str, text: str, stand_in: str) -> str:
    if f"{table}.{column}" in _NAMES and normalised(text) in traces.names:
        return stand_in
    if f"{table}.{column}" not in _JSON:
        return traces.pattern.sub(stand_in, text)
    try:
        fresh = _walk(traces, json.loads(text), stand_in, f"{table}.{column}" in _FOREIGN)
        return json.dumps(fresh, ensure_ascii=False, separators=(",", ":"))
    except ValueError:
        return traces.pattern.sub(stand_in, text)


def _walk(traces: Traces, value: Any, stand_in: str, keys: bool) -> Any:
    if isinstance(value, dict):
        fresh = {key: traces.pattern.sub(stand_in, key) if keys and key not in _FIGURES else key for key in value}
        return {fresh[key]: _walk(traces, inner, stand_in, keys) for key, inner in value.items()}
    if isinstance(value, list):
        return [_walk(traces, inner, stand_in, keys) for inner in value]
    return traces.pattern.sub(stand_in, value) if isinstance(value, str) else value


def payloads(traces: Traces) -> Iterator[tuple[str, list[int]]]:
    """Tables and rows whose kept raw answers name the person."""
    for table in TABLES:
        found = sql(f"SELECT id, payload FROM {table} WHERE payload IS NOT NULL")
        named = [number for number, payload in found if traces.pattern.search(text_of(payload))]
        if named:
            yield table, named


def _keys(table: str) -> tuple[str, ...]:
    """The columns that name a row: its rowid, or a key of its own."""
    columns = sorted((key, name) for _, name, _, _, _, key in sql(f"PRAGMA table_info({table})") if key)
    return tuple(name for _, name in columns)


def _like(traces: Traces, columns: Sequence[str]) -> tuple[str, list[str]]:
    """A condition that any of the columns may name the person, and what it is given."""
    # In brackets a column: SQLite nests no more than a thousand conditions.
    each = (" OR ".join(f"{column} LIKE ? ESCAPE '\\'" for _ in traces.needles) for column in columns)
    return " OR ".join(f"({one or 'FALSE'})" for one in each), [needle for _ in columns for needle in traces.needles]


def _parts(numbers: Sequence[int], size: int = 500) -> Iterator[list[int]]:
    for _, part in groupby(enumerate(numbers), lambda pair: pair[0] // size):
        yield [number for _, number in part]
