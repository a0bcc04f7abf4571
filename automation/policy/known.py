"""What is known when a rule is asked: frozen figures, the time among them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from models.enums import CapClass, Health

HOUR_MS, DAY_MS = 3_600_000, 86_400_000
SPANS: Mapping[str, int] = {"hour": HOUR_MS, "day": DAY_MS}


@dataclass(frozen=True, slots=True)
class Window:
    """One rolling window of a cap: attempts counted in it, the most it holds, and when a full one frees (ms UTC)."""

    span: str
    count: int
    limit: int
    frees_at: int | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A person's yes or no, and the hash of the content it was given for."""

    approved: bool
    by: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Another own account holds the target, until a time (ms UTC)."""

    handle: str
    until: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """Another own account has sent a text so much alike, in percent."""

    handle: str
    alike: int
    limit: int


@dataclass(frozen=True, slots=True)
class Spend:
    """Micro-units: what the action costs, what the day has cost so far, what it may; an unreadable budget is None."""

    cost: int = 0
    spent: int = 0
    budget: int | None = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the eleven rules may know; times in ms UTC.

    `hindrance` is why the account can do nothing at the address, None where it can. `zone` is None when the account's
    zone is not known to this machine. `brand` is the status of the account's brand, None where it has none. `done` says
    that the same key was closed before this action; `compared` that its text has a fingerprint; `blocked` and
    `opted_out` name the entry that was met; `sponsored` says that the post is known to be paid for, `skip_sponsored`
    that such posts are to be left alone.
    """

    now: int
    zone: tzinfo | None
    hindrance: str | None
    quiet_hours: str
    enabled: bool
    awaits_session: bool
    paused: bool
    brand: str | None
    health: Health
    health_code: str | None
    authority_kind: str | None
    authority_until: int | None
    auto_approve: frozenset[str]
    approval: Word | None
    windows: tuple[Window, ...]
    target_key: str
    taken: Taken | None
    collision_days: int
    done: bool
    compared: bool
    repeat: Repeat | None
    blocked: str | None
    opted_out: str | None
    sponsored: bool
    skip_sponsored: bool
    spend: Spend


def strictest(setting: object, *others: object) -> int:
    """The smallest of a setting and what lowers it; None lowers nothing, and what is no whole number counts as 0."""
    return min(_whole(value) for value in (setting, *others) if value is not None)


def _whole(value: object) -> int:
    return max(0, value) if isinstance(value, int) and not isinstance(value, bool) else 0


def limits(cap_class: CapClass, *sources: Mapping[str, object]) -> dict[str, int]:
    """The limit per span; the first source, the settings, must name both, each next one may only lower them.

    Sources map "class/hour" and "class/day" to a number.
    """
    first, *others = sources
    return {
        span: strictest(first[f"{cap_class}/{span}"], *(source.get(f"{cap_class}/{span}") for source in others))
        for span in SPANS
    }


def window(span: str, limit: int, times: Sequence[int], now: int) -> Window:
    """The rolling window that ends now over ascending times of attempts; a time ahead of now counts as well."""
    count = len(times) - bisect_right(times, now - SPANS[span])
    full = 0 < limit <= count
    return Window(span, count, limit, times[-limit] + SPANS[span] if full else None)
