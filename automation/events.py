"""The closed list of announcements that automation makes; whoever listens, listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActionChanged:
    """An action reached a state."""

    action: int
    account: int
    state: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """An account was added, edited, paused, or its health changed."""

    account: int


@dataclass(frozen=True, slots=True)
class ReviewChanged:
    """A question for a person was opened or answered."""

    account: int
    code: str


@dataclass(frozen=True, slots=True)
class LaneChanged:
    """A lane began or ended an action; `action` is None at rest."""

    account: int
    action: int | None


@dataclass(frozen=True, slots=True)
class FeedPolled:
    """A feed was read; `fresh` counts entries never seen before."""

    feed: int
    status: str
    fresh: int


@dataclass(frozen=True, slots=True)
class ConfigurationChanged:
    """What is configured or kept changed; `what` names its table, or lanes and retention."""

    what: str


@dataclass(frozen=True, slots=True)
class VaultChanged:
    """The vault was made, opened or locked."""

    locked: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """Long work moved on; total is 0 while it is unknown, `ended` says it is over."""

    task: str
    done: int
    total: int
    text: str = ""
    ended: bool = False


@dataclass(frozen=True, slots=True)
class PageOpened:
    """An account's page began to be shown live."""

    account: int
    url: str


@dataclass(frozen=True, slots=True)
class PageClosed:
    """An account's live page ended."""

    account: int


@dataclass(frozen=True, slots=True)
class FrameShown:
    """One picture of a live page in CSS pixels; the JPEG travels beside it."""

    account: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class DueRan:
    """Regular work ended; `ok` says whether it was done."""

    name: str
    ok: bool


@dataclass(frozen=True, slots=True)
class MissedChanged:
    """Work was missed while nothing ran, or a person answered; `open` counts what waits for an answer."""

    open: int


@dataclass(frozen=True, slots=True)
class StoreReplaced:
    """Another store stands in the place of the one before: whoever reads it must open it anew."""

    source: str


Event = (
    ActionChanged
    | AccountChanged
    | ReviewChanged
    | LaneChanged
    | FeedPolled
    | ConfigurationChanged
    | VaultChanged
    | Progress
    | PageOpened
    | PageClosed
    | FrameShown
    | StoreReplaced
    | DueRan
    | MissedChanged
)
EVENTS: tuple[type, ...] = Event.__args__
Announce = Callable[[Event], None]
