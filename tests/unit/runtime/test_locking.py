"""The vault locks by itself when nobody is there, by one's word, and never in the middle of an act."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from automation import commands
from automation.runtime import Runtime
from automation.runtime.idle import Idle
from automation.vault import pin
from automation.vault.keys import Cost
from models import clock, settings
from models.audit import entries
from models.errors import BadInput, VaultLocked

PASSPHRASE = "four calm grey herons"
MINUTE_MS = 60_000
Move = Callable[[int], None]


@pytest.fixture
def later() -> Iterator[Move]:
    """The true clock, and how far a test has moved it (ms)."""
    moved = [0]
    before = clock.use(lambda: 0)
    clock.use(lambda: before() + moved[0])

    def move(ms: int) -> None:
        moved[0] += ms

    yield move
    clock.use(before)


@pytest.fixture
async def runtime(runtime: Runtime) -> Runtime:
    """An engine with an open vault; its ticks are the test's."""
    runtime.house.vault.init(PASSPHRASE, False, Cost(memory_kib=64, passes=1, lanes=1))
    return runtime


async def tick(runtime: Runtime) -> bool:
    """One tick of the engine; whether the vault is locked now."""
    await runtime._tick()
    return runtime.house.vault.locked


async def test_nobody_for_so_many_minutes_locks_the_vault(runtime: Runtime, later: Move) -> None:
    await runtime.do(commands.SetSetting("auto_lock_minutes", "5"))
    later(4 * MINUTE_MS)
    assert not await tick(runtime)
    later(MINUTE_MS)
    assert await tick(runtime)
    assert [e.body for e in entries() if e.kind == "vault_locked"] == [{"by": "idle"}]
    with pytest.raises(VaultLocked):
        await runtime.do(commands.Submit(1, "like", "http://127.0.0.1:9/posts/1"))
    await runtime.do(commands.VaultUnlock(PASSPHRASE))
    assert not await tick(runtime)


@pytest.mark.parametrize(
    ("command", "counts"),
    [(commands.Present(), True), (commands.SetSetting("theme", "dark"), True), (commands.Status(), False)],
)
async def test_only_what_a_person_does_puts_it_off(runtime: Runtime, later: Move, command: Any, counts: bool) -> None:
    await runtime.do(commands.SetSetting("auto_lock_minutes", "5"))
    later(4 * MINUTE_MS)
    await runtime.do(command)
    later(MINUTE_MS)
    assert await tick(runtime) is not counts


async def test_it_never_locks_unless_it_is_told_to(runtime: Runtime, later: Move) -> None:
    later(10**10)
    assert not await tick(runtime)


def test_a_clock_that_is_put_back_begins_anew(runtime: Runtime, later: Move) -> None:
    settings.put("auto_lock_minutes", 5)
    idle = Idle()
    later(-100 * MINUTE_MS)
    assert not idle.is_over()
    later(4 * MINUTE_MS)
    assert not idle.is_over()
    later(MINUTE_MS)
    assert idle.is_over()


async def test_locking_waits_for_the_act_that_runs_and_the_kill_switch_holds(runtime: Runtime) -> None:
    lanes = runtime.house.lanes
    lanes.open = True
    goes_on, ended = asyncio.Event(), asyncio.Event()

    async def act() -> None:
        await goes_on.wait()
        assert not runtime.house.vault.locked
        ended.set()

    lanes._running[1] = asyncio.create_task(act())
    locking = asyncio.create_task(runtime.do(commands.VaultLock()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not runtime.house.vault.locked
    lanes.open = False  # the kill switch, pressed meanwhile
    goes_on.set()
    await locking
    assert (ended.is_set(), runtime.house.vault.locked, lanes.open) == (True, True, False)
    lanes._running.clear()


async def test_the_pin_is_asked_of_the_engine(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("automation.vault.pin.COST", Cost(memory_kib=64, passes=1, lanes=1))
    with pytest.raises(BadInput, match="pin_not_set"):
        await runtime.do(commands.CheckPin("4711"))
    await runtime.do(commands.SetPin("4711"))
    status = await runtime.do(commands.Status())
    assert isinstance(status, dict)
    assert status["pin"] is True
    asked = await asyncio.gather(*(runtime.do(commands.CheckPin(f"000{n}")) for n in range(5)))
    assert [answer["wait_s"] > 0 for answer in asked if isinstance(answer, dict)] == [False, False, True, True, True]
    assert [e.kind for e in entries()].count("pin_wrong") == 3
    assert "4711" not in "".join(str(e.body) for e in entries())
    await runtime.do(commands.SetPin(None))
    assert not runtime.house.vault.locked


@pytest.mark.parametrize("new", ["9876", None])
async def test_a_guess_under_way_brings_no_old_pin_back(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, new: str | None
) -> None:
    monkeypatch.setattr("automation.vault.pin.COST", Cost(memory_kib=64, passes=1, lanes=1))
    await runtime.do(commands.SetPin("4711"))
    looked_at, goes_on, real = threading.Event(), threading.Event(), pin.stretched

    def slow(*given: Any) -> bytes:
        if not looked_at.is_set():
            looked_at.set()
            goes_on.wait(30)
        return real(*given)

    monkeypatch.setattr(pin, "stretched", slow)
    guess = asyncio.create_task(runtime.do(commands.CheckPin("4711")))
    await asyncio.to_thread(looked_at.wait, 30)
    change = asyncio.create_task(runtime.do(commands.SetPin(new)))
    await asyncio.wait([change], timeout=0.3)
    goes_on.set()
    await guess
    await change
    assert pin.is_set(runtime.profile.folder) is (new is not None)
    assert new is None or pin.check(runtime.profile.folder, new).ok
