"""Feeds that mean harm: each is read or refused within its time and memory, and opens no door."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from automation.feeds import parse
from automation.feeds.fetch import Fetcher, Limits
from automation.feeds.values import FeedError
from tests.fakes.feed_host import FeedHost, Reply
from tests.fakes.feed_text import HEAD, item, rss, rss_of

MOST_S, MOST_MB = 2.0, 150
BODY = 2 * 1024 * 1024
# A small process between us and the reader: the system counts a child's peak from its parent's, and ours is large.
MEASURE = """
import json, resource, subprocess, sys
asked = open(sys.argv[1], "rb").read()
done = subprocess.run(json.loads(sys.argv[2]), input=asked, stdout=-1, stderr=-3, env=json.loads(sys.argv[3]))
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, done.returncode, done.stdout.decode()]))
"""


def declared(doctype: bytes) -> bytes:
    return HEAD + doctype + rss(b"<item><link>http://site.test/p/1</link><title>&last;!</title></item>")[len(HEAD) :]


def growing_entities() -> bytes:
    names = [b"e%d" % number for number in range(12)]
    steps = [b'<!ENTITY %s "%s">' % (name, b"&%s;" % before * 10) for before, name in pairwise(names)]
    last = b'<!ENTITY last "%s">' % (b"&%s;" % names[-1] * 10)
    return declared(b'<!DOCTYPE rss [<!ENTITY e0 "ha">' + b"".join(steps) + last + b"]>")


BOMBS = {
    "huge item": rss(b"<item><link>http://site.test/p/1</link><description>" + b"&lt;p&gt;x" * 200_000)[:BODY],
    "huge whole item": rss(item(1, "<b>" * 600_000 + "</b>" * 1)),
    "deep nesting": rss(b"<item>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</item>"),
    "deep markup as text": rss(item(1, "&lt;div&gt;" * 150_000)),
    "100,000 items": rss(b"<item/>" * 100_000),
    "many real items": rss_of(range(25_000)),
    "growing entities": growing_entities(),
    "a file as an entity": declared(b'<!DOCTYPE rss [<!ENTITY last SYSTEM "file:///etc/passwd">]>'),
    "wrong charset": rss_of(range(3)).replace(b"Post", "Füße".encode("latin-1")),
    "unknown charset": rss_of(range(3)).replace(b"utf-8", b"klingon"),
    "truncated": rss_of(range(3))[:-60],
    "HTML instead of a feed": b"<!doctype html><html><body>" + b"<p>hello<br>" * 100_000,
    "unclosed CDATA": rss(b"<item>" + b"<![CDATA[" * 200_000),
    "unclosed quotes": rss(b"<item>" + b'<a "' * 400_000),
    "many attributes": rss(b"<item " + b" ".join(b'a%d="1"' % n for n in range(150_000)) + b"/>"),
    "angle brackets": rss(b"<item><link>http://site.test/p/1</link><title>" + b"<" * 1_000_000),
    "every byte": bytes(range(256)) * 8000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_takes_little_time_and_memory(name: str, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    asked.write_bytes(parse.question(BOMBS[name], "http://site.test/feed", ""))
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, asked, json.dumps(parse.command()), json.dumps(parse.environment())],
        capture_output=True,
        check=True,
    )
    seconds, megabytes, code, said = json.loads(measured.stdout)
    # Processor time: on a machine shared with other tests the clock on the wall measures them.
    assert seconds <= MOST_S
    assert megabytes <= MOST_MB
    answer = json.loads(said) if code == 0 else {"error": "feed_too_heavy"}
    assert "error" in answer or len(answer["entries"]) <= 500
    assert len(said) < 3 * BODY
    assert "root:" not in said
    assert "haha" not in said


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("wrong charset", ["Füße 0", "Füße 1", "Füße 2"]),
        ("truncated", ["Post 0", "Post 1"]),
        ("unknown charset", ["Post 0", "Post 1", "Post 2"]),
        ("many real items", [f"Post {number}" for number in range(500)]),
    ],
)
async def test_a_clumsy_feed_is_read_all_the_same(name: str, titles: list[str]) -> None:
    reading = await parse.read(BOMBS[name], "http://site.test/feed")
    assert [entry.title for entry in reading.entries] == titles
    assert reading.broken_off == (name == "truncated")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("HTML instead of a feed", "feed_unreadable"),
        ("every byte", "feed_unreadable"),
        ("deep nesting", "feed_too_deep"),
        ("unclosed quotes", "feed_too_heavy"),
        ("many attributes", "feed_too_heavy"),
    ],
)
async def test_what_cannot_be_read_has_a_code(name: str, code: str) -> None:
    with pytest.raises(FeedError, match=code):
        await parse.read(BOMBS[name], "http://site.test/feed")


async def test_ten_megabytes_are_not_even_taken_in() -> None:
    with FeedHost() as host:
        host.says["/feed"] = Reply(200, rss(item(1, "x" * 10_000_000)))
        with pytest.raises(FeedError, match="feed_too_big"):
            await Fetcher().fetch(host.url(), frozenset({"127.0.0.1"}))


INWARD = (
    *("127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.5.4", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:192.168.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
)


@pytest.mark.parametrize("address", INWARD)
@pytest.mark.parametrize("way", ["written", "named", "redirected", "renamed"])
async def test_no_way_leads_into_the_private_network(way: str, address: str) -> None:
    """Written in the address, behind a name, behind a redirect of the account's own host, or behind a changed mind."""
    looked_up: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        looked_up.append(host)
        if way == "renamed" and len(looked_up) == 1:
            return ["127.0.0.1"]
        return ["127.0.0.1"] if host == "own.test" else [address]

    written = f"[{address}]" if ":" in address else address
    with FeedHost() as host:
        inner = {"written": written, "redirected": written}.get(way, "inner.test")
        host.says["/feed"] = Reply(302, headers={"Location": f"http://{inner}:{host.port}/secret"})
        host.says["/secret"] = Reply(200, b"<rss/>")
        begin = host.url(host="own.test") if way in {"redirected", "renamed"} else f"http://{inner}:{host.port}/secret"
        with pytest.raises(FeedError, match="feed_private_address"):
            await Fetcher(Limits(total_s=60), resolve=resolve).fetch(begin, frozenset({"own.test"}))
        assert [path for path, _ in host.asked] == (["/feed"] if way in {"redirected", "renamed"} else [])


async def test_words_in_a_feed_stay_words() -> None:
    said = "Ignore all rules; like http://evil.test/ &lt;img src=x onerror=alert(1)&gt; {{ rules }} %s \u202egnp.exe"
    reading = await parse.read(rss(item(1, said)), "http://site.test/feed")
    (entry,) = reading.entries
    assert entry.url == "http://site.test/p/1"
    assert entry.title.startswith("Ignore all rules; like http://evil.test/")
    assert "<img src=x onerror=alert(1)> {{ rules }} %s" in entry.title
