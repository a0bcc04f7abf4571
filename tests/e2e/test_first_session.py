"""A new account is off until a session of it was seen; that switches it on once, and never against a person's word."""

from __future__ import annotations

import pytest

from automation import commands
from automation.cli.output import message
from models.account import account
from models.audit import entries
from models.database import sql
from models.errors import SiteError, SiteStop
from tests.e2e.corridor import Corridor, state_of


async def bobs(house: Corridor, password: str = "practice-bob") -> int:
    """A new account, authorised, that was never signed in."""
    made = await house.do(commands.AddAccount("practice", "bob", house.site.url, password))
    house.accounts["bob"] = number = int(made["account"])
    await house.do(commands.Authorise(number, "own"))
    return number


def switched(number: int) -> list[str]:
    """What the record says switched an account on by itself."""
    return [entry.body["by"] for entry in entries(kind="account_enabled", account_id=number)]


async def test_the_first_sign_in_switches_a_new_account_on_and_what_waited_goes_on(house: Corridor) -> None:
    bob = await bobs(house)
    queued = await house.submit("like", house.post(5), who="bob")
    assert state_of(await house.receipt(queued["action"])) == ("held", "never_signed_in")
    assert not account(bob).enabled
    await house.do(commands.SignIn(bob, with_vault=True))
    assert state_of(await house.receipt(queued["action"])) == ("confirmed", None)
    assert (account(bob).enabled, switched(bob)) == (True, ["first_session"])


async def test_a_sign_in_that_failed_leaves_it_off_and_a_later_one_still_counts(house: Corridor) -> None:
    bob = await bobs(house, "not his password")
    with pytest.raises(SiteError, match="wrong_password"):
        await house.do(commands.SignIn(bob, with_vault=True))
    assert not account(bob).enabled
    await house.do(commands.EditAccount(bob, {"password": "practice-bob"}))
    house.site.control("challenge", user="bob")
    with pytest.raises(SiteStop, match="challenged"):
        await house.do(commands.SignIn(bob, with_vault=True))
    assert not account(bob).enabled
    house.site.control("clear", kind="challenge")
    await house.do(commands.SignIn(bob, with_vault=True))
    assert (account(bob).enabled, switched(bob)) == (True, ["first_session"])


async def test_a_session_that_a_person_made_on_the_page_counts_as_well(house: Corridor) -> None:
    bob = await bobs(house)
    await house.do(commands.SignIn(bob))
    adapter = house.runtime.house.live.adapter(bob)
    await adapter.sign_in("practice-bob")
    await house.do(commands.ClosePage(bob, keep=True))
    assert (account(bob).enabled, switched(bob)) == (True, ["first_session"])


@pytest.mark.parametrize("first", ["off", "on and off", "in and off"])
async def test_what_a_person_switched_off_stays_off(house: Corridor, first: str) -> None:
    bob = await bobs(house)
    if first.startswith("on"):
        await house.do(commands.EditAccount(bob, {"enabled": True}))
    if first.startswith("in"):
        await house.do(commands.SignIn(bob, with_vault=True))
    before = switched(bob)
    await house.do(commands.EditAccount(bob, {"enabled": False}))
    await house.do(commands.SignIn(bob, with_vault=True))
    assert (account(bob).enabled, switched(bob)) == (False, before)
    receipt = await house.act("like", house.post(5), who="bob")
    assert state_of(receipt) == ("held", "account_disabled")


async def test_what_an_import_brought_stays_off(house: Corridor) -> None:
    bob = await bobs(house)
    other = bob + 100  # as imports write it: off, and nobody added it
    sql(
        "INSERT INTO accounts (id, platform, instance, username, username_norm, base_url, enabled, authority_kind,"
        " lifecycle_state, created_at, updated_at) SELECT ?, platform, instance, 'carol', 'carol', base_url, 0, 'own',"
        " 'imported', created_at, updated_at FROM accounts WHERE id = ?",
        (other, bob),
    )
    await house.do(commands.EditAccount(other, {"password": "practice-carol"}))
    await house.do(commands.SignIn(other, with_vault=True))
    assert (account(other).enabled, switched(other)) == (False, [])


async def test_a_sign_in_that_does_not_reach_the_site_says_that_nothing_is_tried_again(house: Corridor) -> None:
    made = await house.do(commands.AddAccount("practice", "carol", "http://127.0.0.1:9", "practice-carol"))
    with pytest.raises(SiteError, match="sign_in_broke_off") as told:
        await house.do(commands.SignIn(int(made["account"]), with_vault=True))
    said = message(told.value.code, told.value.subject, **told.value.facts)
    assert said.startswith("practice:carol is not signed in. The page could not be loaded. Nothing is tried again")
