"""A lane that several hold rests until the last of them is done, and a refused sign-out changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from automation import commands
from automation.queue.lanes import Lanes
from automation.runtime import Runtime
from models.account import Account, account, add_account
from models.errors import BadInput
from models.session import keep_session


class Page:
    """A page that the site has answered."""

    url = "https://x.test/"


class Adapter:
    """What a person who takes a page over is given."""

    page = Page()


@pytest.fixture
def mine(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> Account:
    """An account whose page opens without a browser."""
    desk = runtime.house.desk

    @asynccontextmanager
    async def adapter(owner: Account) -> AsyncIterator[Any]:
        desk.open[owner.id] = found = Adapter()  # type: ignore[assignment]
        try:
            yield found
        finally:
            desk.open.pop(owner.id, None)

    monkeypatch.setattr(desk, "adapter", adapter)
    return account(add_account("x", "", "mine", None).id)


def is_held(lanes: Lanes, account_id: int) -> bool:
    """Whether the account's lane would start nothing, were all lanes let go."""
    lanes.open, lanes._able = True, lambda: True
    return not lanes._may_go_on(account_id)


async def test_a_hold_ends_with_the_last_who_asked_for_it(runtime: Runtime, mine: Account) -> None:
    lanes = runtime.house.lanes
    with lanes.holding(mine.id):
        with lanes.holding(mine.id):
            assert is_held(lanes, mine.id)
        assert is_held(lanes, mine.id)
    assert not is_held(lanes, mine.id)


async def test_a_page_that_is_asked_for_again_while_it_opens_is_one_page(
    runtime: Runtime, mine: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, desk = runtime.house.live, runtime.house.desk
    real, seat, opens = desk.adapter, asyncio.Lock(), asyncio.Event()

    @asynccontextmanager
    async def slow(owner: Account) -> AsyncIterator[Any]:
        async with seat:
            await opens.wait()
            async with real(owner) as found:
                yield found

    monkeypatch.setattr(desk, "adapter", slow)
    asked = asyncio.gather(live.take_over(mine), live.take_over(mine))
    await asyncio.sleep(0)
    opens.set()
    async with asyncio.timeout(30):
        await asked
    await live.give_back(mine.id)
    assert live.held == []
    assert not is_held(runtime.house.lanes, mine.id)


async def test_a_refused_sign_out_leaves_the_lane_to_the_sign_in(runtime: Runtime, mine: Account) -> None:
    house = runtime.house
    keep_session(mine.id, b"sealed")
    with house.lanes.holding(mine.id):
        async with house.desk.adapter(mine):
            with pytest.raises(BadInput, match="sign_in_under_way"):
                await runtime.do(commands.SignOut(mine.id))
        assert is_held(house.lanes, mine.id)
    assert not is_held(house.lanes, mine.id)


async def test_a_refused_sign_out_leaves_a_page_in_a_persons_hands(runtime: Runtime, mine: Account) -> None:
    live, lanes = runtime.house.live, runtime.house.lanes
    await live.take_over(mine)
    await live.take_over(mine)
    with pytest.raises(BadInput, match="not_signed_in"):
        await runtime.do(commands.SignOut(mine.id))
    assert live.held == [mine.id]
    assert is_held(lanes, mine.id)
    with lanes.holding(mine.id):
        await live.give_back(mine.id)
        await live.give_back(mine.id)
        assert is_held(lanes, mine.id)
    assert not is_held(lanes, mine.id)
