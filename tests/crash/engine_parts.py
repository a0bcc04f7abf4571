"""The parts of an engine: a real runtime on a real profile, with a real browser."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from automation import commands
from automation.audit import chain, journal
from automation.runtime import Runtime
from automation.vault.keys import Cost
from automation.vault.vault import Vault
from models.account import accounts
from models.action import in_states
from models.enums import State
from models.paths import Profile
from tests.crash.boundaries import Boundaries

PASSPHRASE = "four unrelated quiet words"
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
REST_S, HOUR_MS = 120.0, 3_600_000

Part = Callable[[dict[str, Any], Boundaries], Awaitable[dict[str, Any]]]


async def prepare(spec: dict[str, Any], boundaries: Boundaries) -> dict[str, Any]:
    """Make a profile with a vault and nobody in it."""
    runtime = Runtime(Profile(Path(spec["profile"])))
    await runtime.start()
    try:
        runtime.house.vault.init(PASSPHRASE, False, CHEAP)
        await runtime.do(commands.SetSetting("settle_ms", str(spec["settle_ms"])))
        return {}
    finally:
        await runtime.stop()


async def join(spec: dict[str, Any], boundaries: Boundaries) -> dict[str, Any]:
    """Do what is still missing until the account is there, authorised and signed in."""
    async with engine(spec, boundaries) as runtime:
        left = verify_chain(runtime)
        if not accounts():
            await runtime.do(commands.AddAccount("practice", "alice", spec["url"], "practice-alice"))
        [alice] = accounts()
        if alice.authority_kind is None:
            await runtime.do(commands.Authorise(alice.id, "own"))
        await runtime.do(commands.SignIn(alice.id, with_vault=True))
        return {"account": alice.id, "chain_left": left, "chain": verify_chain(runtime)}


async def act(spec: dict[str, Any], boundaries: Boundaries) -> dict[str, Any]:
    """Submit one approved wish and see it through, as far as the boundaries let."""
    async with engine(spec, boundaries) as runtime:
        await runtime.work()
        queued = await submit(runtime, spec["wish"])
        boundaries.say("acknowledged")
        await resting(runtime)
        return {"action": queued["action"], "states": states()}


async def recover(spec: dict[str, Any], boundaries: Boundaries) -> dict[str, Any]:
    """Start after a death: judge the chain as it was left, let everything come to rest, and wish the same again."""
    async with engine(spec, boundaries) as runtime:
        found = {"chain_left": verify_chain(runtime)}
        await runtime.work()
        await resting(runtime)
        found["rested"] = states()
        queued = await submit(runtime, spec["wish"])
        await resting(runtime)
        return {**found, **queued, "states": states(), "chain": verify_chain(runtime)}


async def retry(spec: dict[str, Any], boundaries: Boundaries) -> dict[str, Any]:
    """Start again; a person asks to look at every unclear action once more."""
    async with engine(spec, boundaries) as runtime:
        await runtime.work()
        for found in in_states([State.NEEDS_REVIEW, State.UNCONFIRMED]):
            await runtime.do(commands.Retry(found.id))
        await resting(runtime)
        return {"states": states()}


async def resume(spec: dict[str, Any], boundaries: Boundaries) -> dict[str, Any]:
    """Start again; a person says that the account may go on."""
    async with engine(spec, boundaries) as runtime:
        await runtime.work()
        await runtime.do(commands.Pause(spec["wish"]["account"], on=False))
        await resting(runtime)
        return {"states": states()}


@asynccontextmanager
async def engine(spec: dict[str, Any], boundaries: Boundaries) -> AsyncIterator[Runtime]:
    """A runtime of its own profile, guarded from before its first write."""
    os.environ["STEWARD_PASSPHRASE"] = PASSPHRASE
    journal.SOON_MS = HOUR_MS  # else an act that takes long commits more often than the walk that named the boundaries
    folder = Path(spec["profile"])
    boundaries.guard(folder)
    runtime = Runtime(Profile(folder))
    await runtime.start()
    boundaries.checks.append(head_watch(folder, runtime.house.vault))
    if spec.get("browser_dies_at"):
        boundaries.mishaps[spec["browser_dies_at"]] = lambda: os.kill(
            runtime.house.pool.browser_pid or 0, signal.SIGKILL
        )
    say_browser = asyncio.create_task(_say_browser(runtime, boundaries))
    try:
        yield runtime
    finally:
        say_browser.cancel()
        await runtime.stop()


async def submit(runtime: Runtime, wish: dict[str, Any]) -> dict[str, Any]:
    """Queue a wish with a person's yes."""
    reply = await runtime.do(commands.Submit(approve=True, **wish))
    assert isinstance(reply, dict)
    return reply


async def resting(runtime: Runtime) -> None:
    """Wait until no action moves by itself any more."""
    for found in in_states(list(State)):
        await runtime.do(commands.Receipt(found.id, REST_S))


def states() -> dict[int, list[str | None]]:
    """Where every action stands, and why."""
    return {found.id: [found.state, found.code] for found in in_states(list(State))}


def verify_chain(runtime: Runtime) -> list[str]:
    """What `audit verify` would say now: nothing, or what is wrong."""
    report = chain.verify(runtime.profile.folder / "audit.head", runtime.house.vault.unseal)
    return [] if report.ok else [report.reason, report.head]


def head_watch(folder: Path, vault: Vault) -> Callable[[], str | None]:
    """Says when the sealed end names an entry that the store does not durably have."""
    store = sqlite3.connect(
        f"file:{folder / 'steward.db'}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
    )
    head = folder / "audit.head"
    alone = Lock()  # two threads on one connection: the second would see the moment at which the first began

    def watch() -> str | None:
        with alone:
            return looked()

    def looked() -> str | None:
        if vault.locked or not head.exists():
            return None
        sequence, hash_ = vault.unseal(head.read_bytes(), chain.HEAD_PLACE).decode().split()
        kept = store.execute("SELECT hash FROM audit_entries WHERE sequence = ?", (int(sequence),)).fetchone()
        # Retention may have let go of the entry; the head moves on with the entry that says so.
        [(cut,)] = store.execute("SELECT max(sequence) FROM audit_checkpoints WHERE horizon = 1").fetchall()
        gone = kept is None and cut is not None and int(sequence) <= cut
        return None if gone or kept == (hash_,) else f"the head is ahead: {sequence}"

    return watch


async def _say_browser(runtime: Runtime, boundaries: Boundaries) -> None:
    said = None
    while True:
        pid = runtime.house.pool.browser_pid
        if pid is not None and pid != said:
            said = pid
            boundaries.say(f"browser {pid}")
        await asyncio.sleep(0.01)


PARTS: dict[str, Part] = {
    "prepare": prepare,
    "join": join,
    "act": act,
    "recover": recover,
    "retry": retry,
    "resume": resume,
}
