"""Commands about actions and lanes."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Status:
    """Reply: states, lanes, reviews, vault, pin, feeds, paused, findings, restore_proven_at, pages, browser_pid."""


@dataclass(frozen=True, slots=True)
class Lanes:
    """Off is the kill switch: every lane stops within two seconds. Reply: what was in flight."""

    on: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's yes or no to actions; a no cancels them."""

    actions: list[int]
    approve: bool
    by: str = "operator"


@dataclass(frozen=True, slots=True)
class Submit:
    """Queue one action. Reply: action, state, new. Times in ms UTC."""

    account: int
    kind: str
    url: str
    text: str | None = field(default=None, repr=False)
    due_at: int | None = None
    expires_at: int | None = None
    priority: int = 0
    rehearse: bool = False
    approve: bool = False


@dataclass(frozen=True, slots=True)
class Reveal:
    """Reply: the unsealed text of an action, for the person who must approve it."""

    action: int


@dataclass(frozen=True, slots=True)
class RevealPicture:
    """Reply: the bytes of a sealed evidence picture, as binary."""

    evidence: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Reply: the receipt of an action as cli.md gives it; waits until it rests, at most `wait_s` seconds."""

    action: int
    wait_s: float = 0


@dataclass(frozen=True, slots=True)
class Cancel:
    """Withdraw actions that have not been clicked."""

    actions: list[int]


@dataclass(frozen=True, slots=True)
class Retry:
    """Look again at a held, failed or unclear action and let it go on where that is safe."""

    action: int


@dataclass(frozen=True, slots=True)
class Settle:
    """A person says what really happened to an action in needs_review: "happened" or "did not"."""

    action: int
    answer: str


@dataclass(frozen=True, slots=True)
class ShutDown:
    """The engine ends; running actions are cut off and recovered at the next start."""
