"""The parts of an engine that writes everything a store is written with, around a site that is a folder."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import resource
import signal
import sqlite3
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import structlog

from automation import commands
from automation.imports import run as importing
from automation.queue import backlog, lanes, rests
from automation.runtime import Runtime
from automation.values import Observation, Target
from automation.vault import kept
from models import clock
from models.account import Account, accounts
from models.database import sql, writing
from models.enums import ActionKind, Toggle
from models.errors import StewardError
from models.paths import Profile
from tests.crash import store_judge
from tests.crash.boundaries import Boundaries
from tests.crash.engine_parts import CHEAP, PASSPHRASE, head_watch, resting
from tests.crash.store_troubles import FAULTS, Fault
from tests.crash.storm_parts import HandMade, Page
from tests.fakes.old_panel_files import ordinary

URL, DAY_MS = "http://127.0.0.1:9", 86_400_000
SETTLE_MS, OLD_ROWS = 20, 40
ALICE, BOB, AT_ONCE, TROUBLE_S = 1, 2, 7, 0.5
# Words that want a page of the store for themselves.
LONG = "words " * 700
# What is wished for in every mix: account, kind, address and words.
WISHES: dict[str, tuple[int, str, str, str | None]] = {
    "like": (ALICE, "like", f"{URL}/posts/1", None),
    "comment": (BOB, "comment", f"{URL}/posts/2", "Grüße 👋"),
    "dm": (ALICE, "dm", f"{URL}/@carol", "One quiet word"),
    "other like": (BOB, "like", f"{URL}/posts/3", None),
}
STEPS = (
    *WISHES,
    *("import", "retention", "backup", "rekey", "reseal", "notes", "block", "opt_out", "setting", "schedule"),
    *("secret", "fold", "sign", "rest"),
)


class OnPaper(HandMade):
    """An adapter whose site is a folder: each click leaves a folder in it, which needs no room in any file."""

    def __init__(self, site: Path, store: Path, boundaries: Boundaries) -> None:
        self._site, self._store, self._boundaries = site, store, boundaries
        self.page, self.clicked = Page(), False

    async def open(self, target: Target, kind: ActionKind) -> None:
        self._target, self._what = target, mark_of(kind, target.url)

    async def observe(self, kind: ActionKind, text: str | None = None) -> Observation:
        there = clicks(self._site, self._what) > 0
        return Observation(toggle=Toggle.ON if there else Toggle.OFF) if text is None else Observation(found=there)

    async def prepare(self, kind: ActionKind, text: str | None = None) -> None:
        pass

    async def commit(self, kind: ActionKind, text: str | None = None) -> None:
        self.clicked = True
        with contextlib.closing(sqlite3.connect(f"file:{self._store}?mode=ro", uri=True)) as store:
            intents = store.execute(
                "SELECT count(*) FROM attempts t JOIN actions a ON a.id = t.action_id"
                " WHERE a.kind = ? AND a.target_url = ? AND t.outcome = 'started'",
                (kind, self._target.url),
            ).fetchone()
        if intents != (1,):
            self._boundaries.say(f"wrong a click with {intents[0]} intents")
        self._boundaries.cross("before the click")
        (self._site / f"{self._what}.{clicks(self._site, self._what)}").mkdir()
        self._boundaries.cross("after the click")

    async def settle(self, kind: ActionKind, text: str | None = None) -> None:
        pass

    async def look(self, target: Target, kind: ActionKind, text: str | None, hint: str | None) -> Observation:
        await self.open(target, kind)
        return await self.observe(kind, text)


class PaperDesk:
    """A desk with paper pages on it."""

    def __init__(self, site: Path, store: Path, boundaries: Boundaries) -> None:
        self._how = site, store, boundaries
        self.open: dict[int, Any] = {}

    @asynccontextmanager
    async def adapter(self, account: Account) -> AsyncIterator[OnPaper]:
        yield OnPaper(*self._how)


def mark_of(kind: str, url: str) -> str:
    """The name of a deed in the site's folder."""
    return sha256(f"{kind} {url}".encode()).hexdigest()[:16]


def clicks(site: Path, what: str) -> int:
    """How often a deed was done."""
    return len(list(site.glob(f"{what}.*")))


async def prepare(spec: dict[str, Any], boundaries: Boundaries) -> dict[str, Any]:
    """Make a profile with two accounts, a vault, old rows that retention will take, and an old panel's file."""
    folder = Path(spec["profile"])
    (folder / "site").mkdir(parents=True)
    ordinary(folder / "site" / "old.db")
    os.environ["STEWARD_PASSPHRASE"] = PASSPHRASE
    runtime = Runtime(Profile(folder))
    await runtime.start()
    runtime.house.vault.init(PASSPHRASE, False, CHEAP)
    await runtime.do(commands.SetSetting("settle_ms", str(SETTLE_MS)))
    for name in ("alice", "bob"):
        made = await runtime.do(commands.AddAccount("practice", name, URL, f"open sesame {name}"))
        assert isinstance(made, dict)
        await runtime.do(commands.Authorise(made["account"], "own"))
        await runtime.do(commands.EditAccount(made["account"], {"enabled": True}))
    assert [own.id for own in accounts()] == [ALICE, BOB]
    _old_rows(clock.now() - 400 * DAY_MS)
    await runtime.stop()
    return {}


def _old_rows(then: int) -> None:
    with writing():
        for number in range(1, OLD_ROWS + 1):
            sql(
                "INSERT INTO posts (id, platform, external_id, url, author, text, first_seen_at, updated_at, is_marked)"
                " VALUES (?, 'x', ?, ?, 'dora', 'words', ?, ?, ?)",
                (number, str(number), f"https://x.example/{number}", then, then, number % 2),
            )
            sql(
                "INSERT INTO cap_counts (attempt_id, account_id, cap_class, counted_at) VALUES (?, 1, 'like', ?)",
                (-number, then),
            )
        sql("INSERT INTO counters (name, last) VALUES ('posts', ?)", (OLD_ROWS,))


async def mix(spec: dict[str, Any], boundaries: Boundaries) -> dict[str, Any]:
    """Write everything once, in an order drawn by lot, and say of each what was acknowledged."""
    if spec.get("past_byte"):
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python has it ignored
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    async with engine(spec, boundaries) as runtime:
        if spec.get("past_byte"):
            resource.setrlimit(resource.RLIMIT_FSIZE, (spec["past_byte"], resource.RLIM_INFINITY))
        await runtime.work()
        for step in order(spec["seed"]):
            boundaries.say(f"acknowledged {step}: {await take(runtime, step)}")
        await resting(runtime)
        size = (runtime.profile.folder / "steward.db-wal").stat().st_size
        return {"wal": size}


async def trouble(spec: dict[str, Any], boundaries: Boundaries) -> dict[str, Any]:
    """The same mix while at one of its writes room or the disk gives out, until that was told or has passed."""
    said: list[str] = []
    boundaries.say = said.append  # type: ignore[method-assign]  # a file of its own would be out of room as well
    fault = FAULTS[spec["fault"]](boundaries)
    boundaries.mishaps[spec["at"]] = fault.begin
    codes: list[list[Any]] = []
    try:
        async with engine(spec, boundaries) as runtime:
            await runtime.work()
            mending = asyncio.create_task(_mend(fault))
            await _meet(runtime, fault, order(spec["seed"]), said, codes)
            await resting(runtime)
            mending.cancel()
    except StewardError as error:  # at the very first writes: it does not start
        codes.append(["the start", error.code, int(error.exit)])
    finally:
        fault.end()
    return {"codes": codes, "said": said}


async def _meet(runtime: Runtime, fault: Fault, steps: list[str], said: list[str], codes: list[list[Any]]) -> None:
    for step in steps:
        try:
            said.append(f"acknowledged {step}: {await take(runtime, step)}")
        except StewardError as error:
            codes.append([step, error.code, int(error.exit)])
            fault.end()
        except Exception as error:
            said.append(f"wrong {step} ended in {error!r}: {traceback.format_exc()}")
            fault.end()


async def after(spec: dict[str, Any], boundaries: Boundaries) -> dict[str, Any]:
    """Start again, judge what was left, let unfinished work go on, do all of it once more, and judge again."""
    async with engine(spec, boundaries) as runtime:
        judge = store_judge.Judge(runtime, Path(spec["profile"]) / "site", spec["acknowledged"])
        judge.left()
        await runtime.work()
        for step in (steps := order(spec["seed"])):
            await take(runtime, step)
        await resting(runtime)
        await judge.at_rest(steps)
        return {"wrong": judge.wrong}


async def _mend(fault: Fault) -> None:
    """Who only waits is told nothing, so the trouble passes by itself as well."""
    while not fault.begun:
        await asyncio.sleep(0.02)
    await asyncio.sleep(TROUBLE_S)
    fault.end()


@asynccontextmanager
async def engine(spec: dict[str, Any], boundaries: Boundaries) -> AsyncIterator[Runtime]:
    """A runtime with its vault open and paper on its desk, guarded from before its first write."""
    os.environ["STEWARD_PASSPHRASE"] = PASSPHRASE
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))  # told on purpose
    rests.REST_S, rests.MOST_REST_S = 0.02, 0.1
    lanes.HEARTBEAT_S, backlog.LEASE_MS, importing.BATCH = 0.5, 3000, 5
    folder = Path(spec["profile"])
    boundaries.guard(folder)
    runtime = Runtime(Profile(folder))
    await runtime.start()
    desk: Any = PaperDesk(folder / "site", folder / "steward.db", boundaries)
    runtime.house.desk = desk
    boundaries.checks.append(head_watch(folder, runtime.house.vault))
    try:
        yield runtime
    finally:
        await runtime.stop()


def order(seed: int) -> list[str]:
    """As many steps as a process takes, drawn by lot."""
    return Random(seed).sample(STEPS, AT_ONCE)


async def take(runtime: Runtime, step: str) -> str:
    """One step; returns what is acknowledged of it in a word."""
    house = runtime.house
    if step in WISHES:
        account, kind, url, text = WISHES[step]
        reply = await runtime.do(commands.Submit(account, kind, url, text=text, approve=True))
        assert isinstance(reply, dict)
        return str(reply["action"])
    if step == "notes":
        for number in range(store_judge.NOTES):
            house.journal.note("noted", ALICE, number=number, said=LONG)
    elif step == "secret":
        with writing():
            kept.keep(house.vault, "providers|7|key", LONG.encode())
    elif step == "sign":
        house.journal.checkpoint()
    elif step == "rest":
        await resting(runtime)
    else:
        reply = await runtime.do(COMMANDS[step](runtime))
        assert isinstance(reply, dict)
        return Path(reply["path"]).name if step == "backup" else ""
    return ""


COMMANDS = {
    "import": lambda runtime: commands.ImportStore("panel-dashboard", [str(runtime.profile.folder / "site/old.db")]),
    "retention": lambda runtime: commands.RunRetention(),
    "backup": lambda runtime: commands.BackUp(),
    "rekey": lambda runtime: commands.VaultRekey(),
    "reseal": lambda runtime: commands.Reseal(),
    "block": lambda runtime: commands.Block("block", "x", "mallory"),
    "opt_out": lambda runtime: commands.Block("opt_out", "x", "trudy"),
    "setting": lambda runtime: commands.SetSetting("cap_like_hour", "17"),
    "schedule": lambda runtime: commands.AddSchedule(
        ALICE, "comment", f"{URL}/posts/9", clock.now() + DAY_MS, text=LONG
    ),
    "fold": lambda runtime: commands.FoldSearch(),
}

PARTS = {"store_prepare": prepare, "store_mix": mix, "store_trouble": trouble, "store_after": after}
