"""A vault that locks leaves no page signed in, and cuts no act off for it."""

from __future__ import annotations

import asyncio

import pytest

from automation import commands
from models.account import account
from models.errors import VaultLocked
from tests.e2e.corridor import PASSPHRASE, Corridor, state_of


async def test_nothing_stays_signed_in_behind_a_locked_vault(house: Corridor) -> None:
    alice, inside = house.accounts["alice"], house.runtime.house
    await house.do(commands.OpenPage(alice))
    page = inside.desk.open[alice].page
    await house.do(commands.VaultLock())
    assert inside.live.held == []
    assert not inside.desk.has_context(account(alice))
    assert page.is_closed()
    with pytest.raises(VaultLocked, match="vault_locked"):
        await house.do(commands.OpenPage(alice))
    await house.do(commands.VaultUnlock(PASSPHRASE))
    assert state_of(await house.act("like", house.post(1))) == ("confirmed", None), "the kept session serves again"


async def test_an_act_under_way_ends_before_the_vault_locks(house: Corridor) -> None:
    alice, inside = house.accounts["alice"], house.runtime.house
    house.site.control("slow", user="alice", verb="like", after_ms=1500, times=1)
    queued = await house.submit("like", house.post(1))
    while not house.arrived("like"):
        await asyncio.sleep(0.02)
    await house.do(commands.VaultLock())
    assert state_of(await house.receipt(queued["action"])) == ("confirmed", None)
    assert not inside.desk.has_context(account(alice))


async def test_a_sign_in_under_way_ends_before_its_page_closes(house: Corridor) -> None:
    owner, inside = account(house.accounts["alice"]), house.runtime.house
    async with inside.desk.adapter(owner) as adapter:
        await house.do(commands.VaultLock())
        assert not adapter.page.is_closed()
    assert not inside.desk.has_context(owner)
