"""`steward run`, `engine`, `status`, `stop` and `desktop`: processes, and how they stand."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

import click

from automation import commands, logs
from automation.cli.door import PATIENCE_S, ask, engine_status, reading, wait
from automation.cli.output import Said
from automation.upkeep import diagnostics
from models import clock, ids, settings
from models.action import state_counts
from models.backup import last_proven
from models.enums import State
from models.errors import StewardError
from models.feed import feeds
from models.review import open_reviews

PARENT_CHECK_S = 0.5


@click.command()
@click.option("--until-idle", is_flag=True, help="End when nothing is due or running.")
@click.option("--for", "seconds", type=click.FloatRange(min=0), help="End after so many seconds.")
@click.pass_obj
def run(said: Said, until_idle: bool, seconds: float | None) -> None:
    """Run the engine without a window: triggers, queue, checks."""
    counts = wait(_serve(said, until_idle=until_idle, seconds=seconds, release=True))
    said.show({"states": counts}, "Stopped. " + _words(counts))


@click.command()
@click.option("--parent", type=int, help="End when this process is gone.")
@click.pass_obj
def engine(said: Said, parent: int | None) -> None:
    """Serve a profile for the window."""
    wait(_serve(said, parent=parent, announce=True))


async def _serve(
    said: Said,
    *,
    until_idle: bool = False,
    seconds: float | None = None,
    parent: int | None = None,
    announce: bool = False,
    release: bool = False,
) -> dict[str, int]:
    from automation.runtime import Runtime
    from automation.server import Server

    said.profile.prepare()
    logs.start(said.profile.logs, said.verbosity)
    runtime = Runtime(said.profile, said.passphrase_path)
    await runtime.start(wait_s=PATIENCE_S)
    server = Server(runtime)
    try:
        await server.start()
        if release and settings.get("stopped"):
            await runtime.do(commands.Lanes(on=True))
        await runtime.work()
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):
                asyncio.get_running_loop().add_signal_handler(number, runtime.ended.set)
        if announce:
            click.echo("READY")
        await _until(runtime, until_idle, seconds, parent)
        return state_counts()
    finally:
        await server.stop()
        await runtime.stop()


async def _until(runtime: Any, until_idle: bool, seconds: float | None, parent: int | None) -> None:
    end = time.monotonic() + seconds if seconds is not None else None
    while not runtime.ended.is_set():
        if end is not None and time.monotonic() >= end:
            return
        if parent is not None and not _alive(parent):
            return
        if until_idle and _idle(runtime):
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(PARENT_CHECK_S):
                await runtime.ended.wait()


def _idle(runtime: Any) -> bool:
    from automation.queue import backlog

    return not runtime.away and not runtime.house.lanes.current and not backlog.accounts_with_work()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@click.command()
@click.pass_obj
def status(said: Said) -> None:
    """How everything stands."""
    running = engine_status(said)
    if running is None:
        reading(said)
        running = {
            "states": state_counts(),
            "lanes": [],
            "reviews": len(open_reviews()),
            "feeds": len(feeds()),
            "paused": bool(settings.get("stopped")),
            "findings": diagnostics.in_short(),
            "restore_proven_at": clock.to_iso(last_proven()),
        }
    lanes = [
        {"account": ids.public("accounts", lane["account"]), "action": ids.maybe_public("actions", lane["action"])}
        for lane in running["lanes"]
    ]
    document = {**running, "lanes": lanes}
    document.pop("pages", None)
    said.show(document)


@click.command()
@click.option("--start", "starts", is_flag=True, help="Let the lanes work again.")
@click.pass_obj
def stop(said: Said, starts: bool) -> None:
    """The kill switch: all lanes rest within two seconds, until they are started again."""
    reply = ask(said, commands.Lanes(on=starts))
    in_flight = [ids.public("actions", number) for number in reply["in_flight"]]
    words = "All lanes may work." if starts else f"All lanes rest. In flight: {', '.join(in_flight) or 'nothing'}."
    said.show({"stopped": not starts, "in_flight": in_flight}, words)


@click.command()
@click.pass_obj
def desktop(said: Said) -> int:
    """Open the window, a program of its own."""
    command = window_command(str(said.profile.folder))
    try:
        return subprocess.call(command)
    except OSError as error:
        raise StewardError("window_missing", command[0], reason=error.strerror) from error


def window_command(profile: str) -> list[str]:
    """The program that shows a profile's window."""
    if getattr(sys, "frozen", False):
        beside = os.path.join(os.path.dirname(sys.executable), "steward-desktop")
        return [beside + (".exe" if sys.platform == "win32" else ""), "--profile", profile]
    return [sys.executable, "-m", "desktop", "--profile", profile]


def _words(counts: dict[str, int]) -> str:
    return (
        ", ".join(f"{count} {State(state).replace('_', ' ')}" for state, count in sorted(counts.items()))
        or "No actions."
    )
