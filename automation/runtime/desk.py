"""The desk: for each account the page it works on, with its unsealed session and its adapter."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from automation.browser.pool import BrowserPool
from automation.browser.proxies import way_of
from automation.engine import sign_in
from automation.events import Announce, PageClosed, PageOpened
from automation.platforms.adapter import Adapter
from automation.runtime.packs import Packs
from automation.vault.vault import Vault
from models.account import Account


class Desk:
    """Hands out one page per account at a time; the browser starts with the first."""

    def __init__(
        self,
        vault: Vault,
        pool: BrowserPool,
        packs: Packs,
        announce: Announce,
        visited: Callable[[int, int], None] = lambda account, pages: None,
    ) -> None:
        self._vault, self._pool, self._packs, self._announce = vault, pool, packs, announce
        # Told the account and how many pages it was shown, at the end of each visit.
        self._visited = visited
        self.open: dict[int, Adapter] = {}

    @asynccontextmanager
    async def adapter(self, account: Account) -> AsyncIterator[Adapter]:
        """The account's page with its adapter, going through the account's proxy.

        Raises StewardError browser_missing, browser_died, vault_locked; of its proxy what `way_of` raises.
        """
        pack = self._packs.of(account)
        way = way_of(account.proxy_id, self._vault)
        state = sign_in.recall(account.id, self._vault.unseal)
        async with self._pool.page(self._key(account), state, pack.platform.locale, way) as page:
            adapter = self.open[account.id] = Adapter(pack, page, account.username)
            self._announce(PageOpened(account.id, page.url))
            pages: list[Any] = []

            def shown(frame: Any) -> None:
                if frame is page.main_frame:
                    pages.append(None)

            page.on("framenavigated", shown)
            try:
                yield adapter
            finally:
                page.remove_listener("framenavigated", shown)
                if pages:
                    self._visited(account.id, len(pages))
                self.open.pop(account.id, None)
                self._announce(PageClosed(account.id))

    async def keep(self, account: Account) -> None:
        """Seal the session that the account's browser context holds now."""
        state = await self._pool.storage_state(self._key(account))
        sign_in.keep(account.id, state, self._vault.seal)

    def has_context(self, account: Account) -> bool:
        """Whether the account has a browser context, and with it cookies, now."""
        return self._pool.has_context(self._key(account))

    async def forget(self, account: Account) -> None:
        """Drop the account's browser context, so that the next page starts from the kept session."""
        await self._pool.forget(self._key(account))

    async def renew(self, account_id: int) -> None:
        """Close the context of an account whose way has changed, as soon as nobody uses it."""
        await self._pool.renew(str(account_id))

    @staticmethod
    def _key(account: Account) -> str:
        return str(account.id)
