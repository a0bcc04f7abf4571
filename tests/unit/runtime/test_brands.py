"""A brand holds what its accounts would do, and lets it go on when it is active again."""

from __future__ import annotations

from typing import Any

import pytest

from automation import commands
from automation.runtime import Runtime
from automation.vault.keys import Cost
from models.action import action
from models.enums import State


@pytest.fixture
async def runtime(runtime: Runtime) -> Runtime:
    """An engine whose lanes do nothing."""
    runtime.house.vault.init("four calm grey herons", False, Cost(memory_kib=64, passes=1, lanes=1))
    return runtime


async def told(runtime: Runtime, command: Any, name: str) -> int:
    reply = await runtime.do(command)
    assert isinstance(reply, dict)
    return int(reply[name])


async def test_a_paused_brand_holds_its_accounts_until_it_is_active(runtime: Runtime) -> None:
    own = await told(runtime, commands.AddAccount("practice", "ann", "http://127.0.0.1:9"), "account")
    await runtime.do(commands.Authorise(own, "own"))
    await runtime.do(commands.EditAccount(own, {"enabled": True}))
    bakery = await told(runtime, commands.Keep("brands", {"name": "Bakery"}), "row")
    await runtime.do(commands.EditAccount(own, {"brand_id": bakery}))
    await runtime.do(commands.Keep("brands", {"status": "paused"}, bakery))
    like = commands.Submit(own, "like", "http://127.0.0.1:9/posts/1", approve=True)
    number = await told(runtime, like, "action")
    assert (action(number).state, action(number).code) == (State.HELD, "brand_paused")
    await runtime.do(commands.Keep("brands", {"status": "active"}, bakery))
    assert action(number).state is State.QUEUED
