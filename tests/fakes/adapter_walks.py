"""Ways through an act for the adapter's tests, on hand-written pages and on the practice network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Page

from automation.platforms.adapter import Adapter
from automation.platforms.pack import Pack, load_pack
from automation.practice.server import PracticeServer
from automation.values import Observation
from models.enums import ActionKind
from tests.fakes.hand_site import HandSite

LIKES = ActionKind.LIKE


def read_pack(site: HandSite, folder: Path, *changes: tuple[str, str]) -> Pack:
    text = site.pack_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "hand.toml").write_text(text, "utf-8")
    return load_pack("hand", file=folder / "hand.toml")


async def opened(pack: Pack, page: Page, kind: ActionKind = LIKES, slug: str = "1") -> Adapter:
    adapter = Adapter(pack, page, "ann")
    await adapter.open(pack.target(kind, f"{pack.platform.base_url}/post/{slug}"), kind)
    return adapter


async def walk(adapter: Adapter, kind: ActionKind = LIKES, text: str | None = None) -> Observation:
    """The whole act; what was seen before it."""
    seen = await adapter.observe(kind, text)
    await adapter.prepare(kind, text)
    await adapter.commit(kind, text)
    await adapter.settle(kind, text)
    return seen


class Walk:
    """One act from opening to a fresh look."""

    def __init__(self, pack: Pack, page: Page, kind: ActionKind, target: str, text: str | None = None) -> None:
        self.adapter = Adapter(pack, page, "alice")
        self.fresh = Adapter(pack, page, "alice")
        self.target = pack.target(kind, target if "@" in target else f"{pack.platform.base_url}/posts/{target}")
        self.kind, self.text = kind, text

    async def begin(self) -> Observation:
        await self.adapter.open(self.target, self.kind)
        return await self.adapter.observe(self.kind, self.text)

    async def end(self) -> Observation:
        await self.adapter.prepare(self.kind, self.text)
        await self.adapter.commit(self.kind, self.text)
        await self.adapter.settle(self.kind, self.text)
        return await self.fresh.look(self.target, self.kind, self.text, self.adapter.landed)

    async def both(self) -> tuple[Observation, Observation]:
        return await self.begin(), await self.end()


def acts(network: PracticeServer, verb: str) -> list[dict[str, Any]]:
    return [one for one in network.facts()["requests"] if one["verb"] == verb]
