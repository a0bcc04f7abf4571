"""Which addresses may be fetched: a feed must not become a way into the user's own network."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable

import httpx

from automation.feeds.values import FeedError
from models.errors import BadInput

Resolve = Callable[[str, int], Awaitable[list[str]]]
LONGEST_ADDRESS, LAST_PORT = 2048, 65535
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_HOST = re.compile(r"[A-Za-z0-9._:-]+")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# An IPv4 address travels inside these: NAT64 (RFC 6052) keeps it in the last four bytes.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# 6to4 and Teredo tunnel to an IPv4 address of the writer's choice; nobody serves feeds through them.
_TUNNELS = (ipaddress.IPv6Network("2002::/16"), ipaddress.IPv6Network("2001::/32"))


def checked(url: str) -> httpx.URL:
    """The address as every later step reads it; BadInput feed_address for one that is not plain http or https."""
    try:
        address = httpx.URL(url.strip())
        host = address.host  # it is decoded only now
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise BadInput("feed_address", url[:200], reason="it is not an address") from error
    if address.scheme not in {"http", "https"} or not host:
        raise BadInput("feed_address", url[:200], reason="it must begin with http:// or https://")
    if not _HOST.fullmatch(address.raw_host.decode("ascii")) or (address.port or 0) > LAST_PORT:
        raise BadInput("feed_address", url[:200], reason="its host is not a name or a number")
    if address.userinfo:
        raise BadInput("feed_address", host, reason="a name and password in an address would be stored openly")
    if len(url) > LONGEST_ADDRESS:
        raise BadInput("feed_address", url[:200], reason="it is too long")
    return address.copy_with(fragment=None)


def host_of(url: str) -> str:
    """The host of an address, as it is compared; empty where there is none."""
    try:
        return httpx.URL(url).raw_host.decode("ascii").casefold().rstrip(".")
    except (httpx.InvalidURL, ValueError, TypeError):
        return ""


def is_loopback_host(host: str) -> bool:
    """Whether a host, as written, is this machine itself."""
    address = written_address(host)
    return address.is_loopback if address else host == "localhost"


def written_address(host: str) -> _Address | None:
    """The address that a host is written as; None for a name. A mapped address is what it maps to."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_public(text: str) -> bool:
    """Whether an address belongs to the open internet, seen through every way of wrapping another one."""
    address = written_address(text)
    if address is None:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
        if any(address in tunnel for tunnel in _TUNNELS):
            return False
        if address.is_site_local:
            return False
    closed = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    return address.is_global and not closed


async def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, in the system's order; FeedError feed_unreachable."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FeedError("feed_unreachable", host, reason="no such host") from error
    return list(dict.fromkeys(str(address[4][0]) for address in found))


async def cleared(where: httpx.URL, resolve: Resolve, trusted: bool) -> list[str]:
    """The numbers to connect to and no others, so that a name cannot change its mind between look-up and connect.

    Raises FeedError feed_private_address where any of them is not public, unless the host is trusted.
    """
    host = where.raw_host.decode("ascii")
    literal = written_address(host)
    port = where.port or (443 if where.scheme == "https" else 80)
    found = [str(literal)] if literal else await resolve(host, port)
    if not found:
        raise FeedError("feed_unreachable", host, reason="no such host")
    if not trusted and not all(is_public(address) for address in found):
        raise FeedError("feed_private_address", host)
    return found
