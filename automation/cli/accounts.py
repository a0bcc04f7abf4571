"""`steward accounts`: the accounts you operate."""

from __future__ import annotations

import sys
from typing import Any

import click

from automation import commands
from automation.cli.door import ask, engine, reading, reading_beside, wait
from automation.cli.keeping import add_tagging
from automation.cli.lists import public_row
from automation.cli.noun_groups import add_list, add_show, shown
from automation.cli.output import Said
from automation.cli.typed import moment, secret, secret_options
from models import ids
from models.account import account, find_account
from models.brand import find_brand
from models.enums import Lifecycle
from models.errors import BadInput
from models.proxy import find_proxy
from models.review import open_reviews
from models.secret import columns_sealed
from models.tag import tags_of


@click.group()
def accounts() -> None:
    """The accounts you operate."""


def _more(number: int) -> dict[str, Any]:
    sealed = columns_sealed("accounts", number)
    return {
        "has_password": "password" in sealed,
        "sealed": sealed,
        "tags": [public_row("tags", tag) for tag in tags_of("accounts", number)],
        "reviews": [public_row("reviews", review) for review in open_reviews(number)],
    }


add_list(accounts, "accounts")
add_show(accounts, "accounts", _more)
add_list(accounts, "account_states", "states", of="account_id")
add_tagging(accounts, "accounts", "an account")


@accounts.command()
@click.argument("platform")
@click.argument("username")
@click.option("--base-url", metavar="U", help="Where the site lives, for platforms with many addresses.")
@click.option("--brand", metavar="B", help="The brand that it belongs to.")
@click.option("--proxy", metavar="P", help="The proxy that it goes through.")
@secret_options
@click.pass_obj
def add(said: Said, /, platform: str, username: str, base_url: str | None, **given: Any) -> None:
    """Keep an account you operate; its first sign-in switches it on."""
    password = secret(given["password_stdin"], given["password_file"])
    reading(said)
    brand = None if given["brand"] is None else find_brand(given["brand"]).id
    proxy = None if given["proxy"] is None else find_proxy(given["proxy"]).id
    reply = ask(said, commands.AddAccount(platform, username, base_url, password, brand, proxy))
    reading_beside(said)
    handle, words = account(reply["account"]).handle, "is kept, off until its first sign-in."
    next_step = f"Say by what right you run it: steward accounts authorise {handle}"
    said.show(shown("accounts", reply["account"]), f"{handle} {words} {next_step}")


@accounts.command()
@click.argument("name")
@click.option("--own", is_flag=True, help="It is your own.")
@click.option("--client", "note", metavar="NOTE", help="You run it for somebody; the note names the mandate.")
@click.option("--until", metavar="DATE", help="When the mandate ends; ISO 8601.")
@click.pass_obj
def authorise(said: Said, name: str, own: bool, note: str | None, until: str | None) -> None:
    """Record by what right you run an account."""
    if own == (note is not None):
        raise BadInput("own_or_client")
    number = _number(said, name)
    ask(said, commands.Authorise(number, "own" if own else "client", note or "", moment(until)))
    _tell(said, number, "is authorised.")


@accounts.command("sign-in")
@click.argument("name")
@click.option("--with-vault", is_flag=True, help="Fill in the password that the vault keeps.")
@click.pass_obj
def sign_in(said: Said, name: str, with_vault: bool) -> None:
    """Sign an account in; without --with-vault you do it yourself in a visible browser."""
    number = _number(said, name)
    if with_vault:
        ask(said, commands.SignIn(number, True))
    else:
        wait(_by_person(said, number))
    _tell(said, number, "is signed in.")


@accounts.command("sign-out")
@click.argument("name")
@click.pass_obj
def sign_out(said: Said, name: str) -> None:
    """Sign an account out here: its open page closes and its kept session is deleted, after an act under way.

    The site is not told, and may keep the session open on its side. Backups that were made before keep it, sealed,
    for as long as they are kept.
    """
    number = _number(said, name)
    ask(said, commands.SignOut(number))
    _tell(said, number, "is signed out here.")


async def _by_person(said: Said, number: int) -> None:
    """The page opens in a visible browser; Return in the terminal says that you are done."""
    if not sys.stdin.isatty():
        raise BadInput("needs_terminal")
    async with engine(said, visible=True) as do:
        await do(commands.SignIn(number))
        click.prompt("Sign in on the page, then press Return", default="", show_default=False, err=True)
        await do(commands.ClosePage(number, keep=True))


@accounts.command()
@click.argument("name", required=False)
@click.pass_obj
def pause(said: Said, name: str | None) -> None:
    """Rest an account, or all of them."""
    ask(said, commands.Pause(_number(said, name) if name else None, True))
    said.show({"paused": True}, "Paused.")


@accounts.command()
@click.argument("name", required=False)
@click.pass_obj
def resume(said: Said, name: str | None) -> None:
    """Say that an account may go on; that answers its challenge or stop."""
    number = _number(said, name) if name else None
    ask(said, commands.Pause(number, False))
    if number is not None:
        reading_beside(said)
    said.show({"paused": False}, f"Resumed.{'' if number is None else _if_off(number)}")


@accounts.command()
@click.argument("name")
@click.option("--auto-approve", metavar="KINDS", help="Kinds that need no approval, by comma; empty for none.")
@click.option("--cap", "caps", multiple=True, metavar="CLASS/hour|day=N", help="Lower a limit.")
@click.option("--quiet-hours", metavar="22:00-07:00", help="When nothing is clicked; empty for the setting.")
@click.option("--zone", metavar="ZONE", help="The account's time zone, as Europe/Paris.")
@click.option("--enabled/--disabled", default=None)
@click.option("--brand", metavar="B", help="The brand that it belongs to; empty for none.")
@click.option("--password-stdin", is_flag=True)
@click.pass_obj
def edit(said: Said, /, name: str, password_stdin: bool, **given: Any) -> None:
    """Change what you may change of an account."""
    number = _number(said, name)
    changes: dict[str, Any] = {}
    if given["auto_approve"] is not None:
        changes["auto_approve"] = [k.strip() for k in given["auto_approve"].split(",") if k.strip()]
    if given["caps"]:
        changes["caps"] = {**account(number).caps, **dict(_cap(text) for text in given["caps"])}
    for key in ("quiet_hours", "zone"):
        if given[key] is not None:
            changes[key] = given[key] or None
    if given["brand"] is not None:
        changes["brand_id"] = find_brand(given["brand"]).id if given["brand"] else None
    if given["enabled"] is not None:
        changes["enabled"] = given["enabled"]
    if password_stdin:
        changes["password"] = secret(True, None)
    if not changes:
        raise BadInput("nothing_to_change", name)
    ask(said, commands.EditAccount(number, changes))
    _tell(said, number, "is changed.")


def _cap(text: str) -> tuple[str, int]:
    name, equals, value = text.partition("=")
    if not equals or not value.isdigit():
        raise BadInput("bad_cap", text)
    return name, int(value)


@accounts.command()
@click.argument("name")
@click.argument("what", type=click.Choice(("email", "birthday")))
@click.pass_obj
def reveal(said: Said, name: str, what: str) -> None:
    """Show what is kept sealed of an account; that it was shown goes on record."""
    number = _number(said, name)
    text = ask(said, commands.RevealAccount(number, what))["text"]
    said.show({"id": ids.public("accounts", number), "what": what, "text": text}, text)


@accounts.command()
@click.argument("name")
@click.pass_obj
def remove(said: Said, name: str) -> None:
    """Remove an account, and what waits for it; one with history is switched off and keeps it."""
    number = _number(said, name)
    ask(said, commands.RemoveAccount(number))
    said.show({"id": ids.public("accounts", number)}, "Removed.")


@accounts.command()
@click.argument("name")
@click.argument("state", type=click.Choice([str(state) for state in Lifecycle]))
@click.option("--reason", default="", metavar="WORDS", help="Why, for the record.")
@click.pass_obj
def move(said: Said, name: str, state: str, reason: str) -> None:
    """Move an account to a state of its life; who did it is kept under: accounts states."""
    number = _number(said, name)
    ask(said, commands.MoveAccount(number, state, reason))
    _tell(said, number, f"is {state}.")


def _number(said: Said, name: str) -> int:
    reading(said)
    return find_account(name).id


def _tell(said: Said, number: int, words: str) -> None:
    reading_beside(said)
    said.show(shown("accounts", number), f"{account(number).handle} {words}{_if_off(number)}")


def _if_off(number: int) -> str:
    """What else is to be said of an account that is off, because nothing else shows why it rests."""
    found = account(number)
    return "" if found.enabled else f" It is off and does nothing: steward accounts edit {found.handle} --enabled"
