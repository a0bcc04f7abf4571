"""Any history of a feed, with crashes: no rule fires twice for a post, none for what was there before, none is lost."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from automation.events import Event
from automation.feeds.values import Entry, FeedError
from automation.triggers.feeds import Poller, watch
from automation.values import Intent
from models import clock
from models.account import add_account
from models.base import new_id
from models.database import close
from models.enums import ActionKind
from models.errors import VaultLocked
from models.rule import add_rule
from tests.fakes.feed_source import FeedSource
from tests.fakes.hands import Hands
from tests.fakes.new_store import new_store
from tests.unit.triggers.conftest import MORNING, StillClock

which = st.integers(0, 30)


class Crash(BaseException):
    """The process ends here."""


def post_of(account_id: int, url: str) -> str:
    """What a pack would say: the number is the post, all else is dress."""
    return re.sub(r"(/p/\d+).*", r"\1", url)


class FeedHistory(RuleBasedStateMachine):
    """One feed that lives, two rules that listen, and an engine that dies."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.still = StillClock()
        self.before = clock.use(self.still)
        new_store(Path(self.folder.name) / "store.db")
        self.source, self.hands = FeedSource(), Hands()
        alice = add_account("practice", "site.test", "alice", "http://site.test")
        self.feed_id = watch(alice.id, "http://site.test/feed", 60).id
        for name in ("one", "two"):
            add_rule(sealed=(new_id("rules"), None), name=name, account_id=alice.id, kind=ActionKind.LIKE, condition={})
        self.posts = 0
        self.before_watch: set[str] = set()
        self.expected: set[str] = set()
        self.has_baseline = False

    def teardown(self) -> None:
        close()
        clock.use(self.before)
        self.folder.cleanup()

    def pick(self, number: int) -> int | None:
        return number % len(self.source.entries) if self.source.entries else None

    def poller(self, crash_at: int = -1, error: BaseException | None = None, die_after: bool = False) -> Poller:
        calls = Counter[str]()

        def submit(intent: Intent) -> None:
            calls["submit"] += 1
            if calls["submit"] - 1 == crash_at:
                raise error or Crash
            self.hands.submit(intent)

        def announce(event: Event) -> None:
            if die_after:
                raise Crash

        return Poller(submit, announce, self.hands.unseal, self.source.fetch, self.source.read, post_of)

    def poll(self, poller: Poller) -> None:
        with suppress(Crash):
            asyncio.run(poller.poll(self.feed_id))

    @rule()
    def publish(self) -> None:
        self.posts += 1
        entry = self.source.post(self.posts, at=self.still.pass_s(10))
        (self.expected if self.has_baseline else self.before_watch).add(post_of(0, entry.url))

    @rule(number=which, what=st.sampled_from(["title", "dress", "guid", "back-date", "no date", "guid and dress"]))
    def edit(self, number: int, what: str) -> None:
        at = self.pick(number)
        if at is None:
            return
        old = self.source.entries[at]
        changed = {
            "title": replace(old, title=old.title + "!"),
            "dress": replace(old, url=post_of(0, old.url) + f"/new-title-{self.still.now}"),
            "guid": replace(old, guid=f"new-{self.still.pass_s(1)}"),
            "back-date": replace(old, published_at=MORNING - 10**10),
            "no date": replace(old, published_at=None),
            "guid and dress": replace(old, guid=f"new-{self.still.pass_s(1)}", url=post_of(0, old.url) + "?a=b"),
        }
        self.source.entries[at] = changed[what]
        if what == "back-date":  # it may look like one that slid in from below
            self.expected.discard(post_of(0, old.url))

    @rule(number=which)
    def delete(self, number: int) -> None:
        at = self.pick(number)
        if at is not None:
            self.expected.discard(post_of(0, self.source.entries.pop(at).url))

    @rule(number=which)
    def list_twice(self, number: int) -> None:
        at = self.pick(number)
        if at is not None:
            entry = self.source.entries[at]
            self.source.entries.append(Entry(entry.guid + "'", entry.url, entry.title, entry.author, None))

    @rule(random=st.randoms(use_true_random=False))
    def reorder(self, random: object) -> None:
        random.shuffle(self.source.entries)  # type: ignore[attr-defined]

    @rule()
    def poll_well(self) -> None:
        self.poll(self.poller())
        self.has_baseline = True
        for post in self.expected:
            assert [post_of(0, url) for url in self.hands.urls].count(post) == 2, f"{post} was lost"

    @rule(crash_at=st.integers(0, 3))
    def die_while_a_wish_is_taken(self, crash_at: int) -> None:
        before = len(self.hands.wishes)
        self.poll(self.poller(crash_at))
        # It came through only if there was nothing to die of; then the baseline is set as well.
        self.has_baseline = self.has_baseline or len(self.hands.wishes) == before

    @rule()
    def die_after_the_commit(self) -> None:
        self.poll(self.poller(die_after=True))
        self.has_baseline = True

    @precondition(lambda self: self.has_baseline)
    @rule(crash_at=st.integers(0, 3))
    def poll_with_a_locked_vault(self, crash_at: int) -> None:
        self.poll(self.poller(crash_at, VaultLocked("vault_locked")))

    @rule(keep=st.integers(0, 3))
    def poll_a_feed_that_breaks_off(self, keep: int) -> None:
        if self.has_baseline:
            self.source.cut = keep
            self.poll(self.poller())
            self.source.cut = None

    @rule()
    def poll_in_trouble(self) -> None:
        self.source.trouble = FeedError("feed_timeout")
        self.poll(self.poller())
        self.source.trouble = None

    @invariant()
    def at_most_once(self) -> None:
        fired = Counter((origin, post_of(0, url)) for origin, url in self.hands.wishes)
        assert not [pair for pair, times in fired.items() if times > 1]

    @invariant()
    def never_what_was_there_before(self) -> None:
        assert not self.before_watch & {post_of(0, url) for url in self.hands.urls}


FeedHistory.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, suppress_health_check=list(HealthCheck)
)
TestFeedHistory = FeedHistory.TestCase
