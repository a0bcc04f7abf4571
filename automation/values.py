"""The frozen values that travel through the corridor: Intent → Action → Decision → Attempt → Verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from models.action import Action, Target
from models.enums import ActionKind, Answer, Outcome, Toggle, Trigger, Truth

__all__ = [
    "UNREAD",
    "Action",
    "Attempt",
    "Decision",
    "Intent",
    "Observation",
    "OpenPost",
    "Picture",
    "Region",
    "RuleAnswer",
    "Target",
    "Verdict",
]


@dataclass(frozen=True, slots=True)
class Intent:
    """A wish; times in milliseconds UTC. `text` is in the clear only here and inside the engine."""

    account_id: int
    kind: ActionKind
    url: str
    text: str | None = None
    trigger: Trigger = Trigger.MANUAL
    due_at: int | None = None
    expires_at: int | None = None
    priority: int = 0
    rehearse: bool = False
    origin: str = ""


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """What one policy rule says, with the figure it saw, the limit it holds and when it frees (ms UTC)."""

    rule: str
    answer: Answer
    code: str
    figure: int | str | None = None
    limit: int | str | None = None
    frees_at: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What policy says of one action: the strongest answer, and every rule asked."""

    answer: Answer
    rules: tuple[RuleAnswer, ...]
    until: int | None = None

    @property
    def code(self) -> str:
        """The code of the rule that settled it; "allowed" where none objects."""
        return next((r.code for r in self.rules if r.answer is self.answer), "allowed")


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the picture in CSS pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Observation:
    """What a page shows, read without clicking; None means the page does not say."""

    identity: str | None = None
    toggle: Toggle | None = None
    found: bool | None = None
    counts: dict[str, int] = field(default_factory=dict)
    author: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class OpenPost:
    """What an open post says of itself; None where its page or pack does not tell, and unmarked is not sponsored."""

    author: str | None = None
    words: str | None = None
    sponsored: bool = False


# No post was read, or nothing could be told of it.
UNREAD = OpenPost()


@dataclass(frozen=True, slots=True)
class Picture:
    """One evidence picture as taken: JPEG bytes and the marked region."""

    jpeg: bytes = field(repr=False)
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try as the engine did it; it never claims success. `landed` is where the site led after a message.

    `figures` are those of the person whose page was open; `objection` is what policy said once the page was.
    """

    id: int
    action_id: int
    outcome: Outcome
    started_at: int
    duration_ms: int = 0
    code: str | None = None
    detail: str = ""
    objection: Decision | None = None
    clicked: bool = False
    landed: str | None = None
    post: OpenPost = UNREAD
    figures: dict[str, int] = field(default_factory=dict)
    observation: Observation | None = None
    before: Picture | None = None
    after: Picture | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a fresh look found; confidence from 0 to 1. `facts` is what was seen, without names or words."""

    answer: Truth
    method: str
    confidence: float
    detail: str = ""
    duration_ms: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
