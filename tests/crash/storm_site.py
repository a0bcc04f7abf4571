"""A site without a browser: a book of requests, each with the moment from which the site has it, whoever has died."""

from __future__ import annotations

import time
from pathlib import Path


def send(folder: Path, what: str, delay_ms: int) -> None:
    """Let a request go out; from here on it arrives in time, however busy the machine is."""
    due = time.monotonic_ns() + delay_ms * 1_000_000  # of the whole machine, so it means the same to every process
    with (folder / "requests").open("a") as book:
        book.write(f"{due} {what}\n")


def stored(folder: Path, what: str) -> int:
    """How often the site has taken something in."""
    book, now = folder / "requests", time.monotonic_ns()
    lines = (line.split(" ", 1) for line in book.read_text().splitlines()) if book.exists() else ()
    return sum(text == what and int(due) <= now for due, text in lines)
