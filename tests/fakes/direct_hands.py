"""An operator of the contract suite without a pipeline: the adapter itself, and a judge of its observations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from automation.browser.pool import BrowserPool
from automation.platforms.adapter import Adapter
from automation.platforms.contract import Done, Login
from automation.platforms.model import Pack
from automation.platforms.toggles import WANTED
from automation.practice.server import PracticeServer
from models.enums import TOGGLES, ActionKind, State
from models.errors import SiteError


class DirectHands:
    """Lends a browser to a suite; only a practice network can be told to show a stop."""

    def __init__(self, pack: Pack, pool: BrowserPool, network: PracticeServer | None = None) -> None:
        self.pack, self.pool, self.network = pack, pool, network
        self.acts: list[ActionKind] = []
        self._signed_in: set[str] = set()

    async def sign_in(self, who: Login) -> None:
        async with self.pool.page(who.user) as page:
            await Adapter(self.pack, page, who.user).sign_in(who.password)
        self._signed_in.add(who.user)

    async def act(self, who: Login, kind: ActionKind, url: str, text: str | None = None) -> Done:
        self.acts.append(kind)
        target = self.pack.target(kind, url)
        async with self.page(who) as adapter:
            await adapter.open(target, kind)
            seen = await adapter.observe(kind, text)
            if kind is ActionKind.STATS:
                return Done(State.CONFIRMED, counts=seen.counts)
            try:
                await adapter.prepare(kind, text)
            except SiteError as error:
                return Done(State.SKIPPED if error.code == "already" else State.FAILED, error.code)
            await adapter.commit(kind, text)
            await adapter.settle(kind, text)
            after = await Adapter(self.pack, adapter.page, who.user).look(target, kind, text, adapter.landed)
        wanted = kind is not ActionKind.DELETE_COMMENT
        right = after.toggle is WANTED[kind] if kind in TOGGLES else after.found is wanted
        return Done(State.CONFIRMED if right else State.NEEDS_REVIEW)

    @asynccontextmanager
    async def page(self, who: Login, signed_in: bool = True) -> AsyncIterator[Adapter]:
        if signed_in and who.user not in self._signed_in:
            await self.sign_in(who)
        key = who.user if signed_in else "nobody"
        async with self.pool.page(key, None, self.pack.platform.locale) as page:
            yield Adapter(self.pack, page, who.user)
        if not signed_in:
            await self.pool.forget(key)

    async def show(self, what: str, who: Login) -> bool:
        if self.network is None:
            return False
        self.network.control({"challenge": "challenge", "rate_limited": "rate_limit"}[what], user=who.user)
        return True

    async def clear(self) -> None:
        if self.network is not None:
            self.network.control("clear")
