"""What is late after sleep or a jump of the clock: planned acts come one after another, and leases are kept."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from automation.engine import tries
from automation.queue import backlog, recovery
from automation.queue.backlog import GAP_MS, LATE_MS
from automation.queue.lanes import Lanes
from automation.runtime.upkeep import settle_times, watch_clock
from automation.upkeep.clock_watch import ClockWatch
from automation.values import Action
from models.action import action, move
from models.database import sql
from models.enums import ActionKind, Outcome, State
from tests.crash.storm_parts import GUARD
from tests.fakes.house import Hand, hand

pytestmark = pytest.mark.usefixtures("store")

HOUR_MS = 3_600_000
LIKE = ActionKind.LIKE


def planned(who: Hand, number: int, at: int) -> list[int]:
    return [who.want(LIKE, f"{who.account.id}-{n}", due_at=at + n * 1000).action.id for n in range(number)]


def due(numbers: list[int]) -> list[int]:
    return [action(number).due_at for number in numbers]


def test_planned_acts_that_are_late_go_apart(time: list[int]) -> None:
    alice, bob = hand("alice"), hand("bob")
    of_alice, of_bob = planned(alice, 5, time[0] + HOUR_MS), planned(bob, 2, time[0] + HOUR_MS)
    later = [alice.want(LIKE, "later", due_at=time[0] + 100 * HOUR_MS).action.id]
    time[0] += 8 * HOUR_MS
    assert backlog.space_out() == 5
    assert due(of_alice)[1:] == [time[0] + n * GAP_MS for n in range(1, 5)], "in their order"
    assert due(of_bob)[1:] == [time[0] + GAP_MS], "each account by itself"
    assert len([at for at in due(of_alice + of_bob) if at <= time[0]]) == 2
    assert due(later)[0] > time[0]
    assert backlog.space_out() == 0, "once is enough"


def test_acts_that_were_not_planned_or_are_hardly_late_stay(time: list[int]) -> None:
    alice = hand()
    at_once = [alice.want(LIKE, f"now{n}").action.id for n in range(3)]
    soon = planned(alice, 3, time[0] + 10_000)
    before = due(at_once + soon)
    time[0] += LATE_MS
    assert backlog.space_out() == 0
    assert due(at_once + soon) == before


def test_what_a_clock_that_ran_ahead_has_put_off_is_asked_again_and_plans_stay(time: list[int]) -> None:
    alice, now = hand(), time[0]
    [planned_for] = planned(alice, 1, now + 48 * HOUR_MS)
    delayed, in_time = (alice.want(LIKE, word).action.id for word in ("delayed", "in time"))
    move(in_time, State.QUEUED, code="quiet_hours", due_at=now + HOUR_MS)
    time[0] += 1000 * HOUR_MS
    move(delayed, State.QUEUED, code="rate_limits", due_at=time[0] + HOUR_MS)
    time[0] = now
    settle_times()
    assert due([delayed, in_time, planned_for]) == [now, now + HOUR_MS, now + 48 * HOUR_MS]


class Feeds:
    """A poller that keeps what it is told."""

    def __init__(self) -> None:
        self.jumps: list[int] = []

    def clock_jumped(self, by_ms: int) -> None:
        self.jumps.append(by_ms)


class Rooms:
    """As much of a house as a watched clock needs."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes, self.poller = lanes, Feeds()


@pytest.mark.parametrize("jump_ms", [HOUR_MS, 24 * HOUR_MS, -HOUR_MS, -24 * HOUR_MS])
async def test_a_jump_takes_no_lease_from_what_runs(time: list[int], jump_ms: int) -> None:
    began, may_end = asyncio.Event(), asyncio.Event()

    async def handle(found: Action) -> None:
        began.set()
        await may_end.wait()
        sql("UPDATE actions SET state = 'confirmed' WHERE id = ?", (found.id,))

    lanes = Lanes(handle, handle, lambda _: 0, lambda _: None, "us")
    lanes.open, lanes.at_once = True, 1
    watch, rooms = ClockWatch(lambda: 0.0), Rooms(lanes)
    number = hand().want(LIKE).action.id
    serving = asyncio.create_task(lanes.run())
    await asyncio.wait_for(began.wait(), 30)
    time[0] += jump_ms
    watch_clock(_as_house(rooms), watch)
    assert recovery.interrupt_stale() == []
    assert action(number).state is State.RUNNING
    assert rooms.poller.jumps == [jump_ms]
    may_end.set()
    while lanes.current:
        await asyncio.sleep(0.01)
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    assert action(number).state is State.CONFIRMED


@pytest.mark.parametrize("outcome", [Outcome.STARTED, Outcome.PERFORMED])
def test_a_clock_that_was_put_back_holds_up_no_look(time: list[int], outcome: Outcome) -> None:
    alice = hand()
    alice.want(LIKE)
    claimed = backlog.claim(alice.account.id, "us")
    assert claimed is not None
    number = tries.begin(claimed, GUARD)
    if outcome is not Outcome.STARTED:
        tries.end(claimed, number, outcome, 700, clicked=True)
    recovery.interrupt(claimed.id)
    time[0] -= 24 * HOUR_MS
    assert recovery.ready_at(action(claimed.id), 2_000) <= time[0] + 2_000


def _as_house(rooms: Rooms) -> Any:
    return rooms
