"""A feed with three entries, and all that is needed to watch it."""

from __future__ import annotations

from typing import Any

from automation.events import Event
from automation.triggers.feeds import Polled, Poller, watch
from models.account import Account
from models.base import new_id
from models.enums import ActionKind
from models.feed import Feed, feed
from models.rule import Rule, add_rule
from tests.fakes.feed_source import FeedSource
from tests.fakes.hands import Hands
from tests.unit.triggers.conftest import StillClock

URL = "http://site.test/feed"


class Bench:
    """A feed with three entries, watched for alice, and a rule that wants each new one."""

    def __init__(self, alice: Account, still: StillClock) -> None:
        self.alice, self.still = alice, still
        self.source, self.hands, self.said = FeedSource(), Hands(), list[Event]()
        for number in range(3):
            self.source.post(number)
        self.feed_id = watch(alice.id, URL, 300).id
        self.poller = Poller(
            self.hands.submit,
            self.said.append,
            self.hands.unseal,
            self.source.fetch,
            self.source.read,
            on_refused=self.hands.on_refused,
        )

    @property
    def feed(self) -> Feed:
        return feed(self.feed_id)

    def rule(self, kind: ActionKind = ActionKind.LIKE, text: bytes | None = None, **condition: Any) -> Rule:
        columns = {"name": "r", "account_id": self.alice.id, "kind": kind, "condition": condition}
        return add_rule(sealed=(new_id("rules"), text), feed_id=self.feed_id, **columns)

    async def poll(self) -> Polled:
        return await self.poller.poll(self.feed_id)
