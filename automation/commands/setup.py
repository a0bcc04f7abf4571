"""Commands about what the profile holds: settings, feeds, rules, schedules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SetSetting:
    """Keep a declared setting, given as typed text."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class AddFeed:
    """Watch a feed, for an account or for none. Reply: feed."""

    account: int | None
    url: str
    interval_s: int = 0


@dataclass(frozen=True, slots=True)
class EditFeed:
    """Give a feed to an account, or read it at another pace; None leaves either as it is."""

    feed: int
    account: int | None = None
    interval_s: int | None = None


@dataclass(frozen=True, slots=True)
class PollFeed:
    """Read a feed now. Reply: status, fresh, fired, code."""

    feed: int


@dataclass(frozen=True, slots=True)
class AddRule:
    """Keep a rule "new entry → act". Reply: rule."""

    name: str
    account: int
    kind: str
    feed: int | None = None
    condition: dict[str, Any] = field(default_factory=dict)
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class EnableFeed:
    """Read a feed from now on, or let it rest; what it holds by then is old."""

    feed: int
    on: bool


@dataclass(frozen=True, slots=True)
class EnableRule:
    """Switch a rule on or off."""

    rule: int
    on: bool


@dataclass(frozen=True, slots=True)
class AddSchedule:
    """Keep a timed wish; next_at in ms UTC, every_s None for once. Reply: schedule."""

    account: int
    kind: str
    url: str
    next_at: int
    every_s: int | None = None
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete a feed, rule, schedule, blocklist entry or what `Keep` keeps; `what` names the table. An opt-out stays."""

    what: str
    id: int
