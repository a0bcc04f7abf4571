"""The engine against a bare script: one account, adapter and look alone, and four accounts at once."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page

from automation import commands
from automation.engine import sign_in
from automation.platforms.adapter import Adapter
from models import settings
from models.account import account
from models.enums import ActionKind, State, Toggle
from tests.benchmarks import bare
from tests.benchmarks.figures import Figure, paired
from tests.e2e.corridor import Corridor, corridor

PAIRS, ROUNDS = 16, 5
# Each account its own post, so that no two own accounts meet on one.
FOUR = {"alice": 1, "bob": 2, "carol": 4, "dave": 5}


def run() -> list[Figure]:
    """Measure and return the figures."""
    return asyncio.run(_run())


async def _run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder, _site() as site:
        async with corridor(Path(folder), site, *FOUR) as house:
            for name in ("cap_like_hour", "cap_like_day"):
                settings.put(name, 1000)
            house.runtime.house.lanes.at_once = len(FOUR)
            async with _bare_page(house, "alice") as page:
                whole = await _one_account(house, page)
                alone = await _adapter_alone(house, page)
            house.runtime.house.pool.max_open = 2 * len(FOUR)  # ours and the floor's, side by side
            return [whole, alone, await _four_accounts(house)]


@dataclass(frozen=True, slots=True)
class _Site:
    url: str


@contextmanager
def _site() -> Iterator[_Site]:
    """The practice network in a process of its own, so that it takes no time from whoever is measured."""
    command = [sys.executable, "-m", "automation", "practice", "start", "--port", "0", "--json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        yield _Site(json.loads(program.stdout.readline())["url"])
        program.terminate()


@asynccontextmanager
async def _bare_page(house: Corridor, name: str) -> AsyncIterator[Page]:
    """A page of the same browser with the account's session, that nothing of ours has touched."""
    pool, vault = house.runtime.house.pool, house.runtime.house.vault
    state = sign_in.recall(house.accounts[name], vault.unseal)
    async with pool.page(f"bare-{name}", state) as page:
        yield page


async def _one_account(house: Corridor, page: Page) -> Figure:
    post, ours, floor = FOUR["alice"], [], []
    for turn in range(PAIRS):
        floor.append(await _timed(lambda: bare.act(page, house.post(post), True, True)))
        await bare.act(page, house.post(post), False, False)
        ours.append(await _timed(lambda: _act(house, "alice", "like")))
        await _act(house, "alice", "unlike")
        if turn == 0:
            ours.clear(), floor.clear()
    return paired("one verified like with pictures and store", ours, floor, 1.15)


async def _adapter_alone(house: Corridor, page: Page) -> Figure:
    own = account(house.accounts["alice"])
    target = house.runtime.house.packs.of(own).target(ActionKind.LIKE, house.post(FOUR["alice"]))
    ours, floor = [], []
    for turn in range(PAIRS):
        floor.append(await _timed(lambda: bare.act(page, target.url, True, False)))
        await bare.act(page, target.url, False, False)

        async def walk(kind: ActionKind, wanted: Toggle) -> None:
            async with house.runtime.house.desk.adapter(own) as adapter:
                await _walk(adapter, target, kind, wanted)

        ours.append(await _timed(lambda: walk(ActionKind.LIKE, Toggle.ON)))
        await walk(ActionKind.UNLIKE, Toggle.OFF)
        if turn == 0:
            ours.clear(), floor.clear()
    return paired("adapter and verification alone", ours, floor, 1.05)


async def _walk(adapter: Adapter, target: object, kind: ActionKind, wanted: Toggle) -> None:
    await adapter.open(target, kind)  # type: ignore[arg-type]
    await adapter.observe(kind)
    await adapter.prepare(kind)
    await adapter.commit(kind)
    await adapter.settle(kind)
    assert (await adapter.look(target, kind)).toggle is wanted  # type: ignore[arg-type]


async def _four_accounts(house: Corridor) -> Figure:
    """Verified acts a second at four accounts, taken in turn with the floor."""
    ours, floor = [], []
    for _ in range(ROUNDS):
        ours.append(2 * len(FOUR) / await _seconds(lambda: _all(lambda name: _both(house, name))))
        floor.append(2 * len(FOUR) / await _seconds(lambda: _all(lambda name: _both_bare(house, name))))
    middle = sorted(b for b in floor)[ROUNDS // 2]
    ratio = sorted(a / b for a, b in zip(ours, floor, strict=True))[ROUNDS // 2]
    note = f"median of {ROUNDS} rounds"
    return Figure("verified acts a second at four accounts", ratio * middle, middle, "acts/s", 0.9, False, note)


async def _both(house: Corridor, name: str) -> None:
    await _act(house, name, "like")
    await _act(house, name, "unlike")


async def _both_bare(house: Corridor, name: str) -> None:
    async with _bare_page(house, name) as page:
        await bare.act(page, house.post(FOUR[name]), True, True)
        await bare.act(page, house.post(FOUR[name]), False, True)


async def _all(one: Callable[[str], Awaitable[None]]) -> None:
    await asyncio.gather(*(one(name) for name in FOUR))


async def _act(house: Corridor, name: str, kind: str) -> None:
    submit = commands.Submit(house.accounts[name], kind, house.post(FOUR[name]), approve=True)
    number = (await house.do(submit))["action"]
    receipt = await house.do(commands.Receipt(number, 30))
    if receipt["action"]["state"] != State.CONFIRMED:
        raise AssertionError(receipt["action"])


async def _timed(work: Callable[[], Awaitable[None]]) -> float:
    """Milliseconds that it took."""
    return await _seconds(work) * 1000


async def _seconds(work: Callable[[], Awaitable[None]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began
