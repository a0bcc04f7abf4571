"""Signing out, or going for good: the session is gone from disk and browser, and no act is cut off for it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from automation import commands
from automation.engine.sign_in import session_place
from models.account import account, change_account
from models.audit import entries
from models.enums import Health
from models.errors import BadInput
from models.session import session_envelope
from tests.e2e.corridor import Corridor, state_of


def holders(folder: Path, needle: bytes) -> list[str]:
    """The files of a profile in which something stands."""
    return [path.name for path in folder.rglob("*") if path.is_file() and needle in path.read_bytes()]


async def test_after_a_sign_out_nothing_of_the_session_is_left(house: Corridor) -> None:
    alice, inside = house.accounts["alice"], house.runtime.house
    sealed = session_envelope(alice)
    assert sealed is not None
    state = json.loads(inside.vault.unseal(sealed, session_place(alice)))
    cookies = [cookie["value"].encode() for cookie in state["cookies"]]
    assert cookies
    folder = inside.profile.folder
    assert holders(folder, sealed), "else its absence proves nothing"
    await house.do(commands.SignOut(alice))
    assert [holders(folder, needle) for needle in (sealed, *cookies)] == [[]] * (1 + len(cookies))
    assert not inside.desk.has_context(account(alice))
    queued = await house.submit("like", house.post(1))
    waiting = await house.receipt(queued["action"])
    assert state_of(waiting) == ("held", "signed_out_here"), "policy says why, and no page is asked"
    assert house.arrived("like") == []
    assert [entry.account_id for entry in entries(kind="signed_out")] == [alice]
    with pytest.raises(BadInput, match="not_signed_in"):
        await house.do(commands.SignOut(alice))
    await house.do(commands.SignIn(alice, with_vault=True))
    assert state_of(await house.receipt(queued["action"])) == ("confirmed", None)


@pytest.mark.parametrize("command", [commands.SignOut, commands.RemoveAccount])
async def test_an_act_under_way_ends_first(
    house: Corridor, command: type[commands.SignOut | commands.RemoveAccount]
) -> None:
    alice = house.accounts["alice"]
    house.site.control("slow", user="alice", verb="like", after_ms=1500, times=1)
    queued = await house.submit("like", house.post(1))
    while not house.arrived("like"):
        await asyncio.sleep(0.02)
    await house.do(command(alice))
    assert state_of(await house.receipt(queued["action"])) == ("confirmed", None)
    assert house.arrived("like") == ["post:1"]
    assert session_envelope(alice) is None


async def test_a_page_in_a_persons_hands_closes_and_its_session_goes_with_it(house: Corridor) -> None:
    alice = house.accounts["alice"]
    await house.do(commands.OpenPage(alice))
    await house.do(commands.SignOut(alice))
    assert house.runtime.house.live.held == []
    with pytest.raises(BadInput, match="page_not_held"):
        await house.do(commands.ClosePage(alice, keep=True))
    assert session_envelope(alice) is None


@pytest.mark.parametrize("command", [commands.SignOut, commands.RemoveAccount])
async def test_a_sign_in_under_way_is_not_cut_off(
    house: Corridor, command: type[commands.SignOut | commands.RemoveAccount]
) -> None:
    owner = account(house.accounts["alice"])
    async with house.runtime.house.desk.adapter(owner) as adapter:
        with pytest.raises(BadInput, match="sign_in_under_way"):
            await house.do(command(owner.id))
        assert not adapter.page.is_closed()
    assert session_envelope(owner.id) is not None


async def test_what_a_site_has_said_outlives_the_sign_out_and_the_sign_in(house: Corridor) -> None:
    alice = house.accounts["alice"]
    change_account(alice, health=Health.CHALLENGED, health_code="challenged")
    await house.do(commands.SignOut(alice))
    await house.do(commands.SignIn(alice, with_vault=True))
    assert account(alice).health is Health.CHALLENGED


async def test_a_pause_outlives_the_sign_out_and_the_sign_in(house: Corridor) -> None:
    alice = house.accounts["alice"]
    await house.do(commands.Pause(alice))
    await house.do(commands.SignOut(alice))
    await house.do(commands.SignIn(alice, with_vault=True))
    found = account(alice)
    assert (found.health, found.paused) == (Health.OK, True)
