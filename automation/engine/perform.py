"""One act: picture before, everything up to the last click, a durable row, the click, picture after."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from time import monotonic
from typing import Any

from automation.browser.screenshots import take
from automation.engine import tries
from automation.platforms import own_words
from automation.platforms.adapter import Adapter
from automation.values import UNREAD, Action, Attempt, Decision, Observation, OpenPost, Picture
from models.enums import READING, ActionKind, Outcome, TargetKind, Toggle
from models.errors import SiteStop, StewardError

Objection = Callable[[OpenPost], Decision | None]
# The state of its button that makes an act needless.
_WANTED = {
    ActionKind.LIKE: Toggle.ON,
    ActionKind.FOLLOW: Toggle.ON,
    ActionKind.UNLIKE: Toggle.OFF,
    ActionKind.UNFOLLOW: Toggle.OFF,
}


@dataclass(slots=True)
class Walk:
    """One act on its way; `attempt_id` is set once the row is durable, which is before the last click."""

    action: Action
    adapter: Adapter
    text: str | None
    guard: tries.Guard
    object: Objection
    started: float
    post: OpenPost = UNREAD
    figures: dict[str, int] = field(default_factory=dict)
    said: str = ""
    objection: Decision | None = None
    reply: int | None = None
    fault: dict[str, Any] | None = None
    attempt_id: int = 0
    seen: Observation | None = None
    before: Picture | None = None
    after: Picture | None = None

    async def go(self) -> Attempt:
        """Walk to the end; faults before the click fail the attempt, faults after it leave the row open."""
        try:
            outcome, code = await self._steps()
        except StewardError as error:
            if self.adapter.clicked and not isinstance(error, SiteStop):
                raise  # the row stays `started`: recovery waits, looks, and only then decides
            outcome = Outcome.PERFORMED if self.adapter.clicked else Outcome.FAILED
            self.fault = tries.fault(error.code, error.facts)
            return self._end(outcome, error.code, str(error.facts.get("locator", "") or error.subject))
        return self._end(outcome, code, self.said)

    async def _steps(self) -> tuple[Outcome, str | None]:
        action, adapter = self.action, self.adapter
        await adapter.open(action.target, action.kind)
        look = adapter.observe(action.kind, self.text)
        self.post, self.figures, self.seen, self.before = await asyncio.gather(
            self._open_post(), self._person(), look, self._picture()
        )
        if self._is_already_so():
            # After a cut-off try it was ours, come late.
            return (Outcome.PERFORMED if tries.was_abandoned(action) else Outcome.ALREADY), None
        if (code := self._objected()) is not None:
            return Outcome.FAILED, code
        if action.kind in READING:
            self.attempt_id = tries.begin(action, self.guard)
            return Outcome.PERFORMED, None
        await adapter.prepare(action.kind, self.text)
        if action.rehearse:
            self.after = await self._picture()
            return Outcome.REHEARSED, None
        # Somebody may have said no since the page was opened.
        if (code := self._objected()) is not None:
            return Outcome.FAILED, code
        self.attempt_id = tries.begin(action, self.guard)
        await adapter.commit(action.kind, self.text)
        await adapter.settle(action.kind, self.text)
        self.after, refusal = await asyncio.gather(self._picture(), adapter.refused(action.kind))
        self.reply = adapter.reply_status(action.kind)
        self.said = "" if self.reply is None else f"the site answered {self.reply}"
        if refusal is None:
            return Outcome.PERFORMED, None
        self.fault = tries.fault("site_refused", {"said": own_words.without(self.text, refusal)})
        return Outcome.FAILED, "site_refused"

    def _objected(self) -> str | None:
        """What policy says by now, which is kept whole; its code."""
        self.objection = self.object(self.post)
        return None if self.objection is None else self.objection.code

    def _is_already_so(self) -> bool:
        wanted = _WANTED.get(self.action.kind)
        if self.seen is None:
            return False
        if wanted is not None:
            return self.seen.toggle is wanted
        if self.action.kind is ActionKind.DELETE_COMMENT:
            return self.seen.found is False
        return self.action.kind not in READING and self.seen.found is True

    async def _open_post(self) -> OpenPost:
        return await self.adapter.post() if self.action.target_kind is TargetKind.POST else UNREAD

    async def _person(self) -> dict[str, int]:
        return await self.adapter.person(self.action.kind) if self.action.target_kind is TargetKind.PERSON else {}

    async def _picture(self) -> Picture:
        region = await self.adapter.region(self.action.target_kind)
        return Picture(await take(self.adapter.page, region), region)

    def _end(self, outcome: Outcome, code: str | None, detail: str = "") -> Attempt:
        spent = int((monotonic() - self.started) * 1000)
        self.attempt_id = tries.end(
            self.action,
            self.attempt_id,
            outcome,
            spent,
            clicked=self.adapter.clicked,
            code=code,
            detail=detail,
            observation=None if self.seen is None else asdict(self.seen),
            result=self._result(),
            error=self.fault,
        )
        return Attempt(
            post=self.post,
            figures=self.figures,
            id=self.attempt_id,
            action_id=self.action.id,
            outcome=outcome,
            started_at=self.action.updated_at,
            duration_ms=spent,
            code=code,
            detail=detail,
            objection=self.objection,
            clicked=self.adapter.clicked,
            landed=self.adapter.landed,
            observation=self.seen,
            before=self.before,
            after=self.after,
        )

    def _result(self) -> dict[str, Any] | None:
        """What came back: the site's answer, and where a message led."""
        came = {"status": self.reply, "landed": self.adapter.landed}
        return {name: value for name, value in came.items() if value is not None} or None


async def perform(
    action: Action, adapter: Adapter, text: str | None, guard: tries.Guard, object_: Objection
) -> Attempt:
    """Do one act; an error that leaves it open whether the click took effect is raised, and recovery takes over.

    `object_` is asked once the page has told what the open post says of itself, and again just before the last click;
    the decision that it answers with stops the act.
    """
    return await Walk(action, adapter, text, guard, object_, monotonic()).go()
