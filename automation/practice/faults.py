"""What the practice network has been told to do wrong: for whom, for which act, and how many times more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = frozenset(
    {
        "fail",  # 500 on an act; stored=true keeps it all the same
        "slow",  # before_ms waits before storing, after_ms between storing and the answer
        "lie",  # the page says yes, nothing is stored
        "refuse",  # a visible "not posted"; text
        "lose",  # the page swallows its first `clicks` clicks, no request leaves it
        "late",  # the action bar appears `ms` after the page
        "double",  # the button is there twice
        "absent",  # the button is missing
        "wrong_page",  # a post's address shows the home feed
        "rate_limit",  # "You are going too fast"
        "challenge",  # "Confirm it is you", until a person presses the button
        "second_factor",  # sign-in asks for a code
        "suspend",  # the account is suspended
    }
)


@dataclass(slots=True)
class Fault:
    """One instruction. `user` and `verb` None mean anyone and anything; `times` None means until lifted."""

    kind: str
    user: str | None = None
    verb: str | None = None
    times: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    def concerns(self, user: str | None, verb: str | None, exact: bool) -> bool:
        """Tell whether this instruction is about that user doing that."""
        if self.user is not None and self.user != user:
            return False
        return self.verb == verb or (self.verb is None and not exact)


class FaultBook:
    """The instructions in force, oldest first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Write one down. Raises ValueError for an unknown kind or a useless number of times."""
        if fault.kind not in KINDS:
            raise ValueError(f"unknown fault {fault.kind!r}; known: {', '.join(sorted(KINDS))}")
        if fault.times is not None and fault.times < 1:
            raise ValueError("times must be 1 or more")
        self._faults.append(fault)

    def take(self, kind: str, user: str | None, verb: str | None = None, *, exact: bool = False) -> Fault | None:
        """Return the first that applies and use up one of its times; `exact` ignores those about any act."""
        for fault in self._faults:
            if fault.kind == kind and fault.concerns(user, verb, exact):
                self._use_up(fault)
                return fault
        return None

    def lift(self, kind: str | None = None, user: str | None = None) -> int:
        """Remove those of a kind and for a user (None: any) and return how many there were."""
        kept = [f for f in self._faults if (kind and f.kind != kind) or (user and f.user not in (None, user))]
        removed = len(self._faults) - len(kept)
        self._faults = kept
        return removed

    def rows(self) -> list[dict[str, Any]]:
        """Return the instructions in force as plain data."""
        return [{"kind": f.kind, "user": f.user, "verb": f.verb, "times": f.times, **f.details} for f in self._faults]

    def _use_up(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times == 0:
            self._faults.remove(fault)
