"""Commands about accounts: add, edit, authorise, rest, sign in and out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from automation import commands
from automation.engine import sign_in
from automation.events import AccountChanged, ReviewChanged
from automation.lifecycle import health
from automation.queue import backlog
from automation.runtime.account_fields import check_fields
from automation.runtime.house import House
from automation.runtime.long_work import aside
from automation.runtime.packs import instance_of
from automation.vault import kept
from models import clock
from models.account import Account, account, accounts, add_account, change_account, remove_account
from models.action import in_states
from models.action import page as actions_page
from models.base import exists
from models.brand import brand
from models.erasing import empty_log
from models.errors import BadInput, SiteError, SiteStop, StewardError
from models.ledger import acted_among
from models.proxy import assign_proxy
from models.review import was_asked_about
from models.sentences import sentences
from models.session import awaits_session, session_saved_at

REVEALED = ("email", "birthday")
# Who reads the store for longer, such as a backup, is not waited for.
LOG_PATIENCE_S = 1.0
# What an act meets is tried again; a sign-in stands in no queue.
_TRIED_AGAIN = frozenset({"not_clickable", "page_unreachable", "page_unready", "site_refused"})


def password_place(account_id: int) -> str:
    """Where the vault says an account's password belongs."""
    return f"accounts|{account_id}|password"


async def add(house: House, command: commands.AddAccount) -> dict[str, Any]:
    """Keep a new account, with its password sealed where one is given."""
    instance = instance_of(command.base_url)
    house.packs.get(command.platform, command.base_url)
    if command.password is not None:
        house.require_vault()
    with house.together():
        made = add_account(command.platform, instance, command.username, command.base_url)
        if command.password is not None:
            _keep_password(house, made.id, command.password)
        if command.brand is not None:
            change_account(made.id, brand_id=brand(command.brand).id, brand_at=clock.now())
        if command.proxy is not None:
            assign_proxy(made.id, command.proxy)
        _changed(house, made.id, "account_added", platform=made.platform)
    return {"account": made.id}


async def edit(house: House, command: commands.EditAccount) -> dict[str, Any]:
    """Change what a person may change of an account."""
    changes = dict(command.changes)
    check_fields(account(command.account), changes)
    password = changes.pop("password", None)
    if "brand_id" in changes:
        changes["brand_at"] = None if changes["brand_id"] is None else clock.now()
    if password is not None:
        house.require_vault()
    with house.together():
        if password is not None:
            _keep_password(house, command.account, password)
        if changes:
            change_account(command.account, **changes)
        _changed(house, command.account, "account_edited", fields=sorted(command.changes))
    house.ask_again(command.account)
    return {}


def _keep_password(house: House, account_id: int, password: str) -> None:
    kept.keep(house.vault, password_place(account_id), password.encode())


async def authorise(house: House, command: commands.Authorise) -> dict[str, Any]:
    """Record the authority to run an account; what was held for want of it is asked again."""
    account(command.account)
    with house.together():
        health.authorise(command.account, command.kind, command.note, command.until)
        _changed(house, command.account, "authorised", right=command.kind, until=command.until)
    house.ask_again(command.account)
    return {}


async def reveal(house: House, command: commands.RevealAccount) -> dict[str, Any]:
    """Unseal what an older system knew of an account, for the person who reads it; a password is never told."""
    if command.what not in REVEALED:
        raise BadInput("bad_answer", command.what)
    house.require_vault()
    owner = account(command.account)
    found = kept.recall(house.vault, f"accounts|{owner.id}|{command.what}")
    if found is None:
        raise BadInput("not_known_of_account", owner.handle, what=command.what)
    house.journal.note("account_revealed", owner.id, what=command.what)
    return {"text": found.decode()}


async def remove(house: House, command: commands.RemoveAccount) -> dict[str, Any]:
    """Remove an account once its act under way has ended; one with a history keeps it and is switched off."""
    found = account(command.account)
    async with _resting(house, found):
        await house.live.give_back(found.id)
        with house.together():
            _take_away(house, found)
        await house.desk.forget(found)
    await aside(partial(empty_log, house.profile.folder, LOG_PATIENCE_S))
    return {}


def _take_away(house: House, found: Account) -> None:
    kept.drop_all("accounts", found.id)
    sign_in.drop(found.id)
    for waiting in in_states(sorted(backlog.WITHDRAWABLE), found.id):
        house.journal.note_action("cancelled", backlog.cancel(waiting.id), by="account_removed")
    # The ledger knows what was done when retention has let go of the acts, and knows it by the account's id.
    if actions_page({"account_id": found.id}, 1) or was_asked_about(found.id) or acted_among([found.id]):
        change_account(found.id, enabled=False, authority_kind=None)
    else:
        remove_account(found.id)
    _changed(house, found.id, "account_removed")


async def pause(house: House, command: commands.Pause) -> dict[str, Any]:
    """Rest one account or all, or let it go on on a person's word."""
    chosen = accounts() if command.account is None else [account(command.account)]
    for one in chosen:
        with house.together():
            if command.on:
                change_account(one.id, paused=True)
            elif command.account is None:
                change_account(one.id, paused=False)  # a word for all is no answer to one account's challenge
            else:
                health.resumed(one.id, "operator")
                house.announce(ReviewChanged(one.id, "resumed"))
            _changed(house, one.id, "paused" if command.on else "resumed")
        house.ask_again(one.id)
    return {}


async def sign_in_account(house: House, command: commands.SignIn) -> dict[str, Any]:
    """Sign in with the vault's password now, or open the page for a person to do it."""
    house.require_vault()
    owner = account(command.account)
    if not command.with_vault:
        pack = house.packs.of(owner)
        await house.live.take_over(owner, pack.address("sign_in", {"me": owner.username}))
        return {"live": True}
    password = _password(house, owner)
    try:
        with house.lanes.holding(owner.id):
            await house.lanes.at_rest(owner.id)
            await house.desk.forget(owner)
            async with house.desk.adapter(owner) as adapter:
                await sign_in.with_password(adapter, password)
                await signed_in(house, owner)
    except StewardError as error:
        house.journal.note("sign_in_failed", owner.id, code=error.code)
        if isinstance(error, SiteStop):
            health.stopped(owner.id, error.code, None)
            house.announce(ReviewChanged(owner.id, error.code))
        if error.code in _TRIED_AGAIN:
            reason = sentences()[error.code]["what"]
            raise SiteError("sign_in_broke_off", owner.handle, reason=reason, was=error.code) from error
        raise
    return {"live": False}


async def signed_in(house: House, owner: Account) -> None:
    """Seal the session that the account's page has now; the first one of a new account switches it on."""
    await house.desk.keep(owner)
    with house.together():
        if awaits_session(owner.id):
            change_account(owner.id, enabled=True)
            house.journal.note("account_enabled", owner.id, by="first_session")
        health.signed_in(owner.id)
        _changed(house, owner.id, "signed_in")
    house.ask_again(owner.id)


async def sign_out(house: House, command: commands.SignOut) -> dict[str, Any]:
    """Forget an account's session, once its act under way has ended; the site itself is not told."""
    owner = account(command.account)
    async with _resting(house, owner):
        if session_saved_at(owner.id) is None and not house.desk.has_context(owner):
            raise BadInput("not_signed_in", owner.handle)
        await house.live.give_back(owner.id)
        await _forget_session(house, owner)
    house.ask_again(owner.id)
    return {}


@asynccontextmanager
async def _resting(house: House, owner: Account) -> AsyncIterator[None]:
    """Hold an account's lane once its act under way has ended; BadInput sign_in_under_way."""
    with house.lanes.holding(owner.id):
        await house.lanes.at_rest(owner.id)
        if owner.id in house.desk.open and owner.id not in house.live.held:
            raise BadInput("sign_in_under_way", owner.handle)
        yield


async def _forget_session(house: House, owner: Account) -> None:
    with house.together():
        sign_in.drop(owner.id)
        health.signed_out(owner.id)
        _changed(house, owner.id, "signed_out")
    await house.desk.forget(owner)  # after the kept session, so that no new page begins from it
    await aside(partial(empty_log, house.profile.folder, LOG_PATIENCE_S))


def _password(house: House, owner: Account) -> str:
    found = kept.recall(house.vault, password_place(owner.id))
    if found is None:
        raise BadInput("password_missing", owner.handle)
    return found.decode()


def _changed(house: House, account_id: int, kind: str, **body: Any) -> None:
    house.journal.note(kind, account_id if exists("accounts", account_id) else None, **body)
    house.announce(AccountChanged(account_id))


HANDLERS = {
    commands.AddAccount: add,
    commands.EditAccount: edit,
    commands.Authorise: authorise,
    commands.RevealAccount: reveal,
    commands.RemoveAccount: remove,
    commands.Pause: pause,
    commands.SignIn: sign_in_account,
    commands.SignOut: sign_out,
}
