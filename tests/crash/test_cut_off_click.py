"""A click that waits for its button dies with the lane that wanted it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from automation.browser.pool import BrowserPool

# The button comes to life when the site says so, and tells the site when it is clicked.
PAGE = b"""<!doctype html><button disabled onclick="fetch('/clicked', {method: 'POST'})">Like</button>
<script>fetch('/life').then(() => {
  document.querySelector('button').disabled = false; fetch('/alive', {method: 'POST'}) })</script>"""


class Site:
    """Serves the page and writes down what the page asks for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.life = asyncio.Event()
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readline()).decode().split(" ")[1]
        self.asked.append(path)
        while (await reader.readline()).strip():
            pass
        if path == "/life":
            await self.life.wait()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {len(PAGE)}\r\nconnection: close\r\n\r\n"
        writer.write(head.encode() + PAGE)
        with suppress(ConnectionError):  # a page that is closed meanwhile
            await writer.drain()
        writer.close()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    found = Site()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    yield found
    server.close()


@pytest.mark.parametrize("cancelled", [False, True])
async def test_a_cancelled_lane_takes_its_waiting_click_with_it(site: Site, cancelled: bool) -> None:
    pool = BrowserPool()
    waiting = asyncio.Event()

    async def lane() -> None:
        async with pool.page("alice") as page:
            await page.goto(site.url)
            waiting.set()
            await page.locator("button").click(timeout=30_000)

    try:
        task = asyncio.create_task(lane())
        await waiting.wait()
        if cancelled:
            task.cancel()
        else:
            site.life.set()
        await asyncio.wait([task])
        site.life.set()
        # Another page of the same browser lives long enough to see that nothing comes any more.
        async with pool.page("bob") as page:
            await page.goto(site.url)
            while "/alive" not in site.asked or not (cancelled or "/clicked" in site.asked):
                await asyncio.sleep(0.02)
            await page.wait_for_timeout(1500)
    finally:
        await pool.stop()
    assert site.asked.count("/clicked") == (0 if cancelled else 1)
