"""The same socket from the other end: asks a running engine, and listens to it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from automation import protocol
from automation.events import Event
from models.errors import StewardError
from models.paths import Profile

CONNECT_S = 20.0  # as with the lock of a profile: an engine on a busy machine is there all the same
Reply = dict[str, Any] | bytes


class Client:
    """One connection to the engine that owns a profile."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Reply]] = {}
        self._listeners: list[Callable[[Event], None]] = []
        self._task = asyncio.create_task(self._read())
        self.pid = 0

    @classmethod
    async def connect(cls, profile: Profile) -> Client | None:
        """A connection, or None where no engine answers."""
        try:
            token = profile.token.read_text(encoding="ascii")
            reader, writer = await asyncio.open_unix_connection(str(profile.socket))
            writer.write(protocol.encode({"token": token}))
            header, _ = await asyncio.wait_for(protocol.read(reader), CONNECT_S)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            return None
        client = cls(reader, writer)
        client.pid = int(header.get("hello", {}).get("pid", 0))
        return client

    async def do(self, command: Any) -> Reply:
        """Carry out one command; raises what the engine raised, or StewardError engine_gone."""
        number = next(self._numbers)
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            self._writer.write(protocol.encode(protocol.request(number, command)))
            await self._writer.drain()
        except ConnectionError as error:
            raise StewardError("engine_gone") from error
        if self._task.done():
            raise StewardError("engine_gone")
        return await future

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Tell a listener every event from now on."""
        self._listeners.append(listener)

    async def close(self) -> None:
        """Hang up."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()

    async def _read(self) -> None:
        try:
            while True:
                header, binary = await protocol.read(self._reader)
                self._take(header, binary)
        except (asyncio.IncompleteReadError, ConnectionError, StewardError):
            pass
        finally:
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(StewardError("engine_gone"))

    def _take(self, header: dict[str, Any], binary: bytes) -> None:
        if "event" in header:
            for listener in self._listeners:
                listener(protocol.event(header))
            return
        future = self._waiting.pop(int(header.get("reply", 0)), None)
        if future is None or future.done():
            return
        if "error" in header:
            future.set_exception(protocol.raised(header["error"]))
        else:
            future.set_result(binary or header["value"])
