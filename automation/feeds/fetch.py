"""Gets a feed: conditionally, bounded in size, time and redirects, and never from a private address."""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property

import httpx

from automation.feeds import guard
from automation.feeds.values import FeedError, Fetched
from models import clock
from models.errors import BadInput

REDIRECTS = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 503})
LONGEST_VALIDATOR, LONGEST_WAIT_S = 1024, 86_400
_ACCEPTED = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a host is borne; times in seconds."""

    body_bytes: int = 2 * 1024 * 1024
    redirects: int = 5
    connect_s: float = 5.0
    read_s: float = 10.0
    total_s: float = 20.0
    addresses: int = 3


class Fetcher:
    """Fetches feeds. It keeps no cookies and takes no proxy from the environment: either would get round the guard."""

    def __init__(
        self,
        limits: Limits | None = None,
        resolve: guard.Resolve = guard.look_up,
        transport: Callable[[], httpx.AsyncBaseTransport] | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._resolve = resolve
        self._transport = transport

    async def fetch(
        self,
        url: str,
        allow_hosts: frozenset[str] = frozenset(),
        etag: str | None = None,
        modified: str | None = None,
    ) -> Fetched:
        """The feed, or word that it has not changed; `allow_hosts` may be private. Raises FeedError."""
        headers = {"Accept": _ACCEPTED, "Accept-Encoding": "gzip", "User-Agent": "Steward feed reader"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": modified} if modified else {}
        try:
            async with asyncio.timeout(self._limits.total_s):
                return await self._follow(url, allow_hosts, headers)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise FeedError("feed_timeout", url) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, OverflowError) as error:
            raise FeedError("feed_unreachable", url, reason=str(error)[:200] or type(error).__name__) from error

    async def _follow(self, url: str, allow_hosts: frozenset[str], headers: dict[str, str]) -> Fetched:
        try:
            where = guard.checked(url)
        except BadInput as error:
            raise FeedError(error.code, error.subject, **error.facts) from error
        trusting = True
        for _ in range(self._limits.redirects + 1):
            # Trust ends at the first strange host: a stranger must not send us to the account's own site.
            trusting = trusting and guard.host_of(str(where)) in allow_hosts
            answer = await self._ask(where, await guard.cleared(where, self._resolve, trusting), headers)
            if isinstance(answer, Fetched):
                return answer
            where = _redirected(where, answer)
        raise FeedError("feed_redirects", url, limit=self._limits.redirects)

    async def _ask(self, where: httpx.URL, addresses: list[str], headers: dict[str, str]) -> Fetched | str:
        tried = addresses[: self._limits.addresses]
        for address in tried:
            try:
                return await self._get(where, address, headers)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if address == tried[-1]:
                    raise
        raise FeedError("feed_unreachable", where.host, reason="no such host")

    async def _get(self, where: httpx.URL, address: str, headers: dict[str, str]) -> Fetched | str:
        timeout = httpx.Timeout(self._limits.read_s, connect=self._limits.connect_s)
        transport = self._transport() if self._transport else httpx.AsyncHTTPTransport(verify=self._trust(where))
        # The number is what is connected to; the name is what the host and its certificate are asked for.
        async with (
            httpx.AsyncClient(transport=transport, trust_env=False, timeout=timeout) as client,
            client.stream(
                "GET",
                where.copy_with(host=address),
                headers={**headers, "Host": where.netloc.decode("ascii")},
                extensions={"sni_hostname": where.raw_host.decode("ascii")},
            ) as response,
        ):
            return await self._take(where, response)

    async def _take(self, where: httpx.URL, response: httpx.Response) -> Fetched | str:
        status, found = response.status_code, response.headers
        etag, modified = _kept(found.get("etag")), _kept(found.get("last-modified"))
        if status in REDIRECTS and "location" in found:
            return found["location"]
        if status == 304 and {"if-none-match", "if-modified-since"} & set(response.request.headers):
            return Fetched(str(where), unchanged=True, etag=etag, modified=modified)
        if status == 410:
            raise FeedError("feed_gone", str(where))
        if status in BUSY:
            raise FeedError("feed_busy", str(where), status=status, wait_s=_wait_s(found.get("retry-after")))
        if status != 200:
            raise FeedError("feed_status", str(where), status=status)
        body, content_type = await self._body(where, response), found.get("content-type", "")[:200]
        return Fetched(str(where), body=body, content_type=content_type, etag=etag, modified=modified)

    async def _body(self, where: httpx.URL, response: httpx.Response) -> bytes:
        # Unpacked here and not by httpx, which unpacks a whole chunk at once: 64 KB may hold 64 MB.
        packing = response.headers.get("content-encoding", "").strip().lower()
        if packing not in {"", "identity", "gzip", "x-gzip"}:
            raise FeedError("feed_unreadable", str(where), reason=f"it is packed as {packing[:40]}")
        unpack = zlib.decompressobj(_GZIP) if packing.endswith("gzip") else None
        body, limit, received = bytearray(), self._limits.body_bytes, 0
        async for chunk in response.aiter_raw():
            received += len(chunk)
            try:
                body += unpack.decompress(chunk, limit + 1 - len(body)) if unpack else chunk
            except zlib.error as error:
                raise FeedError("feed_unreadable", str(where), reason="its packing is damaged") from error
            if max(received, len(body)) > limit:
                raise FeedError("feed_too_big", str(where), limit=limit)
        if unpack and not unpack.eof:
            raise FeedError("feed_unreadable", str(where), reason="its packing is damaged")
        return bytes(body)

    def _trust(self, where: httpx.URL) -> ssl.SSLContext:
        return self._authorities if where.scheme == "https" else self._no_authorities

    @cached_property
    def _authorities(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()

    @cached_property
    def _no_authorities(self) -> ssl.SSLContext:
        # Reading the list of authorities takes 20 ms and plain http has no use for it; this one trusts nobody.
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _redirected(where: httpx.URL, location: str) -> httpx.URL:
    try:
        return guard.checked(str(where.join(location)))
    except (BadInput, httpx.InvalidURL, ValueError) as error:
        raise FeedError("feed_redirects", str(where), reason="it points to no http address") from error


def _kept(value: str | None) -> str | None:
    # It is sent back as a header, and those are plain letters.
    return value if value and value.isascii() and len(value) <= LONGEST_VALIDATOR else None


def _wait_s(value: str | None) -> int:
    """Seconds that a Retry-After header asks for, given as seconds or as a date; 0 where it says nothing."""
    try:
        seconds = int(value or 0)
    except ValueError:
        try:
            until = parsedate_to_datetime(value or "")
        except (ValueError, OverflowError):
            return 0
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        seconds = int((until - datetime.fromtimestamp(clock.now() / 1000, UTC)).total_seconds())
    return max(0, min(seconds, LONGEST_WAIT_S))
