"""The suite that judges a pack against any address: one check per capability, through whatever hands it is given."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from automation.platforms import capabilities
from automation.platforms.adapter import Adapter
from automation.platforms.model import Pack
from models.enums import ActionKind, State
from models.errors import StewardError

# What was seen, in a few words; None where the address cannot be made to show it.
Check = Callable[[], Coroutine[Any, Any, str | None]]


@dataclass(frozen=True, slots=True)
class Login:
    """Who acts: a handle and its password."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Case:
    """What a suite runs on, as the `--as` file says; `other` reads what `me` wrote."""

    me: Login
    post: str
    other: Login | None = None
    person: str | None = None
    recipient: str | None = None
    query: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an act that went through the whole pipeline."""

    state: State
    code: str | None = None
    counts: dict[str, int] = field(default_factory=dict)


class Operator(Protocol):
    """The hands of a suite: the command line lends the pipeline, a test may lend less."""

    async def sign_in(self, who: Login) -> None:
        """Sign an account in and keep its session. Raises StewardError."""

    async def act(self, who: Login, kind: ActionKind, url: str, text: str | None = None) -> Done:
        """Do one approved act and verify it."""

    def page(self, who: Login, signed_in: bool = True) -> AbstractAsyncContextManager[Adapter]:
        """The account's adapter on a page; without a session where `signed_in` is False."""

    async def show(self, what: str, who: Login) -> bool:
        """Make the address show `challenge` or `rate_limited` until `clear`; False where it cannot be told to."""

    async def clear(self) -> None:
        """End what was shown."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one capability came to; time in ms."""

    capability: str
    ok: bool
    detail: str
    ms: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a whole suite came to: results in the order of asking, and what the pack or the case does not have."""

    pack: str
    results: tuple[Result, ...]
    absent: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether every capability that is present passed."""
        return all(result.ok for result in self.results)


class NotAsPromised(Exception):
    """A site did something else than its pack says; the text says what."""


class Checks(Protocol):
    """The checks themselves, by capability."""

    def check(self, name: str) -> Check | None:
        """The check of a capability; None where pack or case do not have what it needs."""

    async def tidy(self) -> None:
        """Undo what a failed check may have left."""


async def run(pack: Pack, checks: Checks, on_result: Callable[[Result], None] = lambda _: None) -> Report:
    """Run every check that pack and case allow, in order; a failure never ends the suite."""
    results, absent = list[Result](), list[str]()
    for name in capabilities.EVERY:
        check = checks.check(name)
        result = await _judged(name, check) if check else None
        if result is None:
            absent.append(name)
        else:
            results.append(result)
            on_result(result)
    await checks.tidy()
    return Report(pack.slug, tuple(results), tuple(absent))


async def _judged(name: str, check: Check) -> Result | None:
    began = time.monotonic()

    def result(ok: bool, detail: str) -> Result:
        return Result(name, ok, detail, int((time.monotonic() - began) * 1000))

    try:
        detail = await check()
    except NotAsPromised as error:
        return result(False, str(error))
    except StewardError as error:
        where = error.facts.get("locator") or error.facts.get("reason") or error.facts.get("seen") or ""
        return result(False, f"{error} {where}".strip())
    return None if detail is None else result(True, detail)
