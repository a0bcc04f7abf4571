"""One suite judges every pack; here the practice network's, honest and lying."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from automation.browser.pool import BrowserPool
from automation.platforms.contract import Case, Login, Report, run
from automation.platforms.contract_checks import Suite
from automation.platforms.pack import load_pack
from automation.practice.server import PracticeServer
from tests.fakes.direct_hands import DirectHands

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[BrowserPool]:
    pool = BrowserPool()
    yield pool
    await pool.stop()


@pytest.fixture
def network() -> Iterator[PracticeServer]:
    with PracticeServer() as server:
        yield server


async def judged(network: PracticeServer, pool: BrowserPool, *only: str) -> Report:
    for name in ("alice", "bob", "nobody"):
        await pool.forget(name)
    pack = load_pack("practice", base_url=network.url)
    case = Case(
        me=Login("alice", "practice-alice"),
        other=Login("bob", "practice-bob"),
        post=f"{network.url}/posts/3",
        person="carol",
        recipient="bob",
        query="foxgloves",
    )
    suite = Suite(pack, case, DirectHands(pack, pool, network))
    if only:
        every = suite.check
        suite.check = lambda name: every(name) if name in only else None  # type: ignore[method-assign]
    return await run(pack, suite)


async def test_the_practice_pack_keeps_its_promises(network: PracticeServer, pool: BrowserPool) -> None:
    before = network.facts()
    report = await judged(network, pool)
    assert [(one.capability, one.detail) for one in report.results if not one.ok] == []
    names = [one.capability for one in report.results]
    assert set(report.absent) == {
        "react",
        "reply",
        "save",
        "unsave",
        "share",
        "publish_post",
        "publish_story",
        "set_avatar",
        "set_bio",
    }
    assert names[:4] == ["sign_in", "wrong_password", "identity", "observe"]
    after = network.facts()
    for table in ("likes", "follows", "saves", "comments"):
        assert after[table] == before[table]


async def test_a_lie_fails_the_capability_and_no_other(network: PracticeServer, pool: BrowserPool) -> None:
    network.control("lie", verb="like")
    report = await judged(network, pool, "sign_in", "like", "comment", "delete_comment")
    assert {one.capability: one.ok for one in report.results} == {
        "sign_in": True,
        "like": False,
        "comment": True,
        "delete_comment": True,
    }
    assert not report.ok


async def test_what_a_failed_check_leaves_is_taken_back(network: PracticeServer, pool: BrowserPool) -> None:
    network.control("refuse", verb="delete_comment", times=1)
    before = network.facts()["comments"]
    report = await judged(network, pool, "sign_in", "comment", "delete_comment")
    assert not report.ok
    assert network.facts()["comments"] == before
