"""The house assembled: every room made once and introduced to those it works with, by hand."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from uuid import uuid4

from automation.audit.journal import Journal
from automation.browser import proxies
from automation.browser.pool import BrowserPool
from automation.engine import collect, tries
from automation.engine.perform import perform
from automation.events import ActionChanged, Event, PageOpened, ReviewChanged
from automation.feeds import parse
from automation.feeds.fetch import Fetcher
from automation.lifecycle import health
from automation.pipeline import Pipeline
from automation.policy import facts
from automation.policy.decide import decide
from automation.policy.known import Facts
from automation.queue import backlog
from automation.queue.lanes import Lanes
from automation.runtime.desk import Desk
from automation.runtime.idle import Idle
from automation.runtime.live import LivePages
from automation.runtime.long_work import LongWork
from automation.runtime.packs import PACK_TROUBLES, Packs
from automation.runtime.rekeying import Rekeying
from automation.runtime.stillness import Stillness
from automation.triggers.feeds import Poller
from automation.upkeep.due import DueList
from automation.values import UNREAD, Action, Attempt, Decision, Intent, OpenPost, Verdict
from automation.vault.own_key import own_key
from automation.vault.signing import Signer
from automation.vault.vault import Vault
from automation.verification.verify import unseen, verify
from models import clock, settings
from models.account import Account, account
from models.database import db
from models.enums import ActionKind, Answer, State
from models.errors import StewardError, StoreUnusable, VaultLocked
from models.paths import Profile

Listener = Callable[[Event, bytes], None]


@dataclass(slots=True)
class House:
    """The rooms of one open profile."""

    profile: Profile
    vault: Vault
    packs: Packs
    pool: BrowserPool
    listeners: list[Listener] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    later: list[Event] = field(default_factory=list)
    desk: Desk = field(init=False)
    journal: Journal = field(init=False)
    pipeline: Pipeline = field(init=False)
    lanes: Lanes = field(init=False)
    poller: Poller = field(init=False)
    live: LivePages = field(init=False)
    rekeying: Rekeying = field(init=False)
    idle: Idle = field(default_factory=Idle)
    pin_asked: asyncio.Lock = field(default_factory=asyncio.Lock)
    due: DueList = field(init=False)
    work: LongWork = field(init=False)
    stillness: Stillness = field(init=False)
    _shows: asyncio.Future[None] | None = None

    def __post_init__(self) -> None:
        self.work = LongWork(self.announce)
        folder, seal, unseal = self.profile.folder, self.vault.seal, self.vault.unseal
        sign = Signer(self.vault, folder).sign
        self.journal = Journal(self.profile.evidence, self.profile.head, seal, unseal, self.announce, sign)
        self.desk = Desk(self.vault, self.pool, self.packs, self.announce, self._visited)
        self.pool.on_session = self._session
        self.pipeline = Pipeline(
            decide=self.decide,
            perform=self._perform,
            verify=self._verify,
            withhold=self.journal.withhold,
            close=self.journal.close,
            put_back=self.journal.put_back,
            told=self._told,
            cut_off=tries.left_open,
            conclude=tries.conclude,
            together=self.together,
        )
        self.lanes = Lanes(
            self.pipeline.handle,
            self.pipeline.recover,
            self._settle_ms,
            self.announce,
            f"{os.getpid()}-{uuid4().hex}",
            lambda: not self.vault.locked,
        )
        self.poller = Poller(
            self.submit_and_consider,
            self.announce,
            self.unseal,
            Fetcher().fetch,
            parse.read,
            self.canonical,
            self.refused,
        )
        self.rekeying = Rekeying(self.vault, folder, self.profile.evidence, self.journal, self.work)
        self.stillness = Stillness(self.lanes, lambda: self.rekeying.running.union(self.due.running))
        self.live = LivePages(self.desk, self.lanes, self.announce)

    def _session(self, key: str, is_open: bool) -> None:
        if key.isdecimal():  # others are not accounts of the store
            self.journal.soon("session_start" if is_open else "session_end", int(key))

    def _visited(self, account_id: int, pages: int) -> None:
        self.journal.soon("navigate", account_id, self.lanes.current.get(account_id), pages=pages)

    def announce(self, event: Event, binary: bytes = b"") -> None:
        """Tell everybody who listens, with a picture where there is one; never what may still be rolled back."""
        if db.in_transaction():
            self.later.append(event)
            return
        self._say_later()
        self._tell(event, binary)

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction for what is done and what is said of it; a death in the middle leaves neither."""
        later = list(self.later)
        try:
            with self.journal.whole():
                yield
        except BaseException:
            self.later = later
            raise
        if not db.in_transaction():
            self.journal.keep_head()
            self._say_later()

    def _say_later(self) -> None:
        while self.later:
            self._tell(self.later.pop(0), b"")

    def _tell(self, event: Event, binary: bytes) -> None:
        for listener in list(self.listeners):
            listener(event, binary)
        if isinstance(event, ActionChanged | ReviewChanged):
            self.changed.set()
        if isinstance(event, PageOpened) and self.live.wants(event.account):
            self._shows = asyncio.ensure_future(self.live.refresh(event.account))

    @property
    def unseal_if_open(self) -> Callable[[bytes, str], bytes] | None:
        """What opens envelopes; None while the vault is shut."""
        return None if self.vault.locked else self.vault.unseal

    def require_vault(self) -> None:
        """Raise VaultLocked before anything is half done."""
        if self.vault.locked:
            raise self.vault.out_of_reach()

    def ask_again(self, account_id: int) -> None:
        """What is held of an account may be allowed now; what waits may be held now."""
        backlog.release(account_id)
        self.lanes.wake()

    def submit(self, intent: Intent) -> backlog.Accepted:
        """Accept a wish and let policy look at it at once, so that it stands where it belongs."""
        owner = account(intent.account_id)
        target = self.packs.of(owner).target(intent.kind, intent.url)
        with self.together():
            accepted = backlog.accept(intent, target, self.vault.seal, own_key(self.vault))
            if accepted.new:
                self.journal.note_action("accepted", accepted.action, act=intent.kind, trigger=intent.trigger)
        return accepted

    def canonical(self, account_id: int, url: str) -> str:
        """The address by which an account's site knows a post."""
        return self.packs.of(account(account_id)).target(ActionKind.LIKE, url).url

    def refused(self, origin: str, error: StewardError) -> None:
        """A trigger's wish was not taken."""
        self.journal.note("wish_refused", origin=origin, code=error.code)

    def submit_and_consider(self, intent: Intent) -> backlog.Accepted:
        """Accept a trigger's wish; inside its transaction nothing slow happens."""
        accepted = self.submit(intent)
        self.consider(accepted.action)
        return accepted

    def unseal(self, envelope: bytes, place: str) -> str:
        """The text in an envelope."""
        return self.vault.unseal(envelope, place).decode()

    def consider(self, action: Action) -> State:
        """Withhold an action that waits in the line and may not act now."""
        if action.state is not State.QUEUED:
            return action.state
        decision = self.decide(action)
        if decision.answer is Answer.ALLOW:
            self.lanes.wake()
            return action.state
        return self.journal.withhold(action, decision)

    def decide(self, action: Action) -> Decision:
        """What policy says of an action now."""
        return decide(action, self._facts(action))

    def _facts(self, action: Action, shown: OpenPost = UNREAD) -> Facts:
        def words() -> list[str]:
            """What the page has shown and what would be said; while the vault is shut nothing can be."""
            own = None if self.vault.locked else self.text_of(action)
            return [text for text in (shown.words, own) if text]

        owner = account(action.account_id)
        return facts.read(
            action,
            self.packs.ceilings(owner),
            hindrance=self.packs.hindrance(owner, action.target_url),
            author=shown.author,
            sponsored=shown.sponsored,
            words=words,
        )

    def _guard(self, action: Action, owner: Account) -> tries.Guard:
        limits = facts.caps(owner, action.kind, self.packs.of(owner).most)
        apart = settings.get("collision_days") * clock.DAY_MS
        return tries.Guard(facts.key_of(action, owner), apart, limits["hour"], limits["day"], facts.SHARED)

    async def _perform(self, action: Action) -> Attempt:
        owner = account(action.account_id)
        guard = self._guard(action, owner)
        try:
            async with self.desk.adapter(owner) as adapter:
                return await perform(action, adapter, self.text_of(action), guard, partial(self._objection, action))
        except (VaultLocked, StoreUnusable):
            raise
        except StewardError as error:
            return tries.fail(action, error)

    def _objection(self, action: Action, shown: OpenPost) -> Decision | None:
        """What policy says by now: of what the page has shown, and of what was said while it was being opened."""
        decision = decide(action, self._facts(action, shown))
        return None if decision.answer is Answer.ALLOW else decision

    async def _verify(self, action: Action, attempt: Attempt) -> Verdict:
        try:
            async with self.desk.adapter(account(action.account_id)) as adapter:
                look = verify(action, attempt, adapter, self.text_of(action))
                verdict, _ = await asyncio.gather(look, self.journal.file_early(action, attempt))
        except StewardError as error:
            if error.code not in proxies.TROUBLES | PACK_TROUBLES:
                raise
            return unseen(action, attempt, error.code)
        return verdict

    def text_of(self, action: Action) -> str | None:
        """The unsealed text of an action."""
        if action.sealed_text is None:
            return None
        return self.unseal(action.sealed_text, backlog.text_place(action.id))

    def _told(self, action: Action, attempt: Attempt, verdict: Verdict | None) -> None:
        if attempt.objection is None:  # what policy says, the site has not said
            health.acted(action.account_id, attempt, verdict)
            self._stopped(action, attempt.code or (verdict.detail if verdict is not None else None))
        health.needs_look(action.id, "needs_review")
        collect.keep(action, account(action.account_id), attempt, self.lanes.run_id)

    def _stopped(self, action: Action, code: str | None) -> None:
        if code is not None and health.is_stop(code):
            health.stopped(action.account_id, code, action.id)
            self.journal.note("account_stopped", action.account_id, code=code)
            self.announce(ReviewChanged(action.account_id, code))

    def _settle_ms(self, action: Action) -> int:
        return int(settings.get("settle_ms")) or self.packs.settle_ms(account(action.account_id))
