"""Commands about people out there, and who and what is never touched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


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
