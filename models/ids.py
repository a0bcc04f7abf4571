"""Ids: an integer inside, `prefix-xxxxxxxx` outside, tied by a fixed permutation of 32 bits."""

from __future__ import annotations

import re

from models.errors import BadInput

PREFIXES = {
    "accounts": "acc",
    "people": "prf",
    "identities": "idn",
    "posts": "p",
    "snapshots": "dl",
    "actions": "act",
    "approvals": "apr",
    "attempts": "att",
    "verifications": "ver",
    "audit_entries": "aud",
    "evidence": "evi",
    "reviews": "rev",
    "feeds": "feed",
    "feed_entries": "ent",
    "rules": "rul",
    "schedules": "sch",
    "blocklist": "blk",
    "secrets": "sec",
    "brands": "brd",
    "proxies": "prx",
    "account_states": "acs",
    "content": "con",
    "texts": "txt",
    "warmup_steps": "wrm",
    "comments": "cmt",
    "threads": "thr",
    "messages": "msg",
    "media": "med",
    "tags": "tag",
    "account_tags": "atg",
    "person_tags": "pft",
    "post_tags": "ptg",
    "hashtags": "hsh",
    "runs": "run",
    "check_plans": "chk",
    "providers": "prv",
    "orders": "ord",
    "old_triggers": "trg",
    "feed_polls": "pol",
    "imports": "imp",
    "missed": "mis",
    "backups": "bak",
    "erasures": "era",
    "daily_metrics": "day",
}
TABLES = {prefix: table for table, prefix in PREFIXES.items()}
MIN_TYPED = 5

_BITS = 0xFFFFFFFF
# Odd constants have inverses modulo 2**32, and x ^ (x >> 16) undoes itself: the whole walk is one to one.
_FIRST, _SECOND = 0x9E3779B1, 0x85EBCA6B
_FIRST_BACK, _SECOND_BACK = pow(_FIRST, -1, 1 << 32), pow(_SECOND, -1, 1 << 32)
_SHAPE = re.compile(r"([a-z]+)-([0-9a-f]{1,8})")


def scatter(number: int) -> int:
    """The published permutation of 0 … 2**32 - 1 that turns counters into ids."""
    x = (number * _FIRST) & _BITS
    x ^= x >> 16
    return (x * _SECOND) & _BITS


def gather(scattered: int) -> int:
    """The inverse of `scatter`."""
    x = (scattered * _SECOND_BACK) & _BITS
    x ^= x >> 16
    return (x * _FIRST_BACK) & _BITS


def public(table: str, number: int) -> str:
    """The id that people and scripts see for a row of a table."""
    return f"{PREFIXES[table]}-{scatter(number):08x}"


def maybe_public(table: str, number: int | None) -> str | None:
    """`public`, with None kept."""
    return None if number is None else public(table, number)


def number(table: str, text: str) -> int | None:
    """The integer of a whole public id of that table, or None if the text is not one."""
    match = _SHAPE.fullmatch(text)
    if match is None or TABLES.get(match[1]) != table or len(match[2]) != 8:
        return None
    return gather(int(match[2], 16))


def candidates(table: str, text: str) -> list[int]:
    """Every integer that a typed id or prefix of an id may mean, at most 4,096 of them; BadInput unknown_id."""
    match = _SHAPE.fullmatch(text)
    if match is None or TABLES.get(match[1]) != table or len(match[2]) < MIN_TYPED:
        raise BadInput("unknown_id", text)
    missing = 4 * (8 - len(match[2]))
    first = int(match[2], 16) << missing
    return [gather(first + rest) for rest in range(1 << missing)]
