"""The door to an engine: the one that owns the profile, or one of our own for the length of a command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from automation import commands, logs
from automation.cli.output import Said
from automation.client import Client
from models.database import connect, db
from models.errors import StoreUnusable
from models.migrations.runner import NEWEST, open_store, version

T = TypeVar("T")
Do = Callable[[Any], Awaitable[Any]]
# How long a command waits for another short command to let go of the profile.
PATIENCE_S = 20.0


@asynccontextmanager
async def engine(said: Said, *, work: bool = False, visible: bool = False) -> AsyncIterator[Do]:
    """Where commands go: a running engine takes them; else we own the profile meanwhile, and work if asked."""
    client = await _client(said)
    if client is not None:
        try:
            yield client.do
        finally:
            await client.close()
        return
    from automation.runtime import Runtime  # a client needs none of the rooms

    said.profile.prepare()
    logs.start(said.profile.logs, said.verbosity)
    runtime = Runtime(said.profile, said.passphrase_path)
    await runtime.start(wait_s=PATIENCE_S, visible=visible)
    try:
        if work:
            await runtime.work()
        yield runtime.do
    finally:
        await runtime.stop()


async def _client(said: Said) -> Client | None:
    return await Client.connect(said.profile) if said.profile.socket.exists() else None


def ask(said: Said, command: Any, *, work: bool = False) -> Any:
    """Carry out one command and return its reply."""

    async def once() -> Any:
        async with engine(said, work=work) as do:
            return await do(command)

    return wait(once())


def running(said: Said) -> bool:
    """Whether an engine serves the profile now."""

    async def answers() -> bool:
        client = await _client(said)
        if client is not None:
            await client.close()
        return client is not None

    return wait(answers())


def engine_status(said: Said) -> dict[str, Any] | None:
    """How a running engine says that everything stands, with its process; None where none runs."""

    async def told() -> dict[str, Any] | None:
        client = await _client(said)
        if client is None:
            return None
        try:
            reply = await client.do(commands.Status())
        finally:
            await client.close()
        return {**reply, "engine": client.pid} if isinstance(reply, dict) else None

    return wait(told())


def settled(said: Said) -> None:
    """Open the profile once, so that what was done to it while it was closed is told to its audit chain."""

    async def once() -> None:
        async with engine(said):
            pass

    wait(once())


def wait(work: Coroutine[Any, Any, T]) -> T:
    """Run asynchronous work to its end."""
    return asyncio.run(work)


def reading_beside(said: Said) -> None:
    """Open the store for questions while an engine serves it; where the engine is our own it is open already."""
    if db.is_closed():
        connect(said.profile.store, read_only=True)


def reading(said: Said) -> None:
    """Open the store for questions; a missing or older one is made or brought up first."""
    profile = said.profile.prepare()
    if profile.store.exists():
        connect(profile.store, read_only=True)
        if version() == NEWEST:
            return
        if version() > NEWEST:
            raise StoreUnusable("store_newer", profile.store, version=version(), newest=NEWEST)
    from automation.runtime.ownership import owning
    from automation.upkeep.restore import roll_forward

    with owning(profile.lock, PATIENCE_S):
        roll_forward(profile)
        open_store(profile.store)
    connect(profile.store, read_only=True)
