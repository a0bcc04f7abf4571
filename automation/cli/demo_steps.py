"""The demo's steps: each does something real and says what was seen of it, not what was meant."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from automation import commands
from automation.audit import chain
from automation.cli.demo_stage import Stage
from automation.vault.vault import Vault
from models import ids
from models.action import page
from models.enums import Trigger
from models.errors import StewardError

WAIT_S = 60.0

# Posts of the practice network by other people, each used for one thing.
MIRAS, KOFIS, CAROLS, YUKIS, DAVES = 1, 2, 3, 5, 7
COMMENT = "Lovely light in this one. “Golden hour” indeed ☀️\nمرحبا 👋"  # noqa: RUF001 - right-to-left on purpose
MESSAGE = "Hello Bob, may we share your photo with your name under it?"


@dataclass(frozen=True, slots=True)
class Step:
    """What was shown: a name, whether it held, and what was seen."""

    name: str
    ok: bool
    detail: str


class Play:
    """The acts on the stage; `receipts` collects the pictures for the report."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.accounts: dict[str, int] = {}
        self.receipts: list[dict[str, Any]] = []

    def scenes(self) -> list[tuple[str, Callable[[], Awaitable[str]]]]:
        """The steps in order; each returns what was seen, or raises AssertionError with what was not."""
        return [
            ("vault", self.vault),
            ("sign in", self.sign_in),
            ("approval", self.approval),
            ("like", self.like),
            ("like again", self.like_again),
            ("comment", self.comment),
            ("follow", self.follow),
            ("message", self.message),
            ("refusal", self.refusal),
            ("lie found out", self.lie),
            ("feed to like", self.feed),
            ("challenge", self.challenge),
            ("crash recovered", self.crash),
            ("audit chain", self.audit),
        ]

    def post(self, number: int) -> str:
        """The address of a post."""
        return f"{self.stage.site.url}/posts/{number}"

    async def vault(self) -> str:
        """Make the vault."""
        reply = await self.stage.do(commands.VaultInit(self.stage.passphrase))
        expect(len(reply["recovery_key"]) > 20, "a recovery key was shown once")
        return "made, opened with a passphrase, recovery key shown once"

    async def sign_in(self) -> str:
        """Add, authorise and sign in two accounts."""
        for name in ("alice", "bob"):
            add = commands.AddAccount("practice", name, self.stage.site.url, f"practice-{name}")
            self.accounts[name] = (await self.stage.do(add))["account"]
            await self.stage.do(commands.Authorise(self.accounts[name], "own"))
            await self.stage.do(commands.SignIn(self.accounts[name], with_vault=True))
        sessions = self.stage.site.facts()["sessions"]
        expect({"alice", "bob"} <= set(sessions), "the site knows both sessions")
        await self.stage.show_window()
        return "alice and bob, each signed in by the site's own form; both handles read back"

    async def approval(self) -> str:
        """Nothing is clicked without a yes."""
        queued = await self._submit("alice", "like", self.post(MIRAS), approve=False)
        expect(queued["state"] == "awaiting_approval", f"it stands {queued['state']}")
        expect(not self._arrived("like", "alice"), "nothing was clicked")
        await self.stage.do(commands.Answer([queued["action"]], True))
        await self._confirmed(queued["action"])
        return "the like waited for a person; approved, it was clicked and confirmed"

    async def like(self) -> str:
        """Like, and look again."""
        receipt = await self._act("alice", "like", self.post(KOFIS))
        expect(self._arrived("like", "alice", KOFIS) == 1, "the site received one like")
        changed = receipt["evidence"]["changed"]
        return f"{receipt['verdict']['detail']} after a reload; {changed:.2%} of the picture changed"

    async def like_again(self) -> str:
        """The same wish is the same action."""
        queued = await self._submit("alice", "like", self.post(KOFIS))
        expect(not queued["new"], "the first action came back")
        expect(self._arrived("like", "alice", KOFIS) == 1, "nothing was clicked")
        return "the first action came back, nothing was clicked"

    async def comment(self) -> str:
        """Comment with emoji, right-to-left text, quotes and a new line."""
        await self._act("alice", "comment", self.post(KOFIS), COMMENT)
        texts = [c["text"] for c in self.stage.site.facts()["comments"] if c["user"] == "alice"]
        expect(texts.count(COMMENT) == 1, "the text is stored once, to the letter")
        return "own text found under own name; stored once, to the letter"

    async def follow(self) -> str:
        """Follow somebody."""
        await self._act("alice", "follow", f"{self.stage.site.url}/@carol")
        expect(self.stage.site.facts()["follows"]["alice"].count("carol") == 1, "one follow is stored")
        return "carol is followed, seen on a fresh look"

    async def message(self) -> str:
        """Send a message; its text and its pictures are sealed."""
        receipt = await self._act("alice", "dm", f"{self.stage.site.url}/@bob", MESSAGE)
        sent = [m for m in self.stage.site.facts()["messages"] if m["text"] == MESSAGE]
        expect(len(sent) == 1 and sent[0]["recipient"] == "bob", "bob has it once")
        expect(receipt["evidence"]["sealed"], "its pictures are sealed")
        return "bob has it once; text and pictures are sealed"

    async def refusal(self) -> str:
        """A second own account is refused on the same post."""
        queued = await self._submit("bob", "like", self.post(KOFIS))
        receipt = await self.stage.do(commands.Receipt(queued["action"]))
        expect(queued["state"] == "refused", f"it stands {queued['state']}")
        rule = next(r for r in receipt["decision"]["rules"] if r["answer"] == "refuse")
        expect(not self._arrived("like", "bob"), "nothing was clicked")
        asked = len(receipt["decision"]["rules"])
        return f"bob's like was refused by {rule['rule']} ({rule['code']}); all {asked} rules were asked"

    async def lie(self) -> str:
        """The button turns red and nothing is stored: Steward does not claim it."""
        self.stage.site.control("lie", user="alice", verb="like", times=1)
        receipt = await self._act("alice", "like", self.post(CAROLS), state="needs_review")
        expect(receipt["verdict"]["answer"] == "absent", "the fresh look says absent")
        return "the button turned red, a fresh look said absent; a person is asked, nothing is clicked again"

    async def feed(self) -> str:
        """A new entry of a feed becomes a like, by a rule."""
        alice = self.accounts["alice"]
        await self.stage.do(commands.EditAccount(alice, {"auto_approve": ["like"]}))
        made = await self.stage.do(commands.AddFeed(alice, f"{self.stage.site.url}/feeds/all.atom"))
        await self.stage.do(commands.PollFeed(made["feed"]))
        await self.stage.do(commands.AddRule("like what carol posts", alice, "like", made["feed"]))
        fresh = self.stage.site.control(
            "publish", user="carol", text="Fresh from the oven, with the new starter.", picture="bread-30"
        )
        polled = await self.stage.do(commands.PollFeed(made["feed"]))
        expect(polled["fresh"] == 1, f"{polled['fresh']} fresh entries")
        [wish] = page({"trigger": Trigger.FEED}, 10)
        await self._confirmed(wish.id)
        expect(self._arrived("like", "alice", fresh["post"]) == 1, "the site received one like")
        await self.stage.do(commands.EditAccount(alice, {"auto_approve": []}))
        return "old entries were left alone; the new post was liked once by its rule"

    async def challenge(self) -> str:
        """A challenge stops the lane until a person has answered it."""
        alice = self.accounts["alice"]
        self.stage.site.control("challenge", user="alice")
        queued = await self._submit("alice", "like", self.post(YUKIS))
        receipt = await self.stage.do(commands.Receipt(queued["action"], WAIT_S))
        expect(receipt["action"]["state"] == "held", f"it stands {receipt['action']['state']}")
        expect(not self._arrived("like", "alice", YUKIS), "nothing was clicked")
        page = await self.stage.do(commands.OpenPage(alice, self.stage.site.url))
        expect("checkpoint" in page["url"], "the live view shows the challenge")
        self.stage.site.control("clear", kind="challenge", user="alice")  # the person of this demo answers it
        await self.stage.do(commands.ClosePage(alice, keep=False))
        await self.stage.do(commands.Pause(alice, on=False))
        await self._confirmed(queued["action"])
        return "the lane stopped and a person was asked; after their word the like went on, once"

    async def crash(self) -> str:
        """The engine is killed after its click; nothing is done twice, nothing is lost."""
        self.stage.site.control("slow", user="alice", verb="like", after_ms=4000, times=1)
        queued = await self._submit("alice", "like", self.post(DAVES))
        await self._until(lambda: self._arrived("like", "alice", DAVES) == 1, "the click arrived")
        pid = await self.stage.kill_engine()
        await self.stage.start_engine()
        receipt = await self._confirmed(queued["action"])
        expect(self._arrived("like", "alice", DAVES) == 1, "the site received one like, not two")
        return f"engine {pid} was killed in mid-click; the next one looked first: {receipt['verdict']['detail']}"

    async def audit(self) -> str:
        """Walk the chain."""
        vault = Vault(self.stage.profile.folder, None)
        vault.unlock(self.stage.passphrase)
        report = chain.verify(self.stage.profile.head, vault.unseal)
        expect(report.ok and report.head == "sealed", f"{report.reason or report.head}")
        return f"{report.entries} entries, unbroken, end sealed"

    async def _submit(self, who: str, kind: str, url: str, text: str | None = None, approve: bool = True) -> Any:
        return await self.stage.do(commands.Submit(self.accounts[who], kind, url, text, approve=approve))

    async def _act(self, who: str, kind: str, url: str, text: str | None = None, state: str = "confirmed") -> Any:
        queued = await self._submit(who, kind, url, text)
        return await self._confirmed(queued["action"], state)

    async def _confirmed(self, number: int, state: str = "confirmed") -> Any:
        receipt = await self.stage.do(commands.Receipt(number, WAIT_S))
        stands = receipt["action"]
        expect(stands["state"] == state, f"{ids.public('actions', number)} stands {stands['state']} ({stands['code']})")
        self.receipts.append(receipt)
        return receipt

    def _arrived(self, verb: str, user: str, post: int | None = None) -> int:
        """How many such acts reached the site, stored or not."""
        asked = [r for r in self.stage.site.facts()["requests"] if (r["verb"], r["user"]) == (verb, user)]
        return sum(post is None or r["target"] == f"post:{post}" for r in asked)

    async def _until(self, holds: Callable[[], bool], what: str) -> None:
        try:
            async with asyncio.timeout(WAIT_S):
                while not holds():
                    await asyncio.sleep(0.05)
        except TimeoutError as error:
            raise StewardError("demo_waited_in_vain", what) from error


def expect(holds: bool, what: str) -> None:
    """Fail the step unless it holds."""
    if not holds:
        raise StewardError("demo_expected", what)
