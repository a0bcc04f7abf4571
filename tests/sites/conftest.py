"""The two third-party sites, started once per session; one that ran before is used and left running.

`make sites` works on both beside one another: each has a process of its own, which alone installs, uses and stops it.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from . import nodebb_server, spirit_server
from .site import Site

# A test of fifteen commands took 232 s on a machine five times too busy; pytest itself ends all after 600.
PATIENCE_S = 480


class BySite(LoadScopeScheduling):
    """Gives all tests of one site to one process; they are told by their names."""

    def _split_scope(self, nodeid: str) -> str:
        return "nodebb" if "nodebb" in nodeid else "spirit"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> BySite:
    """Keep the tests of one site together."""
    return BySite(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a test that would wait for ever fail by name, where it waits; the rest still runs."""
    for item in items:
        if isinstance(item, pytest.Function) and "site" in item.keywords and inspect.iscoroutinefunction(item.obj):
            item.obj = impatient(item.obj)


def impatient(test: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """A test that is given only so long."""

    @functools.wraps(test)
    async def limited(*args: Any, **kwargs: Any) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await test(*args, **kwargs)

    return limited


@pytest.fixture(scope="session")
def spirit() -> Iterator[Site]:
    """A running Spirit."""
    site, started = spirit_server.start()
    yield site
    if started:
        spirit_server.stop()


@pytest.fixture
def strict_spirit() -> Iterator[Site]:
    """A fresh Spirit with its own rate limits: one comment and five sign-ins, in all the time that it runs."""
    spirit_server.stop(rate_limits=True)
    site, _started = spirit_server.start(8102, rate_limits=True)
    yield site
    spirit_server.stop(rate_limits=True)


@pytest.fixture(scope="session")
def nodebb() -> Iterator[Site]:
    """A running NodeBB."""
    site, started = nodebb_server.start()
    yield site
    if started:
        nodebb_server.stop()


@pytest.fixture(params=["spirit", "nodebb"])
def site(request: pytest.FixtureRequest) -> Site:
    """Each of the sites, running; asked for by a test itself, it would be installed on that test's time."""
    running: Site = request.getfixturevalue(request.param)
    return running
