"""Which addresses may be fetched, told by every way to write a private one."""

from __future__ import annotations

import pytest

from automation.feeds import guard
from automation.feeds.values import FeedError
from models.errors import BadInput

PRIVATE = (
    *("127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1", "198.18.0.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "fec0::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:7f00:1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1"),
    *("64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:5db8:d822::", "2001:0:5db8:d822::1", "not an address"),
)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_seen_through_every_wrapping(address: str) -> None:
    assert not guard.is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert guard.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "ftp://site.test/feed",
            "http://xn--/",
            "http://site.test:99999/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "site.test/feed",
            "",
            "http://",
            "//x",
        ),
        *("http://user:secret@site.test/", "gopher://site.test", "http://[::1", "http://0177.0.0.1/", "http://a%00b/"),
        "http://site.test/" + "x" * 3000,
    ],
)
def test_only_plain_web_addresses_are_taken(address: str) -> None:
    with pytest.raises(BadInput, match="feed_address") as caught:
        guard.checked(address)
    assert "secret" not in str(caught.value) + str(caught.value.facts)


def test_an_address_loses_its_fragment_and_usual_port() -> None:
    assert str(guard.checked(" HTTP://Site.Test:80/feed?a=1#top ")) == "http://site.test/feed?a=1"


async def cleared(url: str, *found: str, trusted: bool = False) -> list[str]:
    async def resolve(host: str, port: int) -> list[str]:
        return list(found)

    return await guard.cleared(guard.checked(url), resolve, trusted)


async def test_one_private_address_among_public_ones_closes_the_host() -> None:
    with pytest.raises(FeedError, match="feed_private_address"):
        await cleared("http://site.test/", "93.184.216.34", "10.0.0.1")


async def test_a_trusted_host_may_be_private() -> None:
    assert await cleared("http://forum.lan/", "192.168.1.5", trusted=True) == ["192.168.1.5"]


async def test_a_number_needs_no_look_up_and_a_mapped_one_is_what_it_maps_to() -> None:
    assert await cleared("http://8.8.8.8/", "10.0.0.1") == ["8.8.8.8"]
    with pytest.raises(FeedError, match="feed_private_address"):
        await cleared("http://[::ffff:127.0.0.1]/", "8.8.8.8")


@pytest.mark.parametrize("spelling", ["127.1", "0x7f000001", "2130706433", "localhost", "LOCALHOST."])
async def test_odd_spellings_of_loopback_are_caught_after_the_look_up(spelling: str) -> None:
    async def system(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]  # what the system's own look-up makes of each of these

    with pytest.raises(FeedError, match="feed_private_address"):
        await guard.cleared(guard.checked(f"http://{spelling}/"), system, False)


async def test_a_name_that_is_nowhere_is_a_clear_error() -> None:
    with pytest.raises(FeedError, match="feed_unreachable"):
        await guard.look_up("nowhere.invalid", 80)
    assert "127.0.0.1" in await guard.look_up("localhost", 80)
