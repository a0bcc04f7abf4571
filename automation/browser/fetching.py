"""Fetches a browser with Playwright's own installer, telling how far it is."""

from __future__ import annotations

import asyncio
import os
import re
from collections import deque
from collections.abc import AsyncIterator, Callable

from playwright._impl._driver import compute_driver_executable, get_driver_env

from automation.browser.launcher import BrowserFound, clean_environment, download_folder, find_browser
from models.errors import StewardError

SILENCE_S = 180.0
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


async def fetch_browser(on_progress: Callable[[str], None], headless: bool = True) -> BrowserFound:
    """Download Chromium into Playwright's folder, passing on each line the installer says.

    Raises StewardError `browser_fetch_failed` with the installer's last words.
    """
    said: deque[str] = deque(maxlen=40)
    # The driver's own node is run rather than `python -m playwright`, which a frozen program does not have.
    process = await asyncio.create_subprocess_exec(
        *compute_driver_executable(),
        "install",
        "chromium",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=_environment(),
    )
    try:
        assert process.stdout is not None
        async for line in _lines(process.stdout):
            said.append(line)
            on_progress(line)
        code = await process.wait()
    except TimeoutError as error:
        raise StewardError("browser_fetch_failed", reason="the download stood still") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if code != 0:
        raise StewardError("browser_fetch_failed", reason=_last_words(said))
    return find_browser(None, headless)


def _environment() -> dict[str, str]:
    own = {key: str(value) for key, value in clean_environment().items()}
    added = {key: value for key, value in get_driver_env().items() if key not in os.environ}
    return {**own, **added, "PLAYWRIGHT_BROWSERS_PATH": str(download_folder())}


async def _lines(stream: asyncio.StreamReader) -> AsyncIterator[str]:
    """What the installer says, line by line; a bar that is drawn anew is a line each time, a stack trace is none."""
    rest = ""
    while chunk := await asyncio.wait_for(stream.read(4096), SILENCE_S):
        *whole, rest = re.split(r"[\r\n]+", rest + chunk.decode("utf-8", "replace"))
        for line in whole:
            if clean := _clean(line):
                yield clean
    if clean := _clean(rest):
        yield clean


def _clean(line: str) -> str:
    plain = _COLOURS.sub("", line).strip()
    return "" if plain.startswith("at ") else plain


def _last_words(said: deque[str]) -> str:
    """The first error names the cause; those after it only say that there was one."""
    errors = [line.removeprefix("Error: ") for line in said if line.startswith("Error:")]
    return (errors or list(said)[-1:] or ["the installer said nothing"])[0][:300]
