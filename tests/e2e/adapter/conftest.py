"""What the adapter's tests share: one browser, hand-written pages for `page`, the practice network for `alice`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page

from automation.browser.pool import BrowserPool
from automation.platforms.adapter import Adapter
from automation.platforms.pack import Pack, load_pack
from automation.practice.server import PracticeServer
from tests.fakes.adapter_walks import read_pack
from tests.fakes.hand_site import HandSite


@pytest.fixture(autouse=True)
def complete(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page here has all its parts when it is ready, so that what it lacks then is hardly waited for.

    All else may take as long as with a real site: the machine may be busy. A test whose point is a wait in vain cuts
    that one short.
    """
    monkeypatch.setattr("automation.platforms.arriving.PARTS_MS", 1_000)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[BrowserPool]:
    pool = BrowserPool()
    yield pool
    await pool.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def page(pool: BrowserPool) -> AsyncIterator[Page]:
    async with pool.page("ann") as page:
        yield page
    await pool.forget("ann")


@pytest.fixture
def site() -> Iterator[HandSite]:
    with HandSite() as site:
        yield site


@pytest.fixture
def hand(site: HandSite, tmp_path: Path) -> Pack:
    return read_pack(site, tmp_path)


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    with PracticeServer() as server:
        yield server


@pytest.fixture
def network(server: PracticeServer) -> PracticeServer:
    server.control("clear")
    server.control("dialect", name="plain")
    return server


@pytest.fixture
def practice(network: PracticeServer) -> Pack:
    return load_pack("practice", base_url=network.url)


@pytest_asyncio.fixture(loop_scope="module")
async def alice(pool: BrowserPool, practice: Pack) -> AsyncIterator[Page]:
    async with pool.page("alice", locale=practice.platform.locale) as page:
        if await Adapter(practice, page, "alice").identity() is None:
            await Adapter(practice, page, "alice").sign_in("practice-alice")
        yield page
