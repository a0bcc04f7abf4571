"""The private socket against whoever is not meant: strangers, garbage, and frames without end."""

from __future__ import annotations

import asyncio
import gc
import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from automation import commands, protocol
from automation.client import Client
from automation.runtime import Runtime
from automation.server import Server
from models.errors import BadInput, StewardError, StoreUnusable
from models.paths import Profile

NESTED = b"[" * 100_000


def framed(header: bytes) -> bytes:
    """A frame around whatever stands for its header."""
    return protocol.LENGTHS.pack(len(header), 0) + header


@dataclass(frozen=True, slots=True)
class Unheard:
    """A command that no engine knows."""


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Runtime]:
    faults: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, fault: faults.append(fault))
    # AF_UNIX holds about a hundred bytes; a profile may lie deeper than that.
    runtime = Runtime(Profile(tmp_path / ("deep" * 40)))
    await runtime.start()
    server = Server(runtime)
    await server.start()
    yield runtime
    await server.stop()
    await runtime.stop()
    gc.collect()  # what a task has died of is told when it is let go
    await asyncio.sleep(0)
    assert faults == [], "whoever asks badly is no fault of ours"


async def reply_to(profile: Profile, raw: bytes) -> bytes:
    """What comes back, until the other end hangs up."""
    reader, writer = await asyncio.open_unix_connection(str(profile.socket))
    writer.write(raw)
    async with asyncio.timeout(30):
        said = await reader.read()
    writer.close()
    return said


def token(profile: Profile) -> str:
    return (profile.runtime / "token").read_text()


async def test_only_the_user_can_reach_it(served: Runtime) -> None:
    profile = served.profile
    assert stat.S_IMODE(profile.socket.stat().st_mode) == 0o600
    assert stat.S_IMODE((profile.runtime / "token").stat().st_mode) == 0o600
    assert stat.S_IMODE(profile.runtime.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "raw",
    [
        protocol.encode({"token": "0" * 64}),
        protocol.encode({"token": ["not", "text"]}),
        protocol.encode({"token": "schlüssel"}),
        protocol.encode({"token": "\ud800"}),
        framed('{"token": "schlüssel"}'.encode()),
        framed(b'{"token": "sch\xfcssel"}'),
        framed(NESTED),
        framed(b'{"token":' + NESTED),
        framed(b'{"token": ' + b"9" * 10_000 + b"}"),
        b"a line without an end " * 1000,
        protocol.encode({}),
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        protocol.LENGTHS.pack(3, 0) + b"{[}",
        protocol.LENGTHS.pack(2, 0) + b"[]",
        protocol.LENGTHS.pack(protocol.MAX_HEADER + 1, 0),
        protocol.LENGTHS.pack(10, 2**32 - 1),
        b"\xff" * 64,
    ],
)
async def test_a_stranger_hears_nothing_and_the_engine_goes_on(served: Runtime, raw: bytes) -> None:
    assert await reply_to(served.profile, raw) == b""
    client = await Client.connect(served.profile)
    assert client is not None
    assert (await client.do(commands.Status()))["states"] == {}
    await client.close()


@pytest.mark.parametrize("garbage", [b"null", NESTED])
async def test_garbage_after_the_greeting_ends_only_that_connection(served: Runtime, garbage: bytes) -> None:
    greeting = protocol.encode({"token": token(served.profile)})
    said = await reply_to(served.profile, greeting + framed(garbage))
    assert b"hello" in said
    client = await Client.connect(served.profile)
    assert client is not None
    await client.close()


async def test_a_command_that_is_none_is_answered_with_an_error(served: Runtime) -> None:
    client = await Client.connect(served.profile)
    assert client is not None
    with pytest.raises(BadInput, match="bad_message"):
        await client.do(Unheard())
    await client.close()


@pytest.mark.parametrize("number", ["one", [], None, "9" * 5000])
async def test_a_request_without_a_number_is_answered_all_the_same(served: Runtime, number: object) -> None:
    asked = protocol.encode({"request": number, "command": "Status", "args": {}})
    reader, writer = await asyncio.open_unix_connection(str(served.profile.socket))
    writer.write(protocol.encode({"token": token(served.profile)}) + asked)
    async with asyncio.timeout(30):
        await protocol.read(reader)
        header, _ = await protocol.read(reader)
    writer.close()
    assert (header["reply"], "value" in header) == (0, True)


async def test_errors_keep_their_class_and_their_facts(served: Runtime) -> None:
    client = await Client.connect(served.profile)
    assert client is not None
    with pytest.raises(BadInput, match="bad_setting") as caught:
        await client.do(commands.SetSetting("cap_like_hour", "many"))
    assert caught.value.facts["value"] == "many"
    await client.close()


async def test_whoever_waits_is_told_when_the_engine_goes(tmp_path: Path) -> None:
    runtime = Runtime(Profile(tmp_path / "profile"))
    await runtime.start()
    server = Server(runtime)
    await server.start()
    client = await Client.connect(runtime.profile)
    assert client is not None
    await server.stop()
    with pytest.raises(StewardError, match="engine_gone"):
        await client.do(commands.Status())
    await client.close()
    await runtime.stop()
    assert await Client.connect(runtime.profile) is None


async def test_a_runtime_folder_of_somebody_else_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with TemporaryDirectory(prefix="run") as short:
        monkeypatch.setenv("XDG_RUNTIME_DIR", short)
        runtime = Runtime(Profile(tmp_path / "profile"))
        runtime.profile.runtime.symlink_to(tmp_path)
        await runtime.start()
        server = Server(runtime)
        with pytest.raises(StoreUnusable, match="socket_unusable"):
            await server.start()
        await server.stop()
        await runtime.stop()
        assert not (tmp_path / "engine.sock").exists()
