"""The verbs of every site, driven by its pack: open, observe, prepare, one last click, settle, look again."""

from __future__ import annotations

from playwright.async_api import Page

from automation.platforms import (
    acts,
    arriving,
    listing,
    looking,
    probes,
    settling,
    signing_in,
    threads,
    toggles,
)
from automation.platforms.gates import site_gate
from automation.platforms.identities import signed_in_as
from automation.platforms.looking import Seen
from automation.platforms.model import Pack
from automation.platforms.sight import Sample, Sight
from automation.platforms.watch import Mark, watch
from automation.values import Observation, OpenPost, Region, Target
from models.enums import TOGGLES, ActionKind, TargetKind
from models.errors import BadInput, SiteError

# What a missing element may really mean: the page has become another one.
_LOST = {"locator_missing", "not_clickable", "unsettled", "own_text_missing", "page_failed"}
_OWN_WORDS = {ActionKind.COMMENT, ActionKind.DELETE_COMMENT}


class Adapter:
    """One account on one page of one site. Make it before the page is opened, and a new one for each act.

    Playwright's errors come out as SiteError, what belongs to a person as SiteStop; the death of page or browser
    passes, for the pool to name.
    """

    def __init__(self, pack: Pack, page: Page, handle: str) -> None:
        self.pack = pack
        self.page = page
        self.handle = handle
        # True from the moment the last click may have gone out; it never turns back.
        self.clicked = False
        # Where the site led after a message was sent: the thread's own address, to look at first.
        self.landed: str | None = None
        self._sight = Sight(page, pack, {"me": handle})
        self._watch = watch(page)
        self._watch.about(pack.platform.base_url)
        self._watch.accepting = False
        self._identity: str | None = None
        self._early: Sample | None = None
        self._seen: Seen | None = None
        self._last: acts.Last | None = None
        self._mark: Mark | None = None

    async def sign_in(self, password: str) -> None:
        """Sign in; already signed in as ourselves is fine.

        Raises SiteError `wrong_password`, `sign_in_failed`; SiteStop `second_factor`, `challenged`, `identity_differs`.
        """
        self._identity = await signing_in.sign_in(self._sight, self._watch, password)

    async def identity(self) -> str | None:
        """The handle that session chrome shows; None where nobody is signed in. A blank page is taken home first."""
        if self.page.url == "about:blank":
            await arriving.go(self._sight, self.pack.address("home" if "home" in self.pack.url else "/", {}))
            with site_gate():
                await self.page.wait_for_load_state("domcontentloaded")
        return await signed_in_as(self._sight)

    async def open(self, target: Target, kind: ActionKind | None = None) -> None:
        """Open the page where a kind of act is done (the target's own without one) and judge it.

        Raises SiteStop `challenged`, `rate_limited`, `signed_out`, `suspended`, `identity_differs`; SiteError
        `not_found`, `private`, `wrong_page`, `wrong_language`, `page_unready`, `page_unreachable`, `ambiguous`.
        """
        own = "profile" if target.kind is TargetKind.PERSON else "post"
        await self._open(target, self.pack.page_of(kind) if kind else own, kind)

    async def observe(self, kind: ActionKind, text: str | None = None) -> Observation:
        """What the open page shows of an act; clicks nothing. Raises SiteError `ambiguous`."""
        early, self._early = self._early, None
        if kind is ActionKind.DELETE_COMMENT:
            self._seen = await looking.own_words_anywhere(self._sight, self._watch, text or "")
        else:
            self._seen = await looking.observe(self._sight, kind, text, early)
        return self._told(self._seen)

    async def region(self, target_kind: TargetKind = TargetKind.POST) -> Region | None:
        """The target's part of the viewport, scrolled to where it is not; None where the page shows none."""
        place = looking.place_of(self._sight, target_kind.value)
        if place is None:
            return None
        with site_gate("scope"):
            return await probes.box(self.page, place)

    async def post(self) -> OpenPost:
        """What the open post says of itself, as far as the pack says how to read it."""
        return await looking.open_post(self._sight)

    async def person(self, kind: ActionKind) -> dict[str, int]:
        """The figures of the person whose page a kind of act has opened, as far as the pack says how to read them."""
        return await looking.person_figures(self._sight) if self.pack.page_of(kind) == "profile" else {}

    async def prepare(self, kind: ActionKind, text: str | None = None) -> None:
        """Everything before the last click; observe the same kind first.

        Raises SiteError `toggle_unknown`, `already`, `locator_missing`, `ambiguous`, `text_not_filled`,
        `own_text_missing`, and what `open` raises where the page has become another one.
        """
        try:
            self._last = await acts.prepare(self._sight, kind, text, self._seen)
        except SiteError as error:
            if error.code in _LOST:
                raise await arriving.stopped(self._sight) or error from None
            raise

    async def commit(self, kind: ActionKind, text: str | None = None) -> None:
        """The one last click. `clicked` tells whether it may have gone out, also after an error.

        Raises SiteError `not_clickable` or `ambiguous` only where it certainly did not; then `clicked` stays False.
        """
        if self._last is None:
            raise BadInput("not_prepared", kind.value)
        last, self._last = self._last, None  # it cannot be made twice
        self._watch.accepting = True
        self._mark = self._watch.mark()
        self.clicked = True
        try:
            await acts.commit(self._sight, kind, last, self._mark)
        except SiteError as error:
            self.clicked = error.code not in {"not_clickable", "ambiguous", "locator_missing"} or not self._mark.silent
            raise

    async def settle(self, kind: ActionKind, text: str | None = None) -> None:
        """Wait, with an end, until the page shows the outcome or a refusal. Raises SiteStop."""
        assert self._mark is not None
        mine = self._seen.counts.get("mine", 0) if self._seen else 0
        try:
            await settling.settle(self._sight, kind, text, self._mark, mine)
        finally:
            self._watch.accepting = False
            if kind is ActionKind.DM and threads.learn(self._sight):
                self.landed = self.page.url

    async def refused(self, kind: ActionKind) -> str | None:
        """What the site says where it visibly refused; None where it does not."""
        return await settling.refused(self._sight, kind)

    def reply_status(self, kind: ActionKind) -> int | None:
        """The status of the site's own reply to the last click, where [proof] names its address."""
        pattern = self.pack.proof_of(kind).response
        return self._mark.status(pattern) if pattern and self._mark else None

    async def look(
        self, target: Target, kind: ActionKind, text: str | None = None, hint: str | None = None
    ) -> Observation:
        """A fresh look at what an act should have left, from a page opened anew; nothing that acts is clicked.

        `hint` is an address to look at first, as `landed` after a message. Raises what `open` raises.
        """
        if kind is ActionKind.DM:
            self._know(target)
            self._seen = await threads.find_message(self._sight, self._watch, text or "", hint)
            return self._told(self._seen)
        await self._open(target, self._where_seen(kind), kind)
        early, self._early = self._early, None
        if kind in _OWN_WORDS:
            patience_ms = looking.GONE_MS if kind is ActionKind.DELETE_COMMENT else looking.STARE_MS
            self._seen = await looking.own_words_anywhere(self._sight, self._watch, text or "", patience_ms)
        else:
            self._seen = await looking.observe(self._sight, kind, text, early, looking.STARE_MS)
        return self._told(self._seen)

    async def read_thread(self, target: Target) -> list[threads.Line]:
        """The messages of the newest thread with a person. Raises SiteError `not_found`, and what `open` raises."""
        self._know(target)
        return await threads.read_thread(self._sight, self._watch)

    async def list_threads(self) -> list[threads.ThreadRow]:
        """The inbox as shown. Raises BadInput `cannot`, and what `open` raises."""
        return await threads.inbox(self._sight, self._watch)

    async def comments(self, target: Target) -> list[listing.Said]:
        """The comments of a post, where the newest are shown. Raises what `open` raises."""
        await self._open(target, self._where_seen(ActionKind.COMMENT), None)
        await looking.follow_last(self._sight, self._watch)
        return await listing.comments(self._sight)

    async def search(self, what: str, query: str) -> list[listing.Hit]:
        """What a search for `posts`, `people` or `hashtags` shows. Raises BadInput `cannot`, and what `open` raises."""
        return await listing.search(self._sight, self._watch, what, query)

    async def landing(self, url: str) -> str:
        """Where an address leads in the end. Raises SiteError `page_unreachable`, `proxy_unreachable` …"""
        await arriving.go(self._sight, url)
        with site_gate():
            await self.page.wait_for_load_state("domcontentloaded")
        return self.page.url

    async def saved_page(self) -> str:
        """The page as it stands, for the report of an error."""
        with site_gate():
            return await self.page.content()

    async def _open(self, target: Target, page: str, kind: ActionKind | None) -> None:
        self._know(target)
        self._early = self._seen = self._last = None
        own = page in {"post", "profile"}
        address = target.url if own and "#@" not in target.url else self._address(page, target)
        status = await arriving.go(self._sight, address)
        names = toggles.names(toggles.SECTION[kind]) if kind in TOGGLES else []
        scope = ("person" if page == "profile" else "post") if own else ""
        arrival = await arriving.arrive(self._sight, self._watch, page, status, scope, names)
        self._identity = arrival.identity
        self._early = arrival.sample.only(names) if names else None
        threads.learn(self._sight)

    def _know(self, target: Target) -> None:
        groups = self.pack.groups(target.kind, target.url) or {}
        named = {"user": target.external_id} if target.kind is TargetKind.PERSON else {"post": target.external_id}
        self._sight.values = {**groups, **named, "me": self._identity or self.handle}

    def _address(self, page: str, target: Target) -> str:
        try:
            return self.pack.address(page, dict(self._sight.values))
        except KeyError as missing:
            raise BadInput("address_unknown", target.external_id, platform=self.pack.platform.title) from missing

    def _where_seen(self, kind: ActionKind) -> str:
        seen_at = self.pack.comment.seen_at if self.pack.comment and kind in _OWN_WORDS else None
        return seen_at or ("post" if kind in _OWN_WORDS else self.pack.page_of(kind))

    def _told(self, seen: Seen) -> Observation:
        return Observation(
            identity=self._identity,
            toggle=seen.toggle,
            found=seen.found,
            counts=dict(seen.counts),
            author=seen.author,
            text=seen.text,
        )
