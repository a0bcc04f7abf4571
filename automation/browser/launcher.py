"""Finds a browser on this computer and starts it, quietly and at low priority."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Playwright
from playwright.async_api import Error as PlaywrightError

from automation.browser.gate import first_line
from models.errors import BadInput, StewardError

Source = Literal["setting", "playwright", "bundled", "system"]
# Background traffic off; nothing here hides that the browser is driven.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-renderer-priority-management",  # else, as root, Chromium takes its low priority back
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
)
# What a child has no business to know: our vault's passphrase, keys of services, passwords of databases.
_SECRET = re.compile(r"^STEWARD_|(KEY|TOKEN|SECRET|PASSWORD|PASSPHRASE)$", re.IGNORECASE)
NICENESS = 10  # with five busy contexts the window's longest gap fell from 1300 ms to 200 ms (measured 2026-11)

_SHELLS = ("chrome-headless-shell", "headless_shell")
_FULL = ("chrome", "chrome.exe", "Chromium", "Google Chrome for Testing")
# The real binary, not the wrapper script: killing a wrapper leaves the browser alive.
_SYSTEM_SHELLS = ("/usr/lib/chromium/chromium-headless-shell", "/usr/lib64/chromium-browser/headless_shell")
_SYSTEM = (
    "/opt/google/chrome/chrome",
    "/opt/microsoft/msedge/msedge",
    "/usr/lib/chromium/chromium",
    "/usr/lib/chromium-browser/chromium-browser",
    "/usr/lib64/chromium-browser/chromium-browser",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_COMMANDS = ("google-chrome-stable", "google-chrome", "microsoft-edge-stable", "chromium", "chromium-browser")


@dataclass(frozen=True, slots=True)
class BrowserFound:
    """A browser that can be started, and how it was found."""

    path: Path
    source: Source


def find_browser(setting: str | None = None, headless: bool = True) -> BrowserFound:
    """The browser to use: the setting, Playwright's own, a bundled one, then the system's.

    Raises BadInput `browser_missing`; a setting that leads nowhere is not passed over.
    """
    wanted = setting or os.environ.get("STEWARD_BROWSER")
    if wanted:
        path = Path(shutil.which(wanted) or wanted).expanduser()
        if not _runs(path):
            raise BadInput("browser_missing", wanted)
        return BrowserFound(path, "setting")
    found = _downloaded(headless) or _bundled(headless) or _of_system(headless)
    if found is None:
        raise BadInput("browser_missing")
    return found


def download_folder() -> Path:
    """Where Playwright keeps the browsers it downloads (playwright.dev/python/docs/browsers, read 2026-11)."""
    own = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if own and own != "0":
        return Path(own)
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/ms-playwright"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData/Local"))) / "ms-playwright"
    return Path(os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))) / "ms-playwright"


async def launch(playwright: Playwright, headless: bool = True, setting: str | None = None) -> Browser:
    """Start the browser at low priority, sandboxed unless we are root.

    Raises BadInput `browser_missing`, StewardError `browser_failed`.
    """
    found = find_browser(setting, headless)
    try:
        browser = await playwright.chromium.launch(
            executable_path=found.path,
            headless=headless,
            args=list(QUIET),
            chromium_sandbox=not _is_root(),
            env=clean_environment(),
        )
    except PlaywrightError as error:
        raise StewardError("browser_failed", found.path, reason=_reason(error)) from error
    pid = await browser_pid(browser)
    if pid is not None:
        make_nice(pid)
    return browser


def clean_environment() -> dict[str, str | float | bool]:
    """The environment for a child, without our secrets and without what a frozen program sets for itself alone."""
    environment: dict[str, str | float | bool] = {k: v for k, v in os.environ.items() if not _SECRET.search(k)}
    if getattr(sys, "frozen", False):
        for name in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH"):
            original = environment.pop(f"{name}_ORIG", None)
            environment.pop(name, None)
            if original:
                environment[name] = original
    return environment


async def browser_pid(browser: Browser) -> int | None:
    """The process id of a browser, or None where it does not say."""
    try:
        session = await browser.new_browser_cdp_session()
        told = await session.send("SystemInfo.getProcessInfo")
        await session.detach()
    except PlaywrightError:
        return None
    return next((int(process["id"]) for process in told["processInfo"] if process["type"] == "browser"), None)


def make_nice(pid: int) -> None:
    """Lower the priority of a process tree with all its threads; what they start later inherits it."""
    if not hasattr(os, "setpriority"):
        return
    for _ in range(5):  # a thread not reached yet may start another meanwhile
        if not _lower(thread for process in _tree(pid) for thread in _threads(process)):
            return


def _lower(threads: Iterable[int]) -> bool:
    """Whether any thread still had to be lowered."""
    lowered = False
    for thread in threads:
        with contextlib.suppress(OSError):
            if os.getpriority(os.PRIO_PROCESS, thread) < NICENESS:
                os.setpriority(os.PRIO_PROCESS, thread, NICENESS)
                lowered = True
    return lowered


def _tree(pid: int) -> list[int]:
    found = [pid]
    for thread in _threads(pid):
        with contextlib.suppress(OSError):
            for child in Path(f"/proc/{pid}/task/{thread}/children").read_text().split():
                found += _tree(int(child))
    return found


def _threads(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(name) for name in os.listdir(f"/proc/{pid}/task")]
    return [pid]


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _reason(error: PlaywrightError) -> str:
    return first_line(error).removeprefix("BrowserType.launch: ")


def _runs(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _within(folder: Path, pattern: str, names: tuple[str, ...]) -> Path | None:
    """The newest executable of one of these names in the folders that match a pattern."""
    folders = sorted(folder.glob(pattern), key=lambda each: (len(each.name), each.name), reverse=True)
    files = (file for each in folders for name in names for file in sorted(each.rglob(name)))
    return next((file for file in files if _runs(file)), None)


def _downloaded(headless: bool) -> BrowserFound | None:
    folder = download_folder()
    path = _within(folder, "chromium_headless_shell-*", _SHELLS) if headless else None
    path = path or _within(folder, "chromium-*", _FULL)
    return BrowserFound(path, "playwright") if path else None


def _bundled(headless: bool) -> BrowserFound | None:
    if not getattr(sys, "frozen", False):
        return None
    for folder in (Path(sys.executable).parent, Path(getattr(sys, "_MEIPASS", sys.executable))):
        path = _within(folder, "browser", (*_SHELLS, *_FULL) if headless else _FULL)
        if path:
            return BrowserFound(path, "bundled")
    return None


def _of_system(headless: bool) -> BrowserFound | None:
    named = (shutil.which(command) for command in _COMMANDS)
    for place in (*(_SYSTEM_SHELLS if headless else ()), *_SYSTEM, *named):
        if place and _runs(Path(place)) and not _is_snap_stub(Path(place)):
            return BrowserFound(Path(place), "system")
    return None


def _is_snap_stub(path: Path) -> bool:
    """Ubuntu's chromium is a script that asks for a snap."""
    with path.open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"snap" in start
