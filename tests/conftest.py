"""The ground under every test: no network but loopback, no display, no keychain and no profile of the user's."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_xvfb
from hypothesis import HealthCheck, settings

from models import clock
from models.database import close
from tests.fakes.new_store import new_store

# How long an example takes is a benchmark's question, and a fixture's store stays open for all of a test's examples.
# Where a change lands (CI is set) examples are the same each time: a new one that fails is to be found at work.
settings.register_profile(
    "steward", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("steward")

# Names that can never be found (RFC 6761), so that a test may ask for one.
NOWHERE = (".invalid", ".test", ".example")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take the virtual display of this process; never the one that somebody works on."""
    if not pytest_xvfb.is_xdist_master(config):  # it runs no tests, and its workers inherit what it sets
        os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if pytest_xvfb.xvfb_instance else "offscreen")


class NetworkBlocked(BaseException):
    """A test reached for the network; not an Exception, so that no code under test can take it for a dead host."""


def address_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host is written as; None for a name. A mapped address is what it maps to."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_loopback(host: str) -> bool:
    """Say whether a host, as a name or a number, is this machine itself."""
    address = address_of(host)
    return address.is_loopback if address else host in {"", "localhost"}


def look_up_guarded(real: Callable[..., Any]) -> Callable[..., Any]:
    """A look-up of names that knows this machine, and nothing else."""

    def look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host or ""
        if name.endswith(NOWHERE):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if not is_loopback(name) and address_of(name) is None:
            raise NetworkBlocked(f"a test looked up {name}")
        return real(host, *args, **kwargs)

    return look_up


def way_out_guarded(real: Callable[..., Any]) -> Callable[..., Any]:
    """One of a socket's ways out, for loopback and local sockets only; the address is its last argument."""

    def way_out(self: socket.socket, *args: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not is_loopback(args[-1][0]):
            raise NetworkBlocked(f"a test reached for {args[-1][0]}:{args[-1][1]}")
        return real(self, *args)

    return way_out


@pytest.fixture(scope="session", autouse=True)
def only_loopback() -> Iterator[None]:
    """Block the network for the whole run, name look-ups included."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up_guarded(socket.getaddrinfo))
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, way_out_guarded(getattr(socket.socket, name)))
        yield


@pytest.fixture(scope="session", autouse=True)
def nobody_elses_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep tests, and the processes they start, away from the user's profiles, keychain and passphrase."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        for name in ("STEWARD_PASSPHRASE", "STEWARD_PROFILE"):
            patch.delenv(name, raising=False)
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        yield home


@pytest.fixture(scope="session", autouse=True)
def drivers_end() -> Iterator[None]:
    """Give Playwright's driver all the time it takes to end: cut off, it would complain in whatever test came next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("automation.browser.pool._STOPPING_S", 60.0)
        yield


@pytest.fixture
def store(tmp_path: Path) -> Iterator[None]:
    """An open store of this test's own."""
    new_store(tmp_path / "steward.db")
    yield
    close()


@pytest.fixture
def time() -> Iterator[list[int]]:
    """The time by which everything goes, in ms; it stands where the test puts it."""
    at = [1_800_000_000_000]
    before = clock.use(lambda: at[0])
    yield at
    clock.use(before)
