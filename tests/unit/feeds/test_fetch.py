"""Fetching from a real server on loopback: polite, bounded, and never where it must not go."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

import httpx
import pytest

from automation.feeds.fetch import Fetcher, Limits
from automation.feeds.values import FeedError
from models import clock
from tests.fakes.feed_host import FeedHost, Reply

HERE = frozenset({"127.0.0.1"})


@pytest.fixture
def host() -> Iterator[FeedHost]:
    with FeedHost() as running:
        yield running


async def refused(fetching: object) -> FeedError:
    with pytest.raises(FeedError) as caught:
        await fetching  # type: ignore[misc]
    return caught.value


async def test_a_feed_is_fetched_and_then_known_unchanged_by_its_tag(host: FeedHost) -> None:
    host.serve(b"<rss/>", '"one"')
    got = await Fetcher().fetch(host.url(), HERE)
    assert (got.body, got.etag, got.unchanged) == (b"<rss/>", '"one"', False)
    again = await Fetcher().fetch(host.url(), HERE, got.etag)
    assert again.unchanged
    assert not again.body
    assert [headers.get("if-none-match") for _, headers in host.asked] == [None, '"one"']


async def test_the_date_of_last_change_is_sent_back_too(host: FeedHost) -> None:
    stamp = "Wed, 01 Jul 2026 10:00:00 GMT"
    host.says["/feed"] = Reply(200, b"<rss/>", {"Last-Modified": stamp, "Content-Type": "text/xml"})
    got = await Fetcher().fetch(host.url(), HERE)
    assert (got.modified, got.content_type) == (stamp, "text/xml")
    await Fetcher().fetch(host.url(), HERE, None, got.modified)
    assert host.asked[-1][1]["if-modified-since"] == stamp


async def test_a_host_that_says_unchanged_unasked_is_not_believed(host: FeedHost) -> None:
    host.says["/feed"] = Reply(304)
    assert (await refused(Fetcher().fetch(host.url(), HERE))).code == "feed_status"


async def test_no_cookie_comes_back_and_no_proxy_is_taken(host: FeedHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    host.says["/feed"] = Reply(302, headers={"Location": "/other", "Set-Cookie": "a=b"})
    host.says["/other"] = Reply(200, b"<rss/>", {"Set-Cookie": "a=b"})
    fetcher = Fetcher()
    await fetcher.fetch(host.url(), HERE)
    await fetcher.fetch(host.url(), HERE)
    assert len(host.asked) == 4
    assert all("cookie" not in headers for _, headers in host.asked)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed(host: FeedHost, status: int) -> None:
    host.says["/feed"] = Reply(status, headers={"Location": "/new"})
    host.says["/new"] = Reply(200, b"<rss/>")
    assert (await Fetcher().fetch(host.url(), HERE)).url == host.url("/new")


async def test_redirects_end_somewhere(host: FeedHost) -> None:
    host.says["/feed"] = Reply(302, headers={"Location": "/feed"})
    assert (await refused(Fetcher(Limits(redirects=3)).fetch(host.url(), HERE))).code == "feed_redirects"
    assert len(host.asked) == 4


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://site.test/x", "http://a:b@site.test/", "http://["])
async def test_a_redirect_out_of_the_web_is_not_followed(host: FeedHost, location: str) -> None:
    host.says["/feed"] = Reply(302, headers={"Location": location})
    assert (await refused(Fetcher().fetch(host.url(), HERE))).code == "feed_redirects"


@pytest.mark.parametrize(
    ("status", "code"), [(410, "feed_gone"), (404, "feed_status"), (500, "feed_status"), (204, "feed_status")]
)
async def test_what_a_host_declines_has_a_code(host: FeedHost, status: int, code: str) -> None:
    host.says["/feed"] = Reply(status)
    assert (await refused(Fetcher().fetch(host.url(), HERE))).code == code


@pytest.mark.parametrize(
    ("asked", "wait_s"),
    [("120", 120), ("Wed, 01 Jul 2026 10:02:00 GMT", 120), ("soon", 0), ("-5", 0), ("99999999", 86_400)],
)
async def test_a_busy_host_says_how_long(host: FeedHost, asked: str, wait_s: int) -> None:
    before = clock.use(lambda: clock.from_iso("2026-07-01T10:00:00+00:00"))
    try:
        host.says["/feed"] = Reply(429, headers={"Retry-After": asked})
        error = await refused(Fetcher().fetch(host.url(), HERE))
    finally:
        clock.use(before)
    assert (error.code, error.facts["wait_s"]) == ("feed_busy", wait_s)


async def test_a_packed_feed_is_unpacked(host: FeedHost) -> None:
    host.says["/feed"] = Reply(200, gzip.compress(b"<rss/>" * 100), {"Content-Encoding": "gzip"})
    assert (await Fetcher().fetch(host.url(), HERE)).body == b"<rss/>" * 100
    assert host.asked[0][1]["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(200, b"x" * 2001), "feed_too_big"),
        (Reply(200, gzip.compress(b"x" * 5_000_000), {"Content-Encoding": "gzip"}), "feed_too_big"),
        (Reply(200, gzip.compress(b"")[:10] + b"\0\0\0\xff\xff" * 1000, {"Content-Encoding": "gzip"}), "feed_too_big"),
        (Reply(200, b"not packed at all", {"Content-Encoding": "gzip"}), "feed_unreadable"),
        (Reply(200, gzip.compress(b"<rss/>" * 50)[:-9], {"Content-Encoding": "gzip"}), "feed_unreadable"),
        (Reply(200, zlib.compress(b"<rss/>"), {"Content-Encoding": "deflate"}), "feed_unreadable"),
        (Reply(200, gzip.compress(gzip.compress(b"x")), {"Content-Encoding": "gzip, gzip"}), "feed_unreadable"),
        (Reply(200, b"<rss>", length=500), "feed_unreachable"),
    ],
)
async def test_what_is_too_much_or_damaged_is_left(host: FeedHost, reply: Reply, code: str) -> None:
    host.says["/feed"] = reply
    assert (await refused(Fetcher(Limits(body_bytes=2000)).fetch(host.url(), HERE))).code == code


async def test_a_host_that_never_ends_is_left_in_time() -> None:
    left = asyncio.Event()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        with suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(b" ")
                await asyncio.sleep(0.02)
        writer.close()
        left.set()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        # Each byte comes in time; only the total is too long.
        fetching = Fetcher(Limits(read_s=30, total_s=4)).fetch(f"http://127.0.0.1:{port}/", HERE)
        assert (await refused(fetching)).code == "feed_timeout"
        await asyncio.wait_for(left.wait(), 30)


async def test_a_closed_port_is_unreachable_and_says_why(host: FeedHost) -> None:
    server = await asyncio.start_server(lambda r, w: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    error = await refused(Fetcher().fetch(f"http://127.0.0.1:{port}/", HERE))
    assert error.code == "feed_unreachable"
    assert error.facts["reason"]


async def test_loopback_is_closed_unless_it_is_allowed(host: FeedHost) -> None:
    assert (await refused(Fetcher().fetch(host.url()))).code == "feed_private_address"
    assert not host.asked


async def test_a_name_may_not_lead_to_a_private_address(host: FeedHost) -> None:
    async def resolve(name: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    error = await refused(Fetcher(resolve=resolve).fetch(host.url(host="feeds.test"), HERE))
    assert error.code == "feed_private_address"
    assert not host.asked


async def test_an_allowed_host_may_not_send_us_to_another_private_one(host: FeedHost) -> None:
    async def resolve(name: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    for path in ("http://127.0.0.1:{}/secret", "http://inner.test:{}/secret", "http://[::1]:{}/secret"):
        host.says["/feed"] = Reply(302, headers={"Location": path.format(host.port)})
        fetching = Fetcher(resolve=resolve).fetch(host.url(host="forum.lan"), frozenset({"forum.lan"}))
        assert (await refused(fetching)).code == "feed_private_address"
    assert {path for path, _ in host.asked} == {"/feed"}


def outside(answers: Callable[[httpx.Request], httpx.Response], *found: list[str]) -> Fetcher:
    """A fetcher whose look-ups give each list in turn, and whose connections go nowhere."""
    turns = iter(found)

    async def resolve(name: str, port: int) -> list[str]:
        return next(turns)

    return Fetcher(resolve=resolve, transport=lambda: httpx.MockTransport(answers))


async def test_what_was_looked_up_is_what_is_connected_to() -> None:
    seen: list[httpx.Request] = []

    def answers(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(b"<rss/>"))

    # A second look-up would find the loopback address, and the list would be empty after it.
    got = await outside(answers, ["93.184.216.34"]).fetch("https://feeds.test:8443/feed")
    assert got.url == "https://feeds.test:8443/feed"
    (request,) = seen
    assert (request.url.host, request.url.port, request.headers["host"]) == ("93.184.216.34", 8443, "feeds.test:8443")
    assert request.extensions["sni_hostname"] == "feeds.test"


async def test_a_name_that_changes_its_mind_is_caught_on_the_way() -> None:
    def answers(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"Location": "http://feeds.test/again"})

    error = await refused(outside(answers, ["93.184.216.34"], ["127.0.0.1"]).fetch("http://feeds.test/feed"))
    assert error.code == "feed_private_address"


async def test_a_stranger_may_not_send_us_to_the_accounts_own_private_site() -> None:
    def answers(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"Location": "http://forum.lan/sign-out"})

    fetcher = outside(answers, ["93.184.216.34"], ["192.168.1.5"])
    error = await refused(fetcher.fetch("http://feeds.test/feed", frozenset({"forum.lan"})))
    assert error.code == "feed_private_address"


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    def answers(request: httpx.Request) -> httpx.Response:
        if request.url.host != "2606:2800:220:1::1":
            return httpx.Response(200, stream=httpx.ByteStream(b"<rss/>"))
        raise httpx.ConnectError("no route")

    got = await outside(answers, ["2606:2800:220:1::1", "93.184.216.34"]).fetch("http://feeds.test/feed")
    assert got.body == b"<rss/>"


async def test_a_tag_that_cannot_be_sent_back_is_not_kept(host: FeedHost) -> None:
    host.says["/feed"] = Reply(200, b"<rss/>", {"ETag": '"\xe9"'})
    got = await Fetcher().fetch(host.url(), HERE)
    assert (got.body, got.etag) == (b"<rss/>", None)


async def test_a_tag_kept_long_ago_that_cannot_be_sent_is_trouble_of_the_feed(host: FeedHost) -> None:
    assert (await refused(Fetcher().fetch(host.url(), HERE, '"\xe9"'))).code == "feed_unreachable"


@pytest.mark.parametrize("asked", ["Mon, 01 Jan 2026 00:00:00 +99999999999999999999", "Mon, " + "9" * 30 + " Jan 2026"])
async def test_a_time_to_wait_that_no_calendar_holds_is_none(host: FeedHost, asked: str) -> None:
    host.says["/feed"] = Reply(503, headers={"Retry-After": asked})
    error = await refused(Fetcher().fetch(host.url(), HERE))
    assert (error.code, error.facts["wait_s"]) == ("feed_busy", 0)


@pytest.mark.parametrize(
    ("to", "code"), [("http://xn--/", "feed_unreachable"), ("http://127.0.0.1:99999999/", "feed_redirects")]
)
async def test_a_redirect_to_what_is_no_address_is_trouble_of_the_feed(host: FeedHost, to: str, code: str) -> None:
    host.says["/feed"] = Reply(302, headers={"Location": to})
    assert (await refused(Fetcher().fetch(host.url(), HERE))).code == code
