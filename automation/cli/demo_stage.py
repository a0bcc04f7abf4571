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
    """Everything the demo plays on; with a window, the window brings the engine back after its crash."""

    def __init__(self, folder: Path, with_window: bool) -> None:
        self.profile = Profile(folder / "profile").prepare()
        self.site = PracticeServer(folder / "practice")
        self.passphrase = secrets.token_urlsafe(24)
        self._with_window = with_window
        self._log = (folder / "engine.log").open("ab")
        self._engine: Process | None = None
        self._window: Process | None = None
        self._client: Client | None = None

    async def open(self) -> None:
        """Start the site and the engine."""
        self.site.start()
        await self.start_engine()

    async def show_window(self) -> None:
        """Open the window on the running engine, if one is wanted."""
        if self._with_window:
            self._window = await self._start(window_command(str(self.profile.folder)))

    async def start_engine(self) -> None:
        """Wait until an engine answers: the one that the window brings back, or one of our own; StewardError."""
        if not _runs(self._window):
            self._engine = await self._start(engine_command(str(self.profile.folder)))
        async with asyncio.timeout(START_S):
            while self._client is None:
                if not _runs(self._engine) and not _runs(self._window):
                    raise StewardError("engine_gone", self.profile.folder)
                self._client = await Client.connect(self.profile)
                await asyncio.sleep(0.05)

    async def _start(self, command: list[str]) -> Process:
        environment = {**os.environ, "STEWARD_PASSPHRASE": self.passphrase}
        return await asyncio.create_subprocess_exec(*command, env=environment, stdout=self._log, stderr=self._log)

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
        if self._engine is not None and self._engine.pid == pid:
            await self._engine.wait()
        return pid

    async def close(self) -> None:
        """End what was started, and only that."""
        if self._client is not None:
            if _runs(self._engine):
                await self._client.do(commands.ShutDown())
            await self._client.close()
        if self._window is not None and _runs(self._window):
            self._window.terminate()
        for program in (self._window, self._engine):
            if program is not None:
                await _ended(program)
        self.site.stop()
        self._log.close()


def _runs(program: Process | None) -> bool:
    return program is not None and program.returncode is None


async def _ended(program: Process) -> None:
    try:
        async with asyncio.timeout(END_S):
            await program.wait()
    except TimeoutError:
        program.kill()
        await program.wait()
