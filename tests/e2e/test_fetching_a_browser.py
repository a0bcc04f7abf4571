"""A browser is fetched with Playwright's own installer, from a host on this machine."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from automation.browser.fetching import fetch_browser
from models.errors import StewardError

# What the downloads of Linux hold; the installer takes what it knows.
FILES = ("chrome-linux64/chrome", "chrome-headless-shell-linux64/chrome-headless-shell", "ffmpeg-linux")


def archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name in FILES:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o755 << 16
            packed.writestr(entry, "#!/bin/sh\n")
    return held.getvalue()


class Host:
    """Answers every download alike."""

    def __init__(self) -> None:
        self.body: bytes | None = None
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = host.body or b""
                self.send_response(200 if body else 404)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    host = Host()
    thread = threading.Thread(target=host.server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", f"http://127.0.0.1:{host.server.server_address[1]}")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    monkeypatch.delenv("STEWARD_BROWSER", raising=False)
    yield host
    host.server.shutdown()
    host.server.server_close()
    thread.join()


async def test_a_fetched_browser_is_found(host: Host, tmp_path: Path) -> None:
    host.body = archive()
    lines: list[str] = []
    found = await fetch_browser(lines.append)
    assert found.source == "playwright"
    assert found.path.is_relative_to(tmp_path / "browsers")
    assert found.path.name == "chrome-headless-shell"
    assert any("100%" in line for line in lines)


async def test_a_download_that_fails_says_why(host: Host) -> None:
    lines: list[str] = []
    with pytest.raises(StewardError) as caught:
        await fetch_browser(lines.append)
    assert caught.value.code == "browser_fetch_failed"
    assert "404" in str(caught.value.facts["reason"])
    assert not [line for line in lines if line.startswith("at ")]
