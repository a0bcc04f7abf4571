"""Reading in a process of its own: the answer comes back, and whatever goes wrong stays over there."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

import pytest

from automation.feeds import parse
from automation.feeds.values import Entry, FeedError
from tests.fakes.feed_text import rss_of

URL = "http://site.test/feed"


def program(code: str) -> list[str]:
    return [sys.executable, "-c", code]


async def code_of(code: str, wall_s: float = 30) -> str:
    with pytest.raises(FeedError) as caught:
        await parse.read(b"x", URL, program=program(code), wall_s=wall_s)
    assert caught.value.subject == URL
    return caught.value.code


async def test_a_feed_is_read_over_there() -> None:
    reading = await parse.read(rss_of([7, 8]), URL, "application/rss+xml")
    assert reading.title == "News"
    assert reading.entries[0] == Entry("p7", "http://site.test/p/7", "Post 7", "", None)
    assert not reading.broken_off


async def test_what_the_reader_says_of_a_feed_arrives() -> None:
    with pytest.raises(FeedError, match="feed_unreadable") as caught:
        await parse.read(b"<html>", URL)
    assert caught.value.facts["reason"] == "it is a web page, not a feed"


async def test_a_process_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    started, start = list[int](), asyncio.create_subprocess_exec

    async def noted(*given: Any, **how: Any) -> asyncio.subprocess.Process:
        process = await start(*given, **how)
        started.append(process.pid)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    assert await code_of("import time; time.sleep(600)", wall_s=0.5) == "feed_too_heavy"
    with pytest.raises(ProcessLookupError):
        os.kill(*started, 0)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os; os.kill(os.getpid(), 9)", "feed_too_heavy"),
        ("import signal, os; os.kill(os.getpid(), signal.SIGPROF)", "feed_too_heavy"),
        ("raise SystemExit(1)", "feed_too_heavy"),
        ("print('nonsense')", "feed_unreadable"),
        ("print('{}')", "feed_unreadable"),
        ("print('[1]')", "feed_unreadable"),
        ('print(\'{"title": "", "entries": [[1]], "broken_off": false}\')', "feed_unreadable"),
        ('print(\'{"error": "feed_too_deep", "facts": {"limit": 100}}\')', "feed_too_deep"),
    ],
)
async def test_whatever_becomes_of_the_process_is_one_clear_error(code: str, expected: str) -> None:
    assert await code_of(code) == expected


async def test_the_process_knows_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEWARD_PASSPHRASE", "correct horse")
    say = "import os, json; print(json.dumps({'error': 'feed_unreadable', 'facts': {'reason': ','.join(os.environ)}}))"
    with pytest.raises(FeedError) as caught:
        await parse.read(b"x", URL, program=program(say))
    assert "PYTHONPATH" in str(caught.value.facts["reason"])
    assert "STEWARD" not in str(caught.value.facts["reason"])


def test_the_packaged_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/apps/steward/steward-desktop")
    assert parse.command() == ["/apps/steward/steward", "read-feed"]
