"""What an act leaves in the rows around it: on the account, the tries, the looks and the runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from automation import commands
from automation.practice.server import PracticeServer
from models import clock
from models.database import sql
from tests.e2e.corridor import Corridor, corridor


@pytest.fixture(scope="module")
def network() -> Iterator[PracticeServer]:
    with PracticeServer() as server:
        yield server


@pytest.fixture
async def house(tmp_path: Path, network: PracticeServer) -> AsyncIterator[Corridor]:
    network.control("reset", dialect="plain")
    async with corridor(tmp_path, network, "alice") as found:
        yield found


def state_of(receipt: dict) -> tuple[str, str | None]:
    return receipt["action"]["state"], receipt["action"]["code"]


async def test_an_account_tells_when_it_acted_last_and_what_it_met_since(house: Corridor) -> None:
    told = "SELECT last_acted_by, last_acted_at BETWEEN ? AND ?, last_error, last_error_at > 0, retries FROM accounts"
    began = clock.now()
    for tries in (1, 2):
        assert state_of(await house.act("like", house.post(998 + tries))) == ("failed", "not_found")
        assert sql(told, (began, clock.now())) == [(None, None, "not_found", 1, tries)]
    await house.do(commands.Block("opt_out", "practice", "mira_baker"))
    assert state_of(await house.act("like", house.post(1))) == ("refused", "opted_out")
    assert sql(told, (began, clock.now()))[0][-1] == 2, "what a person forbids is no trouble of the account"
    assert state_of(await house.act("like", house.post(2))) == ("confirmed", None)
    assert sql(told, (began, clock.now())) == [("steward", 1, None, None, 0)]
    house.site.control("challenge", user="alice")
    assert (await house.act("like", house.post(3)))["action"]["state"] == "held"
    assert sql(told, (began, clock.now())) == [("steward", 1, "challenged", 1, 1)]
