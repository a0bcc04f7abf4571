"""What a person sets up, and what ends by itself, is in the store with its entry in the record, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from automation import commands
from automation.queue import backlog
from automation.runtime import Runtime
from models import tag
from models.account import add_account
from models.action import action, in_states
from models.audit import entries
from models.database import sql
from models.enums import ActionKind, State
from models.errors import StewardError
from models.feed import add_feed
from tests.fakes.house import hand

URL = "https://news.example/feed"


def of_somebody() -> int:
    """An account of the practice network."""
    return add_account("practice", "http://127.0.0.1:9", "alice", "http://127.0.0.1:9").id


def a_rule() -> commands.AddRule:
    """Like whatever a feed brings."""
    owner = of_somebody()
    return commands.AddRule("likes", owner, "like", add_feed(owner, URL, 600).id)


def a_schedule() -> commands.AddSchedule:
    """A like each hour."""
    return commands.AddSchedule(of_somebody(), "like", "http://127.0.0.1:9/posts/1", next_at=1, every_s=3600)


CHANGES = {
    "settings": lambda: commands.SetSetting("feed_interval_minutes", "7"),
    "feeds": lambda: commands.AddFeed(of_somebody(), URL),
    "feeds edited": lambda: commands.EditFeed(add_feed(None, URL, 600).id, None, 1200),
    "feeds off": lambda: commands.EnableFeed(add_feed(None, URL, 600).id, False),
    "rules": a_rule,
    "schedules": a_schedule,
    "accounts": lambda: commands.Pause(of_somebody()),
    "tags removed": lambda: commands.Remove("tags", tag.add_tag(name="kind")),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_a_change_that_cannot_be_recorded_is_not_made(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise StewardError("store_full")

    command, table = CHANGES[change](), change.split()[0]
    before = sql(f"SELECT * FROM {table}")
    with monkeypatch.context() as patch:
        patch.setattr(runtime.house.journal, "note", full)
        with pytest.raises(StewardError, match="store_full"):
            await runtime.do(command)
    assert sql(f"SELECT * FROM {table}") == before
    await runtime.do(command)
    assert sql(f"SELECT * FROM {table}") != before


async def test_what_passes_its_end_date_is_recorded_however_much_it_is(
    runtime: Runtime, time: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "EXPIRED_AT_ONCE", 2)
    alice = hand()
    ended = [alice.want(ActionKind.LIKE, str(number), expires_at=time[0] + 1).action.id for number in range(3)]
    open_ = alice.want(ActionKind.LIKE, "9").action
    time[0] += 1
    await runtime._tick()
    assert len(in_states([State.EXPIRED])) == 2
    await runtime._tick()
    assert sorted(entry.action_id for entry in entries(kind="expired")) == ended
    assert [action(number).state for number in (*ended, open_.id)] == [State.EXPIRED] * 3 + [State.QUEUED]
