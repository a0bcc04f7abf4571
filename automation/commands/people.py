"""Commands about people out there, and who and what is never touched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Block:
    """Add a block or an opt-out; queued work towards an opted-out person is removed.

    `what` is any, person, post, keyword or domain; `match` exact, contains or regex; `expires_at` in ms UTC.
    Reply: entry, removed.
    """

    kind: str
    platform: str
    subject: str
    reason: str = ""
    what: str = "any"
    match: str = "exact"
    expires_at: int | None = None


@dataclass(frozen=True, slots=True)
class EditBlock:
    """Set platform, subject, reason, what, match or expires_at of a block; of an opt-out its reason alone."""

    entry: int
    changes: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Blocks:
    """Add many blocks and opt-outs, each a mapping with the fields of Block; a bad one is refused and told.

    Reply: written, known, removed, refused with line and reason.
    """

    entries: list[dict[str, Any]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class LinkPeople:
    """Two handles are one person: an opt-out of either holds for both. Reply: identity, removed."""

    one: int
    other: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything on a person, an id, `platform:username` or `@username`; `unsealed` opens messages too. Reply: it."""

    person: str
    unsealed: bool = False


@dataclass(frozen=True, slots=True)
class ExportPerson:
    """Write a person's dossier, unsealed, to a file (an absolute path). Reply: file, bytes."""

    person: str
    to: str


@dataclass(frozen=True, slots=True)
class ErasePerson:
    """Erase a person under every handle. Reply: mark, and receipt, which names nobody."""

    person: str
