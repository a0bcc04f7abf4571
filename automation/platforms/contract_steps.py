"""What the checks of the contract suite have in common: their case, their texts, their ways of judging."""

from __future__ import annotations

import contextlib
from contextlib import AbstractAsyncContextManager
from uuid import uuid4

from automation.platforms.adapter import Adapter
from automation.platforms.contract import Case, Done, NotAsPromised, Operator
from automation.platforms.identities import same_handle
from automation.platforms.model import Pack
from automation.platforms.own_words import Markup
from automation.values import Target
from models.enums import ActionKind, State, TargetKind
from models.errors import SiteError, SiteStop, StewardError

K = ActionKind


class Steps:
    """One run on one case; texts carry a token of their own, so that earlier runs are never mistaken for it."""

    def __init__(self, pack: Pack, case: Case, operator: Operator) -> None:
        self.pack = pack
        self.case = case
        self.operator = operator
        token = uuid4().hex[:8]
        # Two unlike sentences: near-equal texts are refused by policy. Signs of every kind, as people use them.
        self.comment_text = f"Contract {token}: “well kept”, isn't it? 🌿 שלום"
        self.message_text = f"Hello from the suite\nrun {token}, nothing to do 😀 مرحبا"
        self.left: dict[ActionKind, tuple[str, str | None]] = {}

    async def _switch(self, on: ActionKind, off: ActionKind, url: str) -> str:
        """Switch on; what was on before is switched off first, so that something is proven."""
        done = await self.operator.act(self.case.me, on, url)
        if done.state is State.SKIPPED:
            self._confirmed(await self.operator.act(self.case.me, off, url))
            done = await self.operator.act(self.case.me, on, url)
        self.left[off] = (url, None)
        self._confirmed(done)
        return "off → on, kept after reload"

    async def _undo(self, off: ActionKind, url: str) -> str:
        self._confirmed(await self.operator.act(self.case.me, off, url))
        self.left.pop(off, None)
        return "on → off, kept after reload"

    async def _shown(self, what: str, code: str) -> str | None:
        if not await self.operator.show(what, self.case.me):
            return None
        try:
            async with self.operator.page(self.case.me) as adapter:
                return await self._stops(adapter, self._post(), code)
        finally:
            await self.operator.clear()

    async def _stops(self, adapter: Adapter, target: Target, code: str) -> str:
        try:
            await adapter.open(target, None)
        except SiteError as error:
            belongs = ", handed to a person" if isinstance(error, SiteStop) else ""
            return self._expect(error.code, code) + belongs
        raise NotAsPromised(f"the page opened, where {code} was to be told")

    async def _refuses_two(self, adapter: Adapter) -> None:
        """The same page through a pack that says too little."""
        assert self.pack.like is not None
        vague = self.pack.model_copy(update={"like": self.pack.like.model_copy(update={"off": ("*",)})})
        unsure = Adapter(vague, adapter.page, adapter.handle)
        await unsure.open(self._post(), K.LIKE)
        try:
            await unsure.observe(K.LIKE)
        except SiteError as error:
            self._expect(error.code, "ambiguous")
            if not await unsure.saved_page():
                raise NotAsPromised("the page could not be saved") from None
            return
        raise NotAsPromised("two candidates were not refused")

    async def _post_behind(self, adapter: Adapter, url: str) -> str | None:
        """The id of the post that an address is, or leads to."""
        for address in (url, await adapter.landing(url)):
            with contextlib.suppress(StewardError):
                return self.pack.target(self._post_kind(), address).external_id
        return None

    def _expect(self, code: str, wanted: str) -> str:
        if code != wanted:
            raise NotAsPromised(f"{code} instead of {wanted}")
        return wanted

    def _confirmed(self, done: Done) -> None:
        if done.state is not State.CONFIRMED:
            raise NotAsPromised(f"{done.state}{': ' + done.code if done.code else ''}")

    def _post_kind(self) -> ActionKind:
        return next(kind for kind in (K.LIKE, K.COMMENT, K.STATS) if self.pack.can(kind))

    def _post(self) -> Target:
        return self.pack.target(self._post_kind(), self.case.post)

    def _markup(self, section: str) -> Markup:
        markup: Markup = getattr(self.pack, section).markup
        return markup

    def _other_is_recipient(self) -> bool:
        other, recipient = self.case.other, self.case.recipient
        if other is None or not recipient:
            return False
        person = self.pack.groups(TargetKind.PERSON, recipient) or {}
        return same_handle(other.user, person.get("user", ""))

    def _other_page(self) -> AbstractAsyncContextManager[Adapter]:
        other = self.case.other
        assert other is not None
        return self.operator.page(other)
