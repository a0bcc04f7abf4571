"""An engine in a few lines: the real protocol on the real socket over a real store, but nothing is ever clicked.

A program of its own (`python -m tests.fakes.engine --profile DIR`). It can lie: `--lies` is JSON that maps a command to
an error code, or to "silence".
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from automation import commands, events, protocol
from models.errors import StewardError
from models.migrations.runner import open_store
from models.paths import Profile
from tests.fakes.engine_work import Work

TOKEN = "fake-token"


class FakeEngine:
    """Serves until its parent's pipe or its process ends."""

    def __init__(self, profile: Profile, lies: dict[str, str]) -> None:
        self._profile, self._lies = profile, lies
        self._writers: set[asyncio.StreamWriter] = set()
        self.over = asyncio.Event()
        self.work = Work(profile, self.announce)

    async def serve(self) -> None:
        """Listen, say READY, and serve."""
        folder = self._profile.runtime
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._profile.socket.unlink(missing_ok=True)
        (folder / "token").write_text(TOKEN)
        server = await asyncio.start_unix_server(self._meet, str(self._profile.socket))
        print("READY", flush=True)
        await self.over.wait()
        server.close()

    def announce(self, event: events.Event, binary: bytes = b"") -> None:
        """Tell everybody."""
        for writer in list(self._writers):
            writer.write(protocol.encode(protocol.announcement(event), binary))

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            header, _ = await protocol.read(reader)
            if header != {"token": TOKEN}:
                return
            writer.write(protocol.encode({"hello": {"version": 1, "pid": os.getpid()}}))
            self._writers.add(writer)
            while True:
                header, _ = await protocol.read(reader)
                self._answer(header, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    def _answer(self, header: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        number, command = int(header["request"]), protocol.command(header)
        lie = self._lies.get(header["command"])
        if lie == "silence":
            return
        if isinstance(command, commands.ShutDown):
            self.over.set()
        try:
            if lie:
                raise StewardError(lie)
            value = self.work.do(command)
        except StewardError as error:
            writer.write(protocol.encode(protocol.failure(number, error)))
            return
        binary = value if isinstance(value, bytes) else b""
        writer.write(protocol.encode({"reply": number, "value": {} if binary else value}, binary))


def command_line(profile: Profile, lies: dict[str, str] | None = None) -> list[str]:
    """The command that starts one."""
    lied = json.dumps(lies or {})
    return [sys.executable, "-m", "tests.fakes.engine", "--profile", str(profile.folder), "--lies", lied]


async def _serve(folder: Path, lies: dict[str, str]) -> None:
    profile = Profile(folder).prepare()
    open_store(profile.store)
    await FakeEngine(profile, lies).serve()


def main() -> None:
    """Serve the profile that is named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile", type=Path, required=True)
    parser.add_argument("--lies", type=json.loads, default={})
    said = parser.parse_args()
    asyncio.run(_serve(said.profile, said.lies))


if __name__ == "__main__":
    main()
