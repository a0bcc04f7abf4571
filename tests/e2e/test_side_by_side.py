"""Two accounts at once: neither waits for the other, and both leave what the other has taken."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from automation.platforms.adapter import Adapter
from tests.e2e.corridor import Corridor, state_of


async def test_two_accounts_work_side_by_side_and_never_on_one_post(
    house: Corridor, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, clicked, goes_on = Adapter.settle, asyncio.Event(), asyncio.Event()

    async def held(self: Adapter, *given: Any) -> None:
        if self.handle == "alice":
            clicked.set()
            await goes_on.wait()
        await settle(self, *given)

    await house.join("bob")
    monkeypatch.setattr(Adapter, "settle", held)
    slow = await house.submit("like", house.post(4))
    await clicked.wait()
    quick = await house.act("like", house.post(5), who="bob")
    assert state_of(quick) == ("confirmed", None)
    assert slow["action"] in house.runtime.house.lanes.current.values()
    assert (await house.submit("like", house.post(4), who="bob"))["state"] == "refused"
    goes_on.set()
    assert state_of(await house.receipt(slow["action"])) == ("confirmed", None)
