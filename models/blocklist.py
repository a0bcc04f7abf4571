"""The blocklist: people, posts, words and hosts never to be touched; an opt-out is for ever."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import peewee

from models import clock, erasure
from models.account import normalised
from models.base import Table, add, change, fetch, first, marks, rows
from models.database import db, sql
from models.errors import BadInput
from models.handles import spellings
from models.pattern import compiled

EVERYWHERE = "*"
WHATS = ("any", "person", "post", "keyword", "domain")
MATCHES = ("exact", "contains", "regex")
LONGEST = 2000
_COLUMNS = frozenset({"platform", "subject", "reason", "what", "match", "expires_at"})
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)


class BlocklistTable(Table):
    """One row per blocked handle, post, word or host; platform "*" means everywhere."""

    id = peewee.IntegerField(primary_key=True)
    kind = peewee.TextField()
    platform = peewee.TextField()
    subject = peewee.TextField()
    reason = peewee.TextField(default="")
    created_at = peewee.IntegerField()
    what = peewee.TextField(default="any")
    match = peewee.TextField(default="exact")
    added_by = peewee.TextField(default="user")
    identity_id = peewee.IntegerField(null=True)
    expires_at = peewee.IntegerField(null=True)

    class Meta:
        table_name = "blocklist"


@dataclass(frozen=True, slots=True)
class Blocked:
    """kind is "block" or "opt_out"; subject a normalised handle, a post's id or address, words, a host, a pattern."""

    id: int
    kind: str
    what: str
    platform: str
    match: str
    subject: str
    reason: str
    added_by: str
    expires_at: int | None
    created_at: int
    identity_id: int | None = None


@dataclass(frozen=True, slots=True)
class Touched:
    """What an act concerns: handles, who they are known to be, ids and addresses, and texts, read only if asked for.

    `handles` are all that these people have or had anywhere, as platform and compared name.
    """

    platform: str
    people: Sequence[str]
    identities: Sequence[int]
    posts: Sequence[str]
    texts: Callable[[], Sequence[str]]
    handles: Collection[tuple[str, str]] = ()


def block(kind: str, platform: str, subject: str, reason: str = "", **more: Any) -> int:
    """Add an entry; the same entry twice is one. `more` are what, match, expires_at, added_by, identity_id.

    Raises BadInput bad_entry, bad_pattern.
    """
    values = {"what": "any", "match": "exact", **more}
    values["subject"] = checked(kind, values["what"], values["match"], subject, values.get("expires_at"))
    keys = {"kind": kind, "platform": platform, **{name: values[name] for name in ("what", "match", "subject")}}
    same = [getattr(BlocklistTable, name) == value for name, value in keys.items()]
    known = first(Blocked, BlocklistTable.select().where(*same))
    _forget()
    if known is None:
        return add(BlocklistTable, kind=kind, platform=platform, reason=reason, created_at=clock.now(), **values)
    fresh = {"expires_at": values.get("expires_at")} if kind == "block" else {}
    if values.get("identity_id") is not None:
        fresh["identity_id"] = values["identity_id"]
    if reason:
        fresh["reason"] = reason
    if fresh:
        change(BlocklistTable, known.id, **fresh)
    return known.id


def checked(kind: str, what: str, match: str, subject: str, expires_at: int | None) -> str:
    """The subject as it is compared; BadInput bad_entry, bad_pattern where no entry can be made of these."""
    text = subject.strip()
    if match == "regex":
        compiled(text)
    elif what == "domain":
        text = host_of(text) or text.lower()
    elif what == "keyword":
        text = " ".join(text.casefold().split())
    else:
        text = normalised(text)
    opt_out_is_plain = kind != "opt_out" or (what in {"any", "person"} and match == "exact" and expires_at is None)
    known = kind in {"block", "opt_out"} and what in WHATS and match in MATCHES
    if not text or len(text) > LONGEST or not known or not opt_out_is_plain:
        raise BadInput("bad_entry", subject[:80], what=what, match=match, kind=kind)
    return text


def met(kind: str, touched: Touched) -> Blocked | None:
    """The entry of a kind that an act meets, if there is one: exact ones by one look-up, the few wide ones one by one.

    A pattern that cannot be read is met by everything.
    """
    now = clock.now()
    salts = erasure.salts()
    people = [each for name in touched.people if name for each in _spelled(spellings(name), salts)]
    posts = [normalised(name) for name in touched.posts if name]
    for entry in (*_exact(kind, touched, people, posts), *_wide(kind)):
        if entry.platform not in {EVERYWHERE, touched.platform} and entry.identity_id not in touched.identities:
            continue
        if (entry.expires_at is None or entry.expires_at > now) and _matches(entry, touched, people, posts):
            return entry
    return _opted_out_elsewhere(touched, people, salts) if kind == "opt_out" else None


def _spelled(names: Collection[str], salts: list[str]) -> list[str]:
    """Names, and the marks that stand for them where they were erased."""
    return [*names, *(erasure.mark(name, salt) for salt in salts for name in names)]


def _opted_out_elsewhere(touched: Touched, people: list[str], salts: list[str]) -> Blocked | None:
    """The opt-out of a handle that the same person has or had, on whatever platform."""
    others = {handle for handle in touched.handles if handle[0] != touched.platform or handle[1] not in people}
    if not others:
        return None
    places: dict[str, set[str]] = {}
    for platform, name in others:
        for subject in _spelled([name], salts):
            places.setdefault(subject, {EVERYWHERE}).add(platform)
    tail = f"WHERE subject IN ({marks(list(places))}) AND kind = 'opt_out'"
    found = fetch(Blocked, BlocklistTable, tail, list(places))
    return next((entry for entry in found if entry.platform in places[entry.subject]), None)


def _exact(kind: str, touched: Touched, people: list[str], posts: list[str]) -> list[Blocked]:
    names = [*people, *posts]
    # The signs keep SQLite from walking all entries of a kind instead of looking the names up.
    tail = (
        f"WHERE subject IN ({marks(names)}) AND +kind = ? AND +match = 'exact' AND +what NOT IN ('keyword', 'domain')"
    )
    found = fetch(Blocked, BlocklistTable, tail, (*names, kind))
    if touched.identities:
        tail = f"WHERE identity_id IN ({marks(touched.identities)}) AND kind = ?"
        found += fetch(Blocked, BlocklistTable, tail, (*touched.identities, kind))
    return found


class _Kept(threading.local):
    """The wide entries as this thread's connection last read them."""

    key: tuple[Any, ...] = ()
    entries: tuple[Blocked, ...] = ()


_kept, _written = _Kept(), [0]


def _forget() -> None:
    _written[0] += 1


def _wide(kind: str) -> Iterator[Blocked]:
    """The entries that no look-up finds, read again when anybody has changed the store."""
    if db.in_transaction():
        return (entry for entry in _read_wide() if entry.kind == kind)
    [(version,)] = sql("PRAGMA data_version")
    key = (db.connection(), version, _written[0])
    if _kept.key != key:
        _kept.entries, _kept.key = _read_wide(), key
    return (entry for entry in _kept.entries if entry.kind == kind)


def _read_wide() -> tuple[Blocked, ...]:
    where = "WHERE match <> 'exact' OR what IN ('keyword', 'domain') ORDER BY id"
    return tuple(fetch(Blocked, BlocklistTable, where))


def _matches(entry: Blocked, touched: Touched, people: list[str], posts: list[str]) -> bool:
    if entry.identity_id is not None and entry.identity_id in touched.identities:
        return True
    if entry.what == "keyword":
        return any(_says(entry, text) for text in touched.texts())
    if entry.what == "domain":
        return any(_is_host(entry, host) for host in _hosts(touched))
    sought = {"person": people, "post": posts}.get(entry.what, [*people, *posts])
    if entry.match == "exact":
        return entry.subject in sought
    return any(_says(entry, text) for text in sought)


def _says(entry: Blocked, text: str) -> bool:
    """Whether a text holds an entry's word, part of a word, or pattern."""
    if entry.match == "regex":
        try:
            return compiled(entry.subject).search(text) is not None
        except BadInput:
            return True
    folded = " ".join(text.casefold().split())
    if entry.match == "contains":
        return entry.subject in folded
    return re.search(rf"(?<!\w){re.escape(entry.subject)}(?!\w)", folded) is not None


def _is_host(entry: Blocked, host: str) -> bool:
    if entry.match == "exact":
        return host == entry.subject or host.endswith(f".{entry.subject}")
    return _says(entry, host)


def _hosts(touched: Touched) -> set[str]:
    links = [link for text in touched.texts() for link in _LINK.findall(text)]
    return set(filter(None, map(host_of, (*touched.posts, *links))))


def host_of(address: str) -> str:
    """The host of an address in lower case, without www; nothing where there is none."""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").removeprefix("www.")


def entry(entry_id: int) -> Blocked:
    """The entry with that id; BadInput unknown_id."""
    found = fetch(Blocked, BlocklistTable, "WHERE id = ?", (entry_id,))
    if not found:
        raise BadInput("unknown_id", entry_id)
    return found[0]


def blocklist() -> list[Blocked]:
    """Every entry, newest first."""
    return rows(Blocked, BlocklistTable.select().order_by(BlocklistTable.id.desc()))


def change_entry(entry_id: int, **changes: Any) -> None:
    """Set columns of a block; an opt-out takes a new reason alone. Raises BadInput bad_entry, opt_out_stays."""
    found = entry(entry_id)
    if found.kind == "opt_out" and set(changes) != {"reason"}:
        raise BadInput("opt_out_stays", entry_id)
    if set(changes) - _COLUMNS:
        raise BadInput("unknown_field", sorted(set(changes) - _COLUMNS)[0])
    new = {name: changes.get(name, getattr(found, name)) for name in ("what", "match", "subject", "expires_at")}
    changes["subject"] = checked(found.kind, new["what"], new["match"], new["subject"], new["expires_at"])
    there = "subject = ? AND kind = ? AND what = ? AND match = ? AND platform = ? AND id <> ?"
    named = (changes["subject"], found.kind, new["what"], new["match"], changes.get("platform", found.platform))
    if sql(f"SELECT 1 FROM blocklist WHERE {there}", (*named, entry_id)):
        raise BadInput("entry_exists", new["subject"])
    _forget()
    change(BlocklistTable, entry_id, **changes)


def unblock(entry_id: int) -> bool:
    """Remove a block; an opt-out stays. Says whether something was removed."""
    _forget()
    removed = (
        BlocklistTable.delete().where((BlocklistTable.id == entry_id) & (BlocklistTable.kind == "block")).execute()
    )
    return bool(removed)
