"""The ground itself: what conftest promises to every other test."""

from __future__ import annotations

import asyncio
import os
import socket

import keyring
import pytest
from keyring.errors import NoKeyringError

from tests.conftest import NetworkBlocked


def test_a_connection_to_elsewhere_is_blocked() -> None:
    with socket.socket() as outside, pytest.raises(NetworkBlocked, match=r"192\.0\.2\.1:80"):
        outside.connect(("192.0.2.1", 80))


def test_a_mapped_address_is_no_way_out() -> None:
    with socket.socket(socket.AF_INET6) as outside, pytest.raises(NetworkBlocked):
        outside.connect(("::ffff:192.0.2.1", 80))


def test_a_datagram_to_elsewhere_is_blocked() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as outside, pytest.raises(NetworkBlocked):
        outside.sendto(b"?", ("192.0.2.1", 53))


def test_a_look_up_of_a_real_name_is_blocked() -> None:
    with pytest.raises(NetworkBlocked, match=r"social\.site"):
        socket.create_connection(("social.site", 80))


def test_a_name_that_cannot_exist_is_a_dead_host() -> None:
    with pytest.raises(socket.gaierror):
        socket.create_connection(("nobody.invalid", 80))


async def test_loopback_works_both_ways() -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(greet, "localhost", 0) as server:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("localhost", port)
        assert await reader.read() == b"hello"
        writer.close()
        await writer.wait_closed()


async def test_asyncio_is_held_back_too() -> None:
    with pytest.raises(NetworkBlocked):
        await asyncio.open_connection("192.0.2.1", 80)


def test_no_keychain_and_no_profile_of_the_user_is_touched() -> None:
    assert "STEWARD_PASSPHRASE" not in os.environ
    with pytest.raises(NoKeyringError):
        keyring.get_password("steward", "anyone")
