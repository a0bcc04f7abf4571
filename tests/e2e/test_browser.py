"""The pool with a real browser: warm pages, separate accounts, deaths and restarts."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from automation.browser import pool as pools
from automation.browser import pulse
from automation.browser.launcher import NICENESS, find_browser
from automation.browser.pool import BrowserPool
from automation.browser.screenshots import take
from models.errors import BadInput, StewardError


@pytest.fixture
async def pool() -> AsyncIterator[BrowserPool]:
    pool = BrowserPool(headless=True, max_open=2)
    await pool.start()
    yield pool
    await pool.stop()


async def gone(pid: int) -> None:
    """Wait until a process has ended."""
    while True:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return
        if state == "Z":
            return
        await asyncio.sleep(0.01)


def descendants(pid: int) -> list[int]:
    """A process and all that it started."""
    children: list[str] = []
    with suppress(OSError):  # one that has just ended has none
        for task in Path(f"/proc/{pid}/task").iterdir():
            children += (task / "children").read_text().split()
    return [pid, *(found for child in children for found in descendants(int(child)))]


def draws(pid: int) -> bool:
    """Whether a process is Chromium's GPU process."""
    return b"--type=gpu-process" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")


@contextmanager
def hasty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Little patience with what will never answer; what does answer afterwards has the usual time."""
    with monkeypatch.context() as patch:
        patch.setattr(pulse, "BEAT_S", 0.1)
        patch.setattr(pulse, "PATIENCE_S", 2.0)
        yield


async def use_while_killing(pool: BrowserPool, pid: int) -> None:
    async with pool.page("a") as page:
        os.kill(pid, signal.SIGKILL)
        await gone(pid)
        await page.goto("about:blank")


async def crash_page(pool: BrowserPool) -> None:
    async with pool.page("a") as page:
        session = await page.context.new_cdp_session(page)
        async with page.expect_event("crash"):
            crashing = asyncio.ensure_future(session.send("Page.crash"))
        crashing.add_done_callback(lambda done: done.cancelled() or done.exception())
        await page.evaluate("1")


async def test_an_account_keeps_its_page_and_shares_nothing(pool: BrowserPool) -> None:
    async with pool.page("a") as page:
        await page.context.add_cookies([{"name": "sign", "value": "a", "url": "http://127.0.0.1/"}])
        first = page
    async with pool.page("b") as page:
        assert await page.context.cookies() == []
    async with pool.page("a") as page:
        assert page is first
    state = await pool.storage_state("a")
    assert state is not None
    assert [cookie["value"] for cookie in state["cookies"]] == ["a"]
    await pool.forget("a")
    assert await pool.storage_state("a") is None
    async with pool.page("a", state) as page:
        assert [cookie.get("value") for cookie in await page.context.cookies()] == ["a"]


async def test_the_longest_idle_context_makes_room(pool: BrowserPool) -> None:
    for key in ("a", "b", "a", "c"):
        async with pool.page(key):
            pass
    assert await pool.storage_state("b") is None
    assert await pool.storage_state("a") is not None
    assert await pool.storage_state("c") is not None


async def test_a_killed_browser_is_told_and_started_again(pool: BrowserPool) -> None:
    pid = pool.browser_pid
    assert pid is not None
    with pytest.raises(StewardError, match="browser_died"):
        await use_while_killing(pool, pid)
    async with pool.page("a") as page:
        assert await page.evaluate("1 + 1") == 2
    assert pool.browser_pid not in {None, pid}


async def test_a_killed_driver_is_told_and_started_again(pool: BrowserPool) -> None:
    assert pool.browser_pid is not None
    driver = int(Path(f"/proc/{pool.browser_pid}/stat").read_text().rpartition(")")[2].split()[1])
    with pytest.raises(StewardError, match="browser_died"):
        await use_while_killing(pool, driver)
    async with pool.page("a") as page:
        assert await page.evaluate("1 + 1") == 2


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A living browser has all the time of a busy machine to say that it lives."""
    monkeypatch.setattr(pools, "_CLOSING_S", 30.0)


@pytest.mark.usefixtures("unhurried")
async def test_a_crashed_page_leaves_the_others_alone(pool: BrowserPool) -> None:
    async with pool.page("b"):
        pass
    pid = pool.browser_pid
    with pytest.raises(StewardError, match="browser_died"):
        await crash_page(pool)
    assert pool.browser_pid == pid
    async with pool.page("a") as page:
        assert await page.evaluate("1 + 1") == 2


@pytest.mark.usefixtures("unhurried")
async def test_a_frozen_page_is_given_up_and_leaves_the_others_alone(
    pool: BrowserPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with pool.page("a"), pool.page("b"):
        pass
    pid = pool.browser_pid
    with hasty(monkeypatch), pytest.raises(StewardError, match="browser_died"):
        async with pool.page("a") as page:
            await page.evaluate("() => { while (true); }")
    assert pool.browser_pid == pid
    for account in ("a", "b"):
        async with pool.page(account) as page:
            assert await page.evaluate("1 + 1") == 2


async def test_a_frozen_browser_is_given_up_and_started_anew(
    pool: BrowserPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = pool.browser_pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    with hasty(monkeypatch), pytest.raises(StewardError, match="browser_died"):
        async with pool.page("a"):
            pass
    async with pool.page("a") as page:
        assert await page.evaluate("1 + 1") == 2
    assert pool.browser_pid != pid
    await gone(pid)


async def test_a_wait_of_the_users_own_is_not_taken_for_a_frozen_page(
    pool: BrowserPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "BEAT_S", 0.05)
    with pytest.raises(TimeoutError):
        async with pool.page("a") as page, asyncio.timeout(0.5):
            await page.evaluate("new Promise(() => {})")


async def test_one_user_of_an_account_at_a_time(pool: BrowserPool) -> None:
    inside = 0

    async def use() -> None:
        nonlocal inside
        async with pool.page("a") as page:
            inside += 1
            assert inside == 1
            await page.evaluate("1")
            inside -= 1

    await asyncio.gather(*(use() for _ in range(4)))


async def test_the_browser_yields_to_the_window(pool: BrowserPool) -> None:
    assert pool.browser_pid is not None
    async with pool.page("a") as page:
        await page.goto("data:text/html,hi")
        # The first thread of each process; as root, Chromium raises helper threads and its GPU process by itself again.
        tree = [pid for pid in descendants(pool.browser_pid) if not draws(pid)]
        assert len(tree) > 1
        assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in tree} == {NICENESS}


def environment(pid: int) -> bytes:
    """What a process was given; nothing of one that has just ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/environ").read_bytes()
    return b""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="only Linux shows what a process was given")
async def test_the_browser_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"STEWARD_PASSPHRASE": "s3cret-1", "RAPIDAPI_KEY": "s3cret-2", "PGPASSWORD": "s3cret-3", "PLAIN": "shown"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    own = BrowserPool()
    async with own.page("a"):
        assert own.browser_pid is not None
        told = [environment(pid) for pid in (own.browser_pid, *descendants(own.browser_pid))]
    await own.stop()
    assert b"PLAIN=shown" in told[0]
    assert not any(b"s3cret" in given_to for given_to in told)


async def test_a_picture_never_shows_a_sign_in_form(pool: BrowserPool, tmp_path: Path) -> None:
    form = "<form style='position:absolute;inset:0;background:red'><input type=password value=secret></form>"
    async with pool.page("a") as page:
        await page.set_content(form)
        (tmp_path / "masked.jpg").write_bytes(await take(page))
        await page.set_content("<body style='background:red'>")
        (tmp_path / "bare.jpg").write_bytes(await take(page))
    with Image.open(tmp_path / "bare.jpg") as bare, Image.open(tmp_path / "masked.jpg") as masked:
        assert bare.format == "JPEG"
        assert bare.size == (1280, 800)
        red = [picture.getpixel((640, 400))[0] > 200 for picture in (bare, masked)]  # type: ignore[index]
    assert red == [True, False]


def test_a_setting_that_leads_nowhere_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        find_browser(str(tmp_path / "none"))
    assert caught.value.code == "browser_missing"


def test_a_download_comes_before_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STEWARD_BROWSER", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    for place in ("chromium-9/chrome-linux/chrome", "chromium-10/chrome-linux/chrome"):
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).touch(mode=0o755)
    found = find_browser(headless=True)
    assert (found.source, found.path) == ("playwright", tmp_path / "chromium-10/chrome-linux/chrome")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "empty"))
    assert find_browser(headless=True).source == "system"


class SlowToClose(BrowserPool):
    """A pool whose contexts take a while to close, as those of heavy pages do."""

    async def _close(self, seat: Any) -> None:
        await asyncio.sleep(0.05)
        await super()._close(seat)


async def test_a_page_in_use_is_never_closed_to_make_room() -> None:
    pool, names = SlowToClose(headless=True, max_open=2), [f"account {number}" for number in range(4)]
    everybody, room = asyncio.Barrier(len(names)), asyncio.Event()

    async def use_together(name: str) -> None:
        async with pool.page(name):
            await everybody.wait()

    async def come_back(name: str) -> None:
        async with pool.page(name) as page:
            await room.wait()
            assert await page.evaluate("1 + 1") == 2

    async def come_new() -> None:
        async with pool.page("one more"):
            room.set()

    try:
        await asyncio.gather(*(use_together(name) for name in names))
        # The newcomer must close several idle contexts, while their owners come back for them.
        async with asyncio.timeout(60):
            await asyncio.gather(come_new(), *(come_back(name) for name in names))
    finally:
        await pool.stop()
