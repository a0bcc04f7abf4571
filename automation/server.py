"""The runtime behind a private local socket: commands in, events and live frames out."""

from __future__ import annotations

import asyncio
import hmac
import os
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog

from automation import protocol
from automation.events import Event, FrameShown
from automation.runtime import Runtime
from models.errors import StewardError, StoreUnusable
from models.paths import PRIVATE_FILE, PRIVATE_FOLDER, Profile

VERSION = 1
# Live frames are dropped for a client that does not keep up; everything else waits in its buffer.
FRAME_BACKLOG = 2 << 20
HANDSHAKE_S = 20.0
log = structlog.get_logger(__name__)


class Server:
    """Serves one runtime on its profile's socket until closed."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._token = secrets.token_hex(32)
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._server: asyncio.Server | None = None
        self._unlisten: Callable[[], None] = lambda: None

    async def start(self) -> None:
        """Listen; StoreUnusable socket_unusable."""
        profile = self._runtime.profile
        try:
            _prepare(profile, self._token)
            mask = os.umask(0o177)
            try:
                self._server = await asyncio.start_unix_server(self._serve, str(profile.socket))
            finally:
                os.umask(mask)
        except OSError as error:
            raise StoreUnusable("socket_unusable", profile.socket, reason=error.strerror) from error
        self._unlisten = self._runtime.listen(self._announce)

    async def stop(self) -> None:
        """Hang up on everybody and take the socket away."""
        self._unlisten()
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        for writer in list(self._writers):
            writer.close()
        with suppress(OSError):  # where it could not be laid
            self._runtime.profile.socket.unlink()
            self._runtime.profile.token.unlink()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.wait_for(self._greet(reader, writer), HANDSHAKE_S)
            self._writers.add(writer)
            while True:
                header, _ = await protocol.read(reader)
                self._spawn(self._answer(header, writer))
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError, PermissionError, ValueError, StewardError):
            pass  # whoever hung up, or was not ours, needs no answer
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        header, _ = await protocol.read(reader)
        token = header.get("token")
        given = token.encode("ascii", "replace") if isinstance(token, str) else b""
        if not hmac.compare_digest(given, self._token.encode()):
            raise PermissionError
        writer.write(protocol.encode({"hello": {"version": VERSION, "pid": os.getpid()}}))
        await writer.drain()

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, header: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        asked = header.get("request")
        number, binary = asked if isinstance(asked, int) else 0, b""
        try:
            reply = await self._runtime.do(protocol.command(header))
            answer: dict[str, Any] = {"reply": number, "value": {}}
            if isinstance(reply, bytes):
                binary = reply
            else:
                answer["value"] = reply
        except StewardError as error:
            answer = protocol.failure(number, error)
        except Exception as error:  # a fault of ours must not leave the caller waiting
            log.error("command_broke", command=header.get("command"), exc_info=error)
            answer = protocol.failure(number, StewardError("internal_fault", header.get("command", "")))
        with suppress(ConnectionError):
            writer.write(protocol.encode(answer, binary))
            await writer.drain()

    def _announce(self, event: Event, binary: bytes) -> None:
        message = protocol.encode(protocol.announcement(event), binary)
        for writer in list(self._writers):
            if isinstance(event, FrameShown) and writer.transport.get_write_buffer_size() > FRAME_BACKLOG:
                continue
            writer.write(message)


def _prepare(profile: Profile, token: str) -> None:
    folder = profile.runtime
    for place in (folder.parent, folder):
        place.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        state = place.lstat()
        # Whoever owns a folder above the socket could put a socket of their own in its place.
        if not stat.S_ISDIR(state.st_mode) or state.st_uid != os.getuid():
            raise OSError(None, f"{place} belongs to somebody else")
    folder.chmod(PRIVATE_FOLDER)
    profile.socket.unlink(missing_ok=True)  # we own the profile, so whoever left it is gone
    profile.token.unlink(missing_ok=True)
    handle = os.open(profile.token, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(token)
