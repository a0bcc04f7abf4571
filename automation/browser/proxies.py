"""The way an account's pages take: through the proxy it was given, or straight where it was given none.

Nothing here falls back: a proxy that cannot be used stops what wanted a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, ProxySettings

from automation.browser.gate import first_line, is_death
from automation.vault import kept
from automation.vault.vault import Vault
from models.errors import StewardError, StoreUnusable
from models.proxy import Proxy, proxy

PATIENCE_MS = 20_000
TROUBLES = frozenset({"proxy_off", "proxy_unsupported", "proxy_password_damaged", "proxy_unreachable", "proxy_refused"})

_SCHEMES = ("http", "https", "socks5")
_HOST = re.compile(r"[^\s/@?#:\[\]]+|[0-9A-Fa-f:.]+")
# A proxy's word alone; what it shows is no page of the site.
ASKS_WHO = 407
# What Chromium says of the way to the proxy, and of the proxy's own answer (net_error_list.h, read 2026-11).
_UNREACHABLE = re.compile(
    r"net::ERR_(PROXY_CONNECTION_FAILED|PROXY_CERTIFICATE_INVALID|PROXY_DELEGATE_CANCELED\w*|SOCKS_CONNECTION\w*"
    r"|TUNNEL_CONNECTION_FAILED|HTTPS_PROXY_TUNNEL\w*)"
)
_REFUSED = re.compile(
    r"net::ERR_(PROXY_AUTH\w*|UNEXPECTED_PROXY_AUTH|INVALID_AUTH_CREDENTIALS|UNSUPPORTED_AUTH_SCHEME"
    r"|NO_SUPPORTED_PROXIES|MANDATORY_PROXY\w*)"
)


@dataclass(frozen=True, slots=True)
class Way:
    """A proxy as the browser is told of it."""

    server: str
    username: str = ""
    password: str = field(default="", repr=False)

    @property
    def settings(self) -> ProxySettings:
        """What Playwright takes; everything goes this way, also what Chromium would keep on this computer."""
        told = ProxySettings(server=self.server, bypass="<-loopback>")
        if self.username or self.password:
            told |= ProxySettings(server=self.server, username=self.username, password=self.password)
        return told


def password_place(proxy_id: int) -> str:
    """Where the vault says a proxy's password belongs."""
    return f"proxies|{proxy_id}|password"


def way_of(proxy_id: int | None, vault: Vault) -> Way | None:
    """The way of an account with this proxy; None only for an account without one.

    Raises StewardError proxy_off, proxy_unsupported, proxy_password_damaged; VaultLocked.
    """
    if proxy_id is None:
        return None
    found = proxy(proxy_id)
    if found.status == "inactive":
        raise StewardError("proxy_off", found.address)
    password = _password(found, vault)
    # Chromium gives a SOCKS proxy no name and no password (Playwright refuses to try).
    if found.scheme not in _SCHEMES or (found.scheme == "socks5" and (found.username or password)):
        raise StewardError("proxy_unsupported", found.address)
    if not _HOST.fullmatch(found.host):
        raise StewardError("proxy_unsupported", found.address)
    host = f"[{found.host}]" if ":" in found.host else found.host
    return Way(f"{found.scheme}://{host}:{found.port}", found.username, password)


def trouble(said: str) -> str | None:
    """The code of what a browser says of a proxy; None where it says nothing of one."""
    if _UNREACHABLE.search(said):
        return "proxy_unreachable"
    return "proxy_refused" if _REFUSED.search(said) else None


async def reach(page: Page, address: str) -> int:
    """Open an address and return its status; StewardError proxy_unreachable, proxy_refused, page_unreachable."""
    try:
        response = await page.goto(address, wait_until="commit", timeout=PATIENCE_MS)
    except PlaywrightError as error:
        if is_death(error):
            raise
        raise StewardError(trouble(str(error)) or "page_unreachable", address, reason=first_line(error)) from None
    status = 0 if response is None else response.status
    if status == ASKS_WHO:
        raise StewardError("proxy_refused", address, reason=f"status {status}")
    return status


def _password(found: Proxy, vault: Vault) -> str:
    try:
        return (kept.recall(vault, password_place(found.id)) or b"").decode()
    except StoreUnusable as error:
        if error.code != "vault_damaged":
            raise
        raise StewardError("proxy_password_damaged", found.address) from error
