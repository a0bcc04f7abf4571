"""An account with a proxy: everything goes through it or nowhere, and what stands in the way is named."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from automation import commands
from automation.browser.proxies import TROUBLES, password_place
from automation.events import PageClosed
from automation.practice.server import PracticeServer
from models.errors import SiteError, StewardError
from models.proxy import assign_proxy, change_proxy, find_proxy
from models.secret import keep_secret, secret_envelope
from tests.e2e.corridor import Corridor, corridor, state_of
from tests.fakes.forward_proxy import ForwardProxy
from tests.fakes.secure_site import SecureSite

USER, PASSWORD = "gate", "open sesame"
HIDDEN = "behind.invalid"  # a name that nobody knows but the proxy


@dataclass
class Gated:
    """A house with one account, alice, that has a proxy; her site can be reached through it alone."""

    house: Corridor
    proxy: ForwardProxy
    row: int

    @property
    def alice(self) -> int:
        return self.house.accounts["alice"]

    @property
    def site(self) -> str:
        """Her site as she knows it."""
        return str(self.house.site.url).replace("127.0.0.1", HIDDEN)

    def post(self, number: int) -> str:
        """The address of a post."""
        return f"{self.site}/posts/{number}"

    async def keep(self, password: str | None = None, **values: Any) -> None:
        """Change her proxy."""
        await self.house.do(commands.Keep("proxies", values, self.row, password))

    async def is_open(self) -> bool:
        """Whether her context is open."""
        return await self.house.runtime.house.pool.storage_state(str(self.alice)) is not None


@pytest.fixture
def proxy() -> Iterator[ForwardProxy]:
    with ForwardProxy(USER, PASSWORD, {HIDDEN: "127.0.0.1"}) as proxy:
        yield proxy


@pytest.fixture
async def gated(tmp_path: Path, network: PracticeServer, proxy: ForwardProxy) -> AsyncIterator[Gated]:
    network.control("reset", dialect="plain")
    async with corridor(tmp_path, network) as house:
        row = await kept(house, proxy)
        base = network.url.replace("127.0.0.1", HIDDEN)
        add = commands.AddAccount("practice", "alice", base, "practice-alice", proxy=row)
        number = house.accounts["alice"] = (await house.do(add))["account"]
        await house.do(commands.Authorise(number, "own"))
        await house.do(commands.SignIn(number, with_vault=True))
        yield Gated(house, proxy, row)


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecureSite]:
    """A site over TLS that the browser of this test trusts."""
    with SecureSite(HIDDEN, tmp_path) as site:
        monkeypatch.setenv("STEWARD_BROWSER", str(site.browser(tmp_path)))
        yield site


async def kept(house: Corridor, proxy: ForwardProxy) -> int:
    values = {"scheme": "http", "host": "127.0.0.1", "port": proxy.port, "username": proxy.user}
    number = (await house.do(commands.Keep("proxies", values, None, proxy.password or None)))["row"]
    assert isinstance(number, int)
    return number


async def test_act_look_sign_in_and_live_view_go_through_the_proxy(gated: Gated) -> None:
    assert "POST /sign-in" in gated.proxy.carried(gated.site)
    gated.proxy.seen.clear()
    assert state_of(await gated.house.act("like", gated.post(2))) == ("confirmed", None)
    assert gated.proxy.carried(gated.site).count("GET /posts/2") == 2  # the act, and the look after it
    assert len(gated.house.arrived("like")) == 1
    gated.proxy.seen.clear()
    await gated.house.do(commands.OpenPage(gated.alice, gated.post(3)))
    await gated.house.do(commands.ClosePage(gated.alice))
    assert "GET /posts/3" in gated.proxy.carried(gated.site)


async def test_a_dead_proxy_stops_the_act_and_is_named(gated: Gated) -> None:
    gated.proxy.close()
    receipt = await gated.house.act("like", gated.post(1))
    assert state_of(receipt) == ("queued", "proxy_unreachable")
    assert [tried["outcome"] for tried in receipt["attempts"]] == ["failed"]
    assert gated.house.arrived("like") == []
    with pytest.raises(SiteError, match="proxy_unreachable"):
        await gated.house.do(commands.OpenPage(gated.alice, gated.post(1)))
    with pytest.raises(SiteError, match="proxy_unreachable"):
        await gated.house.do(commands.SignIn(gated.alice, with_vault=True))


async def test_a_wrong_password_holds_the_act_until_the_right_one_is_given(gated: Gated) -> None:
    await gated.keep(password="open barley")
    assert not await gated.is_open()
    queued = (await gated.house.submit("like", gated.post(1)))["action"]
    assert state_of(await gated.house.receipt(queued)) == ("held", "proxy_refused")
    assert gated.house.arrived("like") == []
    await gated.keep(password=PASSWORD)
    assert state_of(await gated.house.receipt(queued)) == ("confirmed", None)
    assert len(gated.house.arrived("like")) == 1


async def test_a_proxy_that_cannot_be_used_holds_the_act(gated: Gated) -> None:
    place, asked = password_place(gated.row), pages(gated.proxy)
    sealed = secret_envelope(place)
    assert sealed is not None
    keep_secret(place, sealed[:-1] + bytes([sealed[-1] ^ 1]))
    await held(gated, 1, "proxy_password_damaged")
    await gated.keep(scheme="socks5", password=PASSWORD)
    await held(gated, 2, "proxy_unsupported")
    await gated.keep(scheme="http", status="inactive")
    await held(gated, 3, "proxy_off")
    assert pages(gated.proxy) == asked
    assert gated.house.arrived("like") == []


def pages(proxy: ForwardProxy) -> list[str]:
    """What anybody asked it for, without the files of a page, which may still be on their way when it is read."""
    return [address for address in proxy.asked if "." not in urlsplit(address).path]


async def held(gated: Gated, number: int, code: str) -> None:
    assert state_of(await gated.house.act("like", gated.post(number))) == ("held", code)
    with pytest.raises(StewardError, match=code):
        await gated.house.do(commands.OpenPage(gated.alice))


async def test_a_look_that_has_no_way_is_left_to_a_person(gated: Gated) -> None:
    def shut(event: object, _: bytes) -> None:
        if isinstance(event, PageClosed):
            change_proxy(gated.row, status="inactive")

    gated.house.runtime.listen(shut)
    receipt = await gated.house.act("like", gated.post(1))
    assert state_of(receipt) == ("needs_review", "look_unclear")
    assert (receipt["verdict"]["answer"], receipt["verdict"]["detail"]) == ("unclear", "proxy_off")
    assert len(gated.house.arrived("like")) == 1


async def test_another_proxy_takes_over_from_the_next_page_on(gated: Gated) -> None:
    """On loopback too, which browsers like to reach without their proxy."""
    house, here = gated.house, gated.house.site.url
    await house.join("bob")
    with ForwardProxy() as other:
        row = await kept(house, other)
        for number, chosen in ((2, gated.row), (3, row), (4, None)):
            if chosen is None:
                assign_proxy(house.accounts["bob"], None)  # behind the engine's back: its page is still the old one
            else:
                await house.do(commands.AssignProxy(house.accounts["bob"], chosen))
            assert state_of(await house.act("like", house.post(number), who="bob")) == ("confirmed", None)
            through = [f"GET /posts/{number}" in each.carried(here) for each in (gated.proxy, other)]
            assert through == [chosen == gated.row, chosen == row]
    await house.do(commands.AssignProxy(house.accounts["bob"], row))  # which is gone, while the site is there
    assert state_of(await house.act("like", house.post(5), who="bob")) == ("queued", "proxy_unreachable")
    assert len(house.arrived("like", "bob")) == 3


async def test_a_page_in_a_persons_hands_closes_its_context_when_it_is_given_back(gated: Gated) -> None:
    await gated.house.do(commands.OpenPage(gated.alice, gated.post(3)))
    await gated.house.do(commands.AssignProxy(gated.alice, None))
    assert await gated.is_open()
    await gated.house.do(commands.ClosePage(gated.alice))
    assert not await gated.is_open()


async def test_a_test_opens_a_page_and_keeps_what_came_of_it(gated: Gated) -> None:
    gated.proxy.seen.clear()
    found = await gated.house.do(commands.TryProxy(gated.row))
    assert (found["url"], found["status"]) == (gated.site, 200)
    assert "GET /" in gated.proxy.carried(gated.site)
    await gated.keep(password="open barley")
    with pytest.raises(StewardError, match="proxy_refused"):
        await gated.house.do(commands.TryProxy(gated.row, gated.post(1)))
    kept_so = find_proxy(f"127.0.0.1:{gated.proxy.port}")
    assert (kept_so.status, kept_so.last_error, bool(kept_so.tested_at)) == ("error", "proxy_refused", True)
    gated.proxy.close()
    with pytest.raises(StewardError, match="proxy_unreachable"):
        await gated.house.do(commands.TryProxy(gated.row))


@pytest.mark.parametrize(
    ("orders", "code"),
    [
        ("no way", "proxy_unreachable"),
        ("refuse", "proxy_refused"),
        # A proxy that hangs up looks to a browser like a site that does, so neither is blamed.
        ("die", "page_unreachable"),
    ],
)
async def test_what_a_proxy_does_with_a_secure_site_is_told(
    secure: SecureSite, gated: Gated, orders: str, code: str
) -> None:
    found = await gated.house.do(commands.TryProxy(gated.row, secure.url))
    assert found["status"] == 200
    assert f"CONNECT {secure.url.removeprefix('https://')}" in gated.proxy.seen
    gated.proxy.orders = orders
    with pytest.raises(StewardError, match=code):
        await gated.house.do(commands.TryProxy(gated.row, secure.url))
    blamed = code if code in TROUBLES else None
    assert find_proxy(f"127.0.0.1:{gated.proxy.port}").last_error == blamed


async def test_a_certificate_that_nobody_vouches_for_is_not_taken(gated: Gated, tmp_path: Path) -> None:
    with SecureSite(HIDDEN, tmp_path) as site, pytest.raises(StewardError, match="page_unreachable") as told:
        await gated.house.do(commands.TryProxy(gated.row, site.url))
    assert "ERR_CERT_AUTHORITY_INVALID" in str(told.value.facts["reason"])
