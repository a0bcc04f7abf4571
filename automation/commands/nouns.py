"""Commands about the nouns of the store: keep, mark, tag, follow, assign, unseal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep a brand, proxy, tag, text or piece of content, or change the one with id `row`; `what` names the table.

    `password` is a proxy's, and sealed. Reply: row.
    """

    what: str
    values: dict[str, Any] = field(repr=False)
    row: int | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class MarkPost:
    """Mark a post, or say that it was read; None leaves that as it is."""

    post: int
    marked: bool | None = None
    read: bool | None = None


@dataclass(frozen=True, slots=True)
class FollowPost:
    """Keep the post of an address, and when its figures are to be read: in so many whole hours, or the usual ones.

    `account` says who reads, and on which site; without it the site is found by the address. Reply: post, plan, and
    new, which is false for a post that is followed already and stays as it is.
    """

    url: str
    account: int | None = None
    hours: list[int] | None = None


@dataclass(frozen=True, slots=True)
class UnfollowPost:
    """Read the figures of a followed post no more; what was read stays."""

    post: int


@dataclass(frozen=True, slots=True)
class TrackPerson:
    """Follow what a person does, or stop; nothing on the site changes."""

    person: int
    on: bool = True


@dataclass(frozen=True, slots=True)
class PutTag:
    """Put a tag on a row of accounts, people or posts, or take it off."""

    what: str
    row: int
    tag: int
    on: bool = True
    notes: str = ""


@dataclass(frozen=True, slots=True)
class AssignProxy:
    """Give an account a proxy; None takes it away."""

    account: int
    proxy: int | None


@dataclass(frozen=True, slots=True)
class MoveAccount:
    """Move an account to a lifecycle state on a person's word. Reply: moved."""

    account: int
    to: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RevealWords:
    """Reply: texts, by id, of the sealed words of messages or of the previews of threads; `what` names the table.

    `damaged` lists the ids whose envelope was altered: their text is null, and the others are read all the same.
    """

    what: str
    rows: list[int]
