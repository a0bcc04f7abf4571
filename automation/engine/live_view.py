"""The live view of one page: Chromium's own screencast up, a person's mouse and keys down.

Source: Chrome DevTools Protocol, Page.startScreencast and Input.dispatch* (read 2026-11).
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from typing import Any

from playwright.async_api import CDPSession, Page
from playwright.async_api import Error as PlaywrightError

from models.errors import BadInput, StewardError

WIDTH, HEIGHT, QUALITY = 1280, 800, 60
FRAME_GAP_S = 0.1  # ten frames a second cost about a third of a core; the next comes when this one is acknowledged
_MOUSE = {"press": "mousePressed", "release": "mouseReleased", "move": "mouseMoved"}
OnFrame = Callable[[bytes, int, int], None]


class LiveView:
    """One screencast; frames stop while the page stands still."""

    def __init__(self, page: Page, session: CDPSession, on_frame: OnFrame) -> None:
        self.page = page
        self._session, self._on_frame = session, on_frame
        self._acks: set[asyncio.Task[None]] = set()

    @classmethod
    async def start(cls, page: Page, on_frame: OnFrame) -> LiveView:
        """Begin to show a page; StewardError live_view_failed."""
        try:
            session = await page.context.new_cdp_session(page)
            view = cls(page, session, on_frame)
            session.on("Page.screencastFrame", view._frame)
            await session.send(
                "Page.startScreencast",
                {"format": "jpeg", "quality": QUALITY, "maxWidth": WIDTH, "maxHeight": HEIGHT},
            )
        except PlaywrightError as error:
            raise StewardError("live_view_failed", reason=str(error).splitlines()[0]) from error
        return view

    async def stop(self) -> None:
        """End the show; a page that is gone already is fine."""
        for task in self._acks:
            task.cancel()
        try:
            await self._session.send("Page.stopScreencast")
            await self._session.detach()
        except PlaywrightError:
            return

    async def input(self, kind: str, data: dict[str, Any]) -> None:
        """Pass on one input; kinds are press, release, move, wheel, key_down, key_up and text."""
        try:
            await self._send(kind, data)
        except PlaywrightError as error:
            raise StewardError("live_view_failed", kind, reason=str(error).splitlines()[0]) from error

    async def _send(self, kind: str, data: dict[str, Any]) -> None:
        if kind in _MOUSE:
            await self._session.send("Input.dispatchMouseEvent", {"type": _MOUSE[kind], **_mouse(data)})
        elif kind == "wheel":
            whole = {"type": "mouseWheel", **_mouse(data), "deltaX": data.get("dx", 0), "deltaY": data.get("dy", 0)}
            await self._session.send("Input.dispatchMouseEvent", whole)
        elif kind in {"key_down", "key_up"}:
            type_ = "keyUp" if kind == "key_up" else "keyDown" if data.get("text") else "rawKeyDown"
            await self._session.send("Input.dispatchKeyEvent", {"type": type_, **_key(data)})
        elif kind == "text":
            await self._session.send("Input.insertText", {"text": str(data.get("text", ""))})
        else:
            raise BadInput("bad_message", kind)

    def _frame(self, frame: dict[str, Any]) -> None:
        shape = frame["metadata"]
        self._on_frame(base64.b64decode(frame["data"]), int(shape["deviceWidth"]), int(shape["deviceHeight"]))
        task = asyncio.create_task(self._acknowledge(frame["sessionId"]))
        self._acks.add(task)
        task.add_done_callback(self._acks.discard)

    async def _acknowledge(self, number: int) -> None:
        await asyncio.sleep(FRAME_GAP_S)
        try:
            await self._session.send("Page.screencastFrameAck", {"sessionId": number})
        except PlaywrightError:
            return


def _mouse(data: dict[str, Any]) -> dict[str, Any]:
    button = str(data.get("button", "none"))
    return {
        "x": float(data.get("x", 0)),
        "y": float(data.get("y", 0)),
        "button": button,
        "clickCount": int(data.get("clicks", 1 if button != "none" else 0)),
        "modifiers": int(data.get("modifiers", 0)),
    }


def _key(data: dict[str, Any]) -> dict[str, Any]:
    known = ("key", "code", "text", "modifiers", "windowsVirtualKeyCode")
    return {name: data[name] for name in known if data.get(name) not in (None, "")}
