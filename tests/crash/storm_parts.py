"""The parts of an engine without a browser: the real queue, engine, look and journal around a hand-made adapter."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

from PIL import Image

from automation.audit import chain
from automation.audit.journal import Journal
from automation.engine import tries
from automation.engine.perform import perform
from automation.lifecycle import health
from automation.pipeline import Pipeline
from automation.queue import backlog, recovery
from automation.queue.lanes import Lanes
from automation.values import (
    UNREAD,
    Action,
    Attempt,
    Decision,
    Intent,
    Observation,
    OpenPost,
    Region,
    Target,
    Verdict,
)
from automation.verification.verify import verify
from models.account import accounts
from models.action import in_states
from models.clock import DAY_MS
from models.database import writing
from models.enums import CLOSED, TARGET_OF, ActionKind, Answer, State, TargetKind, Toggle
from models.migrations.runner import open_store
from tests.crash import storm_site
from tests.crash.boundaries import Boundaries
from tests.fakes.house import seal, switched_on, unseal

# Longer than the latest delivery takes: an engine that lives sees what arrives, however busy the machine is.
SHOWN_S = 0.6
GUARD = tries.Guard("the target", DAY_MS, 1000, 1000, 1000)


@cache
def picture() -> bytes:
    """The smallest picture there is."""
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    return file.getvalue()


class Page:
    """As much of a page as a picture needs."""

    viewport_size: ClassVar = {"width": 8, "height": 8}

    def locator(self, selector: str) -> str:
        return selector

    async def screenshot(self, **how: Any) -> bytes:
        return picture()


class HandMade:
    """An adapter whose site takes in late what it sends."""

    landed = None

    def __init__(self, spec: dict[str, Any], boundaries: Boundaries) -> None:
        self._site, self._what = Path(spec["site"]), str(spec["what"])
        self._delays, self._cross = spec["delays"], boundaries.cross
        self.page, self.clicked = Page(), False

    async def open(self, target: Target, kind: ActionKind) -> None:
        """Nothing stands in the way here."""

    async def post(self) -> OpenPost:
        return UNREAD

    async def person(self, kind: ActionKind) -> dict[str, int]:
        return {}

    async def region(self, kind: TargetKind) -> Region | None:
        return None

    async def observe(self, kind: ActionKind, text: str | None = None) -> Observation:
        there = storm_site.stored(self._site, self._what) > 0
        if text is None:
            return Observation(toggle=Toggle.ON if there else Toggle.OFF)
        return Observation(found=there)

    async def prepare(self, kind: ActionKind, text: str | None = None) -> None:
        self._cross("before the box is filled")

    async def commit(self, kind: ActionKind, text: str | None = None) -> None:
        self.clicked = True
        self._cross("before the click")
        delay_ms = self._delays.pop(0)
        if delay_ms is not None:
            storm_site.send(self._site, self._what, delay_ms)
        (self._site / "sent").open("a").write(f"{self._what}\n")
        self._cross("after the click")

    async def settle(self, kind: ActionKind, text: str | None = None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(SHOWN_S):
                while not storm_site.stored(self._site, self._what):
                    await asyncio.sleep(0.01)

    async def refused(self, kind: ActionKind) -> None:
        return None

    def reply_status(self, kind: ActionKind) -> None:
        return None

    async def look(self, target: Target, kind: ActionKind, text: str | None, hint: str | None) -> Observation:
        self._cross("before the look")
        return await self.observe(kind, text)


class Storm:
    """The rooms of an engine, introduced to each other as the house does it."""

    def __init__(self, spec: dict[str, Any], boundaries: Boundaries) -> None:
        self.folder, self._spec, self._boundaries = Path(spec["profile"]), spec, boundaries
        self.head = self.folder / "audit.head"
        self.journal = Journal(self.folder / "evidence", self.head, seal, unseal, lambda event: None)
        pipeline = Pipeline(
            decide=lambda action: Decision(Answer.ALLOW, ()),
            perform=self._perform,
            verify=self._verify,
            withhold=self.journal.withhold,
            close=self.journal.close,
            put_back=self.journal.put_back,
            told=lambda action, attempt, verdict: health.needs_look(action.id, "needs_review"),
            cut_off=tries.left_open,
            conclude=tries.conclude,
            together=self.together,
        )
        settle_ms = int(spec["settle_ms"])
        self.lanes = Lanes(pipeline.handle, pipeline.recover, lambda action: settle_ms, lambda event: None, "storm")

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction for what is done and what is said of it."""
        with writing():
            yield
        self.journal.keep_head()

    def wish(self) -> backlog.Accepted:
        """Accept the wish, and say so."""
        kind, text = ActionKind(self._spec["kind"]), self._spec["text"]
        [owner] = accounts()
        intent = Intent(owner.id, kind, "https://site.test/1", text)
        with self.together():
            found = backlog.accept(intent, Target(TARGET_OF.get(kind, TargetKind.POST), intent.url, "1"), seal, b"key")
            if found.new:
                self.journal.note_action("accepted", found.action)
        self.lanes.wake()
        return found

    async def resting(self) -> None:
        """Wait until no action moves by itself any more."""
        while any(found.state not in CLOSED for found in in_states(list(State))):
            await asyncio.sleep(0.005)

    def text_of(self, action: Action) -> str | None:
        """The text in the clear."""
        if action.sealed_text is None:
            return None
        return unseal(action.sealed_text, backlog.text_place(action.id)).decode()

    async def _perform(self, action: Action) -> Attempt:
        adapter: Any = HandMade(self._spec, self._boundaries)
        return await perform(action, adapter, self.text_of(action), GUARD, lambda post: None)

    async def _verify(self, action: Action, attempt: Attempt) -> Verdict:
        adapter: Any = HandMade(self._spec, self._boundaries)
        return await verify(action, attempt, adapter, self.text_of(action))


async def prepare(spec: dict[str, Any], boundaries: Boundaries) -> dict[str, Any]:
    """Make a store with an account in it, and the first sealed end of its chain."""
    folder = Path(spec["profile"])
    folder.mkdir()
    open_store(folder / "steward.db")
    switched_on("practice", "", "alice")
    Journal(folder / "evidence", folder / "audit.head", seal, unseal, lambda event: None).note("account_added")
    return {}


async def act(spec: dict[str, Any], boundaries: Boundaries) -> dict[str, Any]:
    """Wish, and see it through."""
    storm = _open(spec, boundaries)
    lanes = asyncio.create_task(storm.lanes.run())
    storm.wish()
    boundaries.say("acknowledged")
    await storm.resting()
    lanes.cancel()
    return _told(storm)


async def recover(spec: dict[str, Any], boundaries: Boundaries) -> dict[str, Any]:
    """Start after a death, let everything come to rest, and wish the same again."""
    storm = _open(spec, boundaries)
    left = chain.verify(storm.head, unseal)
    recovery.interrupt_stale("")
    lanes = asyncio.create_task(storm.lanes.run())
    await storm.resting()
    rested = len(in_states(list(State)))
    new = storm.wish().new
    await storm.resting()
    lanes.cancel()
    return {**_told(storm), "chain_left": left.reason, "rested": rested, "new": new}


def _open(spec: dict[str, Any], boundaries: Boundaries) -> Storm:
    boundaries.guard(Path(spec["profile"]))
    open_store(Path(spec["profile"]) / "steward.db")
    storm = Storm(spec, boundaries)
    storm.lanes.at_once, storm.lanes.open = 2, True
    return storm


def _told(storm: Storm) -> dict[str, Any]:
    report = chain.verify(storm.head, unseal)
    return {"chain": report.reason, "states": [found.state for found in in_states(list(State))]}


PARTS = {"storm_prepare": prepare, "storm_act": act, "storm_recover": recover}
