"""What a person says while a page is being opened counts: nothing is clicked after it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from automation import commands
from automation.events import Event, PageOpened
from automation.platforms.adapter import Adapter
from models.audit import entries
from models.entry_kinds import AuditOutcome, outcome_of
from tests.e2e.corridor import Corridor, state_of

TEXT = "Good morning, and thank you."


def say_when_opened(house: Corridor, command: Any) -> list[asyncio.Task[Any]]:
    """Carry out a command as soon as the next page of a lane is there, before its site has answered."""
    said: list[asyncio.Task[Any]] = []

    def listen(event: Event, _: bytes) -> None:
        if isinstance(event, PageOpened) and not said:
            said.append(asyncio.ensure_future(house.do(command)))

    house.runtime.listen(listen)
    return said


def came(house: Corridor, kind: str) -> int:
    """How many acts of a kind have reached the site."""
    said = [message["text"] for message in house.site.facts()["messages"]]
    return said.count(TEXT) if kind == "dm" else len(house.arrived(kind))


@pytest.mark.parametrize(("kind", "text"), [("follow", None), ("dm", TEXT)])
async def test_who_opts_out_meanwhile_is_left_alone(house: Corridor, kind: str, text: str | None) -> None:
    carol = f"{house.site.url}/@carol"
    queued = await house.submit(kind, carol, text)
    said = say_when_opened(house, commands.Block("opt_out", "practice", "carol", "asked to be left alone"))
    receipt = await house.receipt(queued["action"])
    assert said
    await said[0]
    assert (state_of(receipt), came(house, kind)) == (("refused", "opted_out"), 0)


async def test_a_pause_meanwhile_holds_the_act(house: Corridor) -> None:
    queued = await house.submit("follow", f"{house.site.url}/@carol")
    said = say_when_opened(house, commands.Pause(house.accounts["alice"], True))
    receipt = await house.receipt(queued["action"])
    await said[0]
    assert (state_of(receipt), came(house, "follow")) == (("held", "account_paused"), 0)
    told = [entry for entry in entries() if entry.kind in {"attempt", "error"}]
    assert [(entry.kind, outcome_of(entry.kind, entry.body)) for entry in told] == [("attempt", AuditOutcome.PENDING)]


async def test_a_no_that_comes_while_the_text_is_typed_still_counts(
    house: Corridor, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = Adapter.prepare

    async def interrupted(self: Adapter, *args: Any) -> None:
        await prepare(self, *args)
        await house.do(commands.Block("opt_out", "practice", "carol"))

    monkeypatch.setattr(Adapter, "prepare", interrupted)
    receipt = await house.act("dm", f"{house.site.url}/@carol", TEXT)
    assert (state_of(receipt), came(house, "dm")) == (("refused", "opted_out"), 0)
    [rule] = [rule for rule in receipt["decision"]["rules"] if rule["code"] == "opted_out"]
    assert rule["figure"] == "carol"  # which rule it was, and of whom
