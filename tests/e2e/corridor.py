"""A whole house for a test: a practice network, a profile, and the runtime with its browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from automation import commands
from automation.events import Event
from automation.runtime import Runtime
from automation.vault.keys import Cost
from models import settings
from models.paths import Profile

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
WAIT_S = 90.0
PASSPHRASE = "four unrelated quiet words"


@dataclass
class Corridor:
    """The front door, the site behind it (a PracticeServer, or whatever has its `url`), and accounts by name."""

    runtime: Runtime
    site: Any
    accounts: dict[str, int] = field(default_factory=dict)
    heard: list[Event] = field(default_factory=list)

    async def do(self, command: Any) -> Any:
        """Carry out one command."""
        return await self.runtime.do(command)

    async def join(self, *names: str) -> None:
        """Add, authorise and sign in accounts of the practice network."""
        for name in names:
            add = commands.AddAccount("practice", name, self.site.url, f"practice-{name}")
            number = self.accounts[name] = (await self.do(add))["account"]
            await self.do(commands.Authorise(number, "own"))
            await self.do(commands.SignIn(number, with_vault=True))

    def post(self, number: int) -> str:
        """The address of a post."""
        return f"{self.site.url}/posts/{number}"

    async def submit(self, kind: str, url: str, text: str | None = None, who: str = "alice", **more: Any) -> Any:
        """Queue an approved act."""
        return await self.do(commands.Submit(self.accounts[who], kind, url, text, **{"approve": True, **more}))

    async def act(self, kind: str, url: str, text: str | None = None, who: str = "alice", **more: Any) -> Any:
        """Queue an approved act and return its receipt when it rests."""
        queued = await self.submit(kind, url, text, who, **more)
        return await self.receipt(queued["action"])

    async def receipt(self, action: int) -> Any:
        """The receipt of an action when it rests."""
        return await self.do(commands.Receipt(action, WAIT_S))

    def arrived(self, verb: str, user: str = "alice") -> list[str]:
        """The targets of acts that reached the site, stored or not."""
        return [r["target"] for r in self.site.facts()["requests"] if (r["verb"], r["user"]) == (verb, user)]


@asynccontextmanager
async def corridor(folder: Path, site: Any, *names: str) -> AsyncIterator[Corridor]:
    """An open house whose accounts are signed in; recovery waits a tenth of a second instead of two."""
    runtime = Runtime(Profile(folder / "profile"))
    await runtime.start()
    found = Corridor(runtime, site)
    runtime.listen(lambda event, _: found.heard.append(event))
    try:
        runtime.house.vault.init(PASSPHRASE, False, CHEAP)
        settings.put("settle_ms", 100)
        await runtime.work()
        await found.join(*names)
        yield found
    finally:
        await runtime.stop()


def state_of(receipt: dict[str, Any]) -> tuple[str, str | None]:
    """State and code of a receipt."""
    return receipt["action"]["state"], receipt["action"]["code"]
