"""The demo's stage: a practice network, a throw-away profile, and an engine in a process of its own."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
from asyncio.subprocess import Process
from pathlib import Path
from typing import Any

from automation import commands
from automation.cli.run import window_command
from automation.client import Client
from automation.practice.server import PracticeServer
from models.errors import StewardError
from models.paths import Profile

START_S, END_S = 60.0, 10.0


def engine_command(profile: str) -> list[str]:
    """The program that serves a profile until this process is gone."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "automation"]
    return [*program, "engine", "--profile", profile, "--parent", str(os.getpid())]


class Stage:
    """Everything the demo plays on; `with_window` lets the window run the engine."""

    def __init__(self, folder: Path, with_window: bool) -> None:
        self.profile = Profile(folder / "profile").prepare()
        self.site = PracticeServer(folder / "practice")
        self.passphrase = secrets.token_urlsafe(24)
        self._with_window = with_window
        self._log = (folder / "engine.log").open("ab")
        self._program: Process | None = None
        self._client: Client | None = None

    async def open(self) -> None:
        """Start the site and the engine, with the window if asked."""
        self.site.start()
        await self.start_engine()

    async def start_engine(self) -> None:
        """Start the program and wait until its engine answers; StewardError engine_gone."""
        if self._program is None or self._program.returncode is not None:
            maker = window_command if self._with_window else engine_command
            environment = {**os.environ, "STEWARD_PASSPHRASE": self.passphrase}
            self._program = await asyncio.create_subprocess_exec(
                *maker(str(self.profile.folder)), env=environment, stdout=self._log, stderr=self._log
            )
        await self._connect()

    async def _connect(self) -> None:
        async with asyncio.timeout(START_S):
            while True:
                if self._program is None or self._program.returncode is not None:
                    raise StewardError("engine_gone", self.profile.folder)
                self._client = await Client.connect(self.profile)
                if self._client is not None:
                    return
                await asyncio.sleep(0.05)

    async def do(self, command: Any) -> Any:
        """Ask the engine."""
        if self._client is None:
            raise StewardError("engine_gone")
        return await self._client.do(command)

    async def kill_engine(self) -> int:
        """End the engine as a power cut would; returns its process id."""
        if self._client is None:
            raise StewardError("engine_gone")
        pid = self._client.pid
        os.kill(pid, signal.SIGKILL)
        await self._client.close()
        self._client = None
        if self._program is not None and self._program.pid == pid:
            await self._program.wait()
        return pid

    async def close(self) -> None:
        """End what was started, and only that."""
        if self._client is not None:
            if not self._with_window:
                await self._client.do(commands.ShutDown())
            await self._client.close()
        if self._program is not None:
            if self._with_window and self._program.returncode is None:
                self._program.terminate()
            try:
                await asyncio.wait_for(self._program.wait(), END_S)
            except TimeoutError:
                self._program.kill()
                await self._program.wait()
        self.site.stop()
        self._log.close()
