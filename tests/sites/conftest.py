"""The two third-party sites, started once per session; one that ran before is used and left running."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import nodebb_server, spirit_server
from .site import Site


@pytest.fixture(scope="session")
def spirit() -> Iterator[Site]:
    """A running Spirit."""
    site, started = spirit_server.start()
    yield site
    if started:
        spirit_server.stop()


@pytest.fixture
def strict_spirit() -> Iterator[Site]:
    """A fresh Spirit that keeps its own rate limits: one comment in ten seconds, five sign-ins in five minutes."""
    site, started = spirit_server.start(0, rate_limits=True)
    yield site
    if started:
        spirit_server.stop(rate_limits=True)


@pytest.fixture(scope="session")
def nodebb() -> Iterator[Site]:
    """A running NodeBB."""
    site, started = nodebb_server.start()
    yield site
    if started:
        nodebb_server.stop()
