"""`steward proxies`: network settings of accounts; their passwords go to the vault."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

import click

from automation import commands
from automation.cli.door import ask, reading, reading_beside
from automation.cli.keeping import add_remove, keep
from automation.cli.lists import public_row
from automation.cli.noun_groups import group, shown
from automation.cli.output import Said
from automation.cli.typed import secret, secret_options
from models.account import find_account
from models.brand import brands, find_brand
from models.errors import BadInput
from models.money import MICROS
from models.proxy import MonthlyCost, find_proxy, monthly_costs
from models.secret import columns_sealed

F = TypeVar("F", bound=Callable[..., Any])
_ADDRESS = re.compile(r"(?:(https?|socks5)://)?(?:([^\s:@/]+)@)?(\[[0-9A-Fa-f:.]+\]|[^\s:@/\[\]]+):(\d{1,5})/?")


def _more(number: int) -> dict[str, Any]:
    return {"has_password": "password" in columns_sealed("proxies", number)}


proxies = group("proxies", "proxies", _more)


def _options(command: F) -> F:
    command = click.option("--provider", metavar="WORDS")(command)
    command = click.option("--location", metavar="WORDS")(command)
    command = click.option("--cost", metavar="AMOUNT", help="What it costs in a month.")(command)
    command = click.option("--currency", metavar="CODE", help="Three letters, such as EUR.")(command)
    command = click.option("--status", type=click.Choice(["active", "inactive", "error"]))(command)
    command = click.option("--brand", metavar="B", help="The brand it is meant for.")(command)
    command = click.option("--capacity", type=click.IntRange(0, 1000), metavar="N", help="Accounts it may carry.")(
        command
    )
    return secret_options(command)


@proxies.command()
@click.argument("address")
@_options
@click.pass_obj
def add(said: Said, /, address: str, **given: Any) -> None:
    """Keep a proxy: http://user@host:port, https://… or socks5://…, its password from stdin or a file."""
    found = _ADDRESS.fullmatch(address)
    if found is None or not 1 <= int(found[4]) <= 65535:
        raise BadInput("proxy_address", re.sub(r"(//)?[^/]*@", r"\1…@", address))  # it may hold a password
    place = {"scheme": found[1] or "http", "host": found[3].strip("[]"), "port": int(found[4]), "username": found[2]}
    password = _password(given)
    keep(said, "proxies", place | _values(said, given), None, password)


@proxies.command()
@click.argument("proxy")
@_options
@click.pass_obj
def edit(said: Said, /, proxy: str, **given: Any) -> None:
    """Change a proxy, or its password."""
    reading(said)
    number, password = find_proxy(proxy).id, _password(given)
    keep(said, "proxies", _values(said, given), number, password)


def _password(given: dict[str, Any]) -> str | None:
    return secret(given.pop("password_stdin"), given.pop("password_file"))


def _values(said: Said, given: dict[str, Any]) -> dict[str, Any]:
    cost, brand = given.pop("cost"), given.pop("brand")
    if cost is not None:
        given["monthly_cost_micros"] = _micros(cost)
    if brand is not None:
        reading(said)
        given["brand_id"] = find_brand(brand).id
    return given


def _micros(text: str) -> int:
    try:
        return int(Decimal(text) * MICROS)
    except (InvalidOperation, ValueError, OverflowError) as error:
        raise BadInput("bad_condition", f"cost={text}") from error


@proxies.command()
@click.argument("proxy")
@click.argument("account")
@click.pass_obj
def assign(said: Said, proxy: str, account: str) -> None:
    """Give an account a proxy: its pages come through it or not at all. One that carries all it may is refused."""
    reading(said)
    chosen, owner = find_proxy(proxy), find_account(account)
    ask(said, commands.AssignProxy(owner.id, chosen.id))
    reading_beside(said)
    said.show(shown("accounts", owner.id), f"{owner.handle} goes through {chosen.address}.")


@proxies.command()
@click.argument("account")
@click.pass_obj
def release(said: Said, account: str) -> None:
    """Take an account's proxy away; its pages come straight from then on."""
    reading(said)
    owner = find_account(account)
    ask(said, commands.AssignProxy(owner.id, None))
    reading_beside(said)
    said.show(shown("accounts", owner.id), f"{owner.handle} goes through no proxy.")


@proxies.command()
@click.argument("proxy")
@click.option("--url", metavar="ADDRESS", help="What to open; without it the site of an account that goes through it.")
@click.pass_obj
def test(said: Said, proxy: str, url: str | None) -> None:
    """Open an address through a proxy in the browser, with nobody's session, and keep what came of it."""
    reading(said)
    chosen = find_proxy(proxy)
    found = ask(said, commands.TryProxy(chosen.id, url))
    said.show(found, f"{chosen.address} led to {found['url']} in {found['ms']} ms (status {found['status']}).")


@proxies.command()
@click.pass_obj
def cost(said: Said) -> None:
    """What all proxies cost in a month, in total and by the brand that they are meant for."""
    reading(said)
    names: dict[int | None, str] = {None: "no brand"} | {found.id: found.name for found in brands()}
    found = monthly_costs()
    currencies = sorted({each.currency for each in found})
    total = [_summed(currency, [each for each in found if each.currency == currency]) for currency in currencies]
    by_brand = [{**public_row("proxies", each), "brand": names[each.brand_id]} for each in found]
    said.show({"total": total, "brands": by_brand})


def _summed(currency: str, costs: list[MonthlyCost]) -> dict[str, Any]:
    whole = MonthlyCost(None, currency, sum(c.proxies for c in costs), sum(c.monthly_cost_micros for c in costs))
    return {name: value for name, value in public_row("proxies", whole).items() if name != "brand_id"}


_LINE = "Forget a proxy and its password; one that accounts go through stays."
add_remove(proxies, "proxies", _LINE)
