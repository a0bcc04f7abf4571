"""Imports are tried into a fresh store; one PostgreSQL of our own serves them all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.postgres import Cluster, cluster


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A running PostgreSQL; where there is none the tests fail and say what to install."""
    with cluster() as running:
        yield running
