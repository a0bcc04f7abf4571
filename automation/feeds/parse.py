"""Has a feed read by a process of its own, which can be killed and holds nothing worth stealing."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import automation
from automation.feeds.values import Entry, FeedError, Reading

# Processor time is bounded in the process itself; this bound is for a machine that is too busy to give any.
WALL_S = 60.0
_NEEDED = ("SYSTEMROOT", "LD_LIBRARY_PATH", "PATH")


def command() -> list[str]:
    """How the reading process is started, from source or from the packaged program."""
    if getattr(sys, "frozen", False):
        return [str(Path(sys.executable).with_name("steward" + Path(sys.executable).suffix)), "read-feed"]
    return [sys.executable, "-m", "automation.feeds.reader"]


def environment() -> dict[str, str]:
    """What the reading process may know: where the code is, and nothing of ours."""
    root = str(Path(automation.__file__).parent.parent)
    return {"PYTHONPATH": root, "PYTHONUTF8": "1", **{k: os.environ[k] for k in _NEEDED if k in os.environ}}


def question(body: bytes, url: str, content_type: str) -> bytes:
    """What the reading process is asked."""
    return json.dumps({"url": url, "content_type": content_type}).encode() + b"\n" + body


async def read(
    body: bytes, url: str, content_type: str = "", *, program: Sequence[str] | None = None, wall_s: float = WALL_S
) -> Reading:
    """The entries of a feed; FeedError feed_unreadable, feed_too_deep, or feed_too_heavy when it had to be killed."""
    process = await asyncio.create_subprocess_exec(
        *(program or command()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment(),
    )
    try:
        async with asyncio.timeout(wall_s):
            said, _ = await process.communicate(question(body, url, content_type))
    except TimeoutError as error:
        raise FeedError("feed_too_heavy", url) from error
    finally:
        await _ended(process)
    return _understood(said, process.returncode, url)


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        # Also takes what is left in the pipes, which would stay open otherwise.
        await process.communicate()


def _understood(said: bytes, code: int | None, url: str) -> Reading:
    # A process that ran out of time or memory dies by a signal or without a word.
    if code in {-getattr(signal, "SIGPROF", 27), -getattr(signal, "SIGKILL", 9)} or not said:
        raise FeedError("feed_too_heavy", url)
    try:
        answer: dict[str, Any] = json.loads(said)
        if "error" in answer:
            raise FeedError(answer["error"], url, **answer["facts"])
        return Reading(answer["title"], tuple(Entry(*one) for one in answer["entries"]), answer["broken_off"])
    except (ValueError, KeyError, TypeError) as error:
        raise FeedError("feed_unreadable", url, reason="the reader gave no answer") from error
