"""Commands about regular work, what was missed, and how everything stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunDue:
    """Do a regular job now. Reply: name, ok, detail, due_at (ms UTC)."""

    name: str


@dataclass(frozen=True, slots=True)
class AnswerMissed:
    """A person's answer to missed work: "run" once now, "skip", or "spread" over the coming hours.

    Reply: answers, one per id: missed, answer, actions, and the times (ms UTC) at which they are due.
    """

    ids: list[int]
    answer: str


@dataclass(frozen=True, slots=True)
class Health:
    """Reply: checks, each with id, ok, severity, detail, fix, help, rows; deep walks the store's every page too."""

    deep: bool = False
