"""What a cut-off try becomes, decided without a browser."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from automation.engine import tries
from automation.engine.perform import perform
from automation.queue import backlog, recovery
from automation.queue.lanes import Lanes
from automation.values import Action, Observation
from models.action import action, move
from models.attempt import attempts_of
from models.enums import ActionKind, Outcome, State, Toggle, Truth
from models.errors import StewardError
from tests.crash.storm_parts import GUARD, HandMade
from tests.fakes.house import hand

pytestmark = pytest.mark.usefixtures("store")

LIKE, COMMENT = ActionKind.LIKE, ActionKind.COMMENT


def running(kind: ActionKind = LIKE) -> Action:
    """A claimed action."""
    alice = hand()
    alice.want(kind, text="Hello" if kind is COMMENT else None)
    found = backlog.claim(alice.account.id, "an engine")
    assert found is not None
    return found


def ended(found: Action, outcome: Outcome) -> None:
    """A try that came to an end of its own."""
    number = tries.begin(found, GUARD)
    tries.end(found, number, outcome, 700, clicked=outcome is Outcome.PERFORMED)


def outcomes(found: Action) -> list[Outcome]:
    return [row.outcome for row in attempts_of(found.id)]


def test_an_open_try_is_waited_out_from_when_it_was_seen_to_be_cut_off(time: list[int]) -> None:
    found = running()
    tries.begin(found, GUARD)
    time[0] += 9_000  # the click may have come as late as this
    recovery.interrupt_stale("another engine")
    assert recovery.ready_at(action(found.id), 2_000) == time[0] + 2_000


def test_a_try_that_ended_is_waited_out_from_its_end_and_none_is_not_waited_out(time: list[int]) -> None:
    found = running()
    assert recovery.ready_at(found, 2_000) == 0
    ended(found, Outcome.PERFORMED)
    end = time[0] + 700
    time[0] += 60_000
    recovery.interrupt_stale("another engine")
    assert recovery.ready_at(action(found.id), 2_000) == end + 2_000


def test_an_open_try_that_left_nothing_is_made_once_more_and_only_once() -> None:
    found = running()
    for again, now in ((True, Outcome.ABANDONED), (False, Outcome.PERFORMED)):
        tries.begin(found, GUARD)
        attempt = tries.cut_off(found)
        assert attempt is not None
        assert tries.conclude(found, attempt, Truth.ABSENT) is again
        assert outcomes(found)[-1] is now


@pytest.mark.parametrize("truth", [Truth.CONFIRMED, Truth.UNCLEAR])
def test_a_try_that_a_look_has_settled_stays_open_no_longer(truth: Truth) -> None:
    found = running()
    tries.begin(found, GUARD)
    attempt = tries.cut_off(found)
    assert attempt is not None
    assert not tries.conclude(found, attempt, truth)
    assert outcomes(found) == [Outcome.PERFORMED]
    tries.begin(found, GUARD)  # a person may have it tried anew


def test_a_click_known_to_have_gone_out_is_made_again_only_on_a_persons_word() -> None:
    found = running(COMMENT)
    ended(found, Outcome.PERFORMED)
    attempt = tries.cut_off(found)
    assert attempt is not None
    assert not tries.conclude(found, attempt, Truth.ABSENT)
    move(found.id, State.UNCONFIRMED, code="not_found_afterwards")
    asked = backlog.reopen(found.id)
    assert tries.conclude(asked, attempt, Truth.ABSENT)
    assert outcomes(found) == [Outcome.ABANDONED]


class Shows(HandMade):
    """A page on which the like is there already."""

    def __init__(self) -> None:
        self.page, self.clicked = Any, False

    async def observe(self, kind: ActionKind, text: str | None = None) -> Observation:
        return Observation(toggle=Toggle.ON)


@pytest.mark.parametrize(("cut_off", "outcome"), [(False, Outcome.ALREADY), (True, Outcome.PERFORMED)])
async def test_what_came_late_after_a_cut_off_try_was_ours(
    monkeypatch: pytest.MonkeyPatch, cut_off: bool, outcome: Outcome
) -> None:
    found = running()
    if cut_off:
        tries.begin(found, GUARD)
        attempt = tries.cut_off(found)
        assert attempt is not None
        tries.conclude(found, attempt, Truth.ABSENT)

    async def no_picture(*_: Any) -> bytes:
        return b""

    monkeypatch.setattr("automation.engine.perform.take", no_picture)
    adapter: Any = Shows()
    done = await perform(found, adapter, None, GUARD, lambda post: None)
    assert (done.outcome, done.clicked) == (outcome, False)


def test_trouble_before_the_page_is_a_failed_try_and_after_the_click_an_open_one() -> None:
    found, trouble = running(), StewardError("browser_died")
    assert tries.fail(found, trouble).outcome is Outcome.FAILED
    assert outcomes(found) == [Outcome.FAILED]
    tries.begin(found, GUARD)
    with pytest.raises(StewardError, match="browser_died"):
        tries.fail(found, trouble)
    assert outcomes(found) == [Outcome.FAILED, Outcome.STARTED]


async def test_lanes_start_nothing_while_they_are_not_able() -> None:
    alice, able, begun = hand(), [False], asyncio.Event()
    wanted = alice.want(LIKE).action

    async def handle(found: Action) -> None:
        move(found.id, State.CONFIRMED)
        begun.set()

    lanes = Lanes(handle, handle, lambda found: 0, lambda event: None, "an engine", lambda: able[0])
    lanes.open = True
    serving = asyncio.create_task(lanes.run())
    try:
        await asyncio.sleep(0)  # its first round
        assert action(wanted.id) == replace(wanted, state=State.QUEUED)
        able[0] = True
        lanes.wake()
        await asyncio.wait_for(begun.wait(), 30)
    finally:
        serving.cancel()
        await asyncio.wait([serving])
