"""The map on the wall: one action through policy → engine → verification → audit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from automation.values import Action, Attempt, Decision, Verdict
from models.enums import Answer, Outcome, State, Truth


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stages, introduced to each other by hand."""

    decide: Callable[[Action], Decision]
    perform: Callable[[Action], Awaitable[Attempt]]
    verify: Callable[[Action, Attempt], Awaitable[Verdict]]
    withhold: Callable[[Action, Decision], State]
    close: Callable[[Action, Decision | None, Attempt, Verdict | None], State]
    put_back: Callable[[Action, Verdict | None], State]
    told: Callable[[Action, Attempt, Verdict | None], None]
    cut_off: Callable[[Action], Attempt | None]
    conclude: Callable[[Action, Attempt, Truth], bool]
    together: Callable[[], AbstractContextManager[None]]

    async def handle(self, action: Action) -> None:
        """Take a claimed action to where it belongs."""
        decision = self.decide(action)
        if decision.answer is not Answer.ALLOW:
            self.withhold(action, decision)
            return
        attempt = await self.perform(action)
        verdict = await self.verify(action, attempt) if attempt.outcome is Outcome.PERFORMED else None
        with self.together():
            self.close(action, decision, attempt, verdict)
            self.told(action, attempt, verdict)

    async def recover(self, action: Action) -> None:
        """Look at what a cut-off try left, then close the action or let it go on; never click here."""
        attempt = self.cut_off(action)
        if attempt is None:
            self.put_back(action, None)
            return
        verdict = await self.verify(action, attempt)
        if self.conclude(action, attempt, verdict.answer):
            self.put_back(action, verdict)
            return
        with self.together():
            self.close(action, None, attempt, verdict)
            self.told(action, attempt, verdict)
