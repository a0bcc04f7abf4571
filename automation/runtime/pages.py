"""Commands about live pages and the browser."""

from __future__ import annotations

import asyncio
import re
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from automation import commands
from automation.browser.fetching import fetch_browser
from automation.browser.launcher import find_browser
from automation.browser.proxies import TROUBLES, reach, way_of
from automation.engine import sign_in
from automation.events import ConfigurationChanged, Progress
from automation.runtime import accounts
from automation.runtime.house import House
from models import clock, settings
from models.account import account, accounts_of
from models.errors import BadInput, StewardError
from models.proxy import Proxy, change_proxy, proxy

_PERCENT = re.compile(r"(\d{1,3})%")


async def open_page(house: House, command: commands.OpenPage) -> dict[str, Any]:
    """Hand an account's page to a person."""
    house.require_vault()
    adapter = await house.live.take_over(account(command.account), command.url)
    house.journal.soon("page_taken", command.account)
    return {"url": adapter.page.url}


async def close_page(house: House, command: commands.ClosePage) -> dict[str, Any]:
    """End a person's page; with `keep` its session is sealed if the page says who is signed in."""
    owner = account(command.account)
    adapter = house.live.adapter(owner.id)
    try:
        if command.keep:
            await sign_in.check_identity(adapter)
            await accounts.signed_in(house, owner)
    finally:
        await house.live.give_back(owner.id)
    return {}


async def try_proxy(house: House, command: commands.TryProxy) -> dict[str, Any]:
    """Open an address as a page of an account would be, with nobody's session, and keep what came of it."""
    chosen = proxy(command.proxy)
    url = command.url or _site_behind(house, chosen)
    if urlsplit(url).scheme not in {"http", "https"}:
        raise BadInput("proxy_needs_address", chosen.address)
    way, began, key = way_of(chosen.id, house.vault), monotonic(), f"proxy {chosen.id}"
    try:
        async with house.pool.page(key, None, way=way) as page:
            status = await reach(page, url)
    except StewardError as error:
        if error.code in TROUBLES:  # a site that is down, or a browser that is not there, says nothing of a proxy
            _tried(house, chosen.id, error.code)
        raise
    finally:
        await house.pool.forget(key)
    _tried(house, chosen.id, None)
    return {"url": url, "status": status, "ms": int((monotonic() - began) * 1000)}


def _tried(house: House, proxy_id: int, code: str | None) -> None:
    change_proxy(proxy_id, tested_at=clock.now(), last_error=code, status="error" if code else "active")
    house.announce(ConfigurationChanged("proxies"))


def _site_behind(house: House, chosen: Proxy) -> str:
    for number in accounts_of("proxies", chosen.id):
        return house.packs.of(account(number)).platform.base_url
    raise BadInput("proxy_needs_address", chosen.address)


async def take_over(house: House, command: commands.TakeOver) -> dict[str, Any]:
    """Take an account's page over, or give it back."""
    if command.on:
        house.require_vault()
        await house.live.take_over(account(command.account))
        house.journal.soon("page_taken", command.account)
    else:
        await house.live.give_back(command.account)
    return {}


async def watch(house: House, command: commands.Watch) -> dict[str, Any]:
    """Begin or end sending frames."""
    await house.live.watch(command.account, command.on)
    return {}


async def page_input(house: House, command: commands.PageInput) -> dict[str, Any]:
    """Pass a person's input on."""
    await house.live.input(command.account, command.kind, command.data)
    return {}


async def find(house: House, command: commands.FindBrowser) -> dict[str, Any]:
    """Which browser would be used."""
    found = await asyncio.to_thread(find_browser, settings.get("browser_path") or None, house.pool.headless)
    return {"path": str(found.path), "source": found.source}


async def fetch(house: House, command: commands.FetchBrowser) -> dict[str, Any]:
    """Download a browser, telling how far it is."""

    def progress(line: str) -> None:
        percent = _PERCENT.search(line)
        done, total = (int(percent[1]), 100) if percent else (0, 0)
        house.announce(Progress("browser", done, total, line))

    try:
        await fetch_browser(progress, house.pool.headless)
    finally:
        house.announce(Progress("browser", 0, 0, ended=True))
    return await find(house, commands.FindBrowser())


HANDLERS = {
    commands.OpenPage: open_page,
    commands.ClosePage: close_page,
    commands.TryProxy: try_proxy,
    commands.TakeOver: take_over,
    commands.Watch: watch,
    commands.PageInput: page_input,
    commands.FindBrowser: find,
    commands.FetchBrowser: fetch,
}
