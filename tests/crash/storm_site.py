"""A site without a browser: requests reach it through a socket, and it takes them in late, whoever has died."""

from __future__ import annotations

import heapq
import json
import os
import socket
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class LateSite:
    """Writes each request into a file when its delay is over; one that is to be lost is never written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._thread = threading.Thread(target=self._serve, name="late site", daemon=True)
        self._due: list[tuple[float, int, str]] = []
        self._came = 0

    def __enter__(self) -> Self:
        self._socket.bind(str(door(self.folder)))
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        send(self.folder, {"end": True})
        self._thread.join(10)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            self._socket.settimeout(max(0.001, self._due[0][0] - time.monotonic()) if self._due else None)
            try:
                request = json.loads(self._socket.recv(65536))
            except TimeoutError:
                request = None
            while self._due and self._due[0][0] <= time.monotonic():
                with (self.folder / "stored").open("a") as file:
                    file.write(heapq.heappop(self._due)[2] + "\n")
            if request is None:
                continue
            if "end" in request:
                return
            self._came += 1
            heapq.heappush(self._due, (time.monotonic() + request["delay_ms"] / 1000, self._came, request["what"]))


def door(folder: Path) -> Path:
    """Where requests are taken."""
    return folder / "door"


def send(folder: Path, request: dict[str, Any]) -> None:
    """Let a request go out; from here on it arrives, whatever becomes of the sender."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as way:
        way.sendto(json.dumps(request).encode(), str(door(folder)))


def stored(folder: Path, what: str) -> int:
    """How often the site has taken something in."""
    file = folder / "stored"
    if not os.path.exists(file):
        return 0
    return file.read_text().splitlines().count(what)
