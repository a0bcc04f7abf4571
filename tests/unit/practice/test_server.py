"""The practice network as a process: it starts, keeps its folder, stops at once, and says nothing."""

from __future__ import annotations

import logging
import threading
import time
import tomllib
from pathlib import Path

import httpx
import pytest

from automation.practice import server
from automation.practice.server import STOP_SECONDS, PracticeServer, as_file, serve

from .conftest import PATIENCE_S, Visitor


def test_it_keeps_what_happened_in_its_folder(tmp_path: Path) -> None:
    with PracticeServer(tmp_path / "new") as network:
        alice = Visitor(network.url)
        alice.sign_in("alice")
        alice.press("/posts/3/like")
        alice.http.close()
    with PracticeServer(tmp_path / "new") as network:
        assert network.facts()["likes"]["alice"] == [3]


def test_it_stops_at_once_with_connections_open(network: PracticeServer) -> None:
    with PracticeServer() as other:
        other.control("slow", verb="page", before_ms=3_600_000)
        idle = httpx.Client(trust_env=False, timeout=PATIENCE_S)
        idle.get(f"{other.url}/pictures/hills-2.svg")
        waiting = threading.Thread(target=_wait_for_answer, args=(other.url,))
        waiting.start()
        begun = time.monotonic()
    assert time.monotonic() - begun < STOP_SECONDS, "it was waited for in vain"
    waiting.join(PATIENCE_S)
    assert not waiting.is_alive()
    with pytest.raises(httpx.TransportError):
        idle.get(f"{other.url}/pictures/hills-2.svg")
    idle.close()


def _wait_for_answer(url: str) -> None:
    with pytest.raises(httpx.TransportError), httpx.Client(trust_env=False, timeout=PATIENCE_S) as http:
        http.get(f"{url}/posts/3")


def test_it_says_nothing(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.INFO, "uvicorn")
    with PracticeServer() as network:
        for path in ("/nowhere", "/posts/3"):
            httpx.get(f"{network.url}{path}", trust_env=False, timeout=PATIENCE_S)
    assert capfd.readouterr() == ("", "")
    assert [record.name for record in caplog.records if record.name.startswith("uvicorn")] == []


def test_a_taken_port_is_an_oserror(network: PracticeServer) -> None:
    with pytest.raises(OSError, match="in use"):
        PracticeServer(port=int(network.url.rpartition(":")[2]))


def test_an_unknown_dialect_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="known: plain, renamed"):
        PracticeServer(tmp_path, dialect="klingon")


def test_it_can_start_redesigned() -> None:
    with PracticeServer(dialect="renamed") as network:
        assert 'data-qa="applause"' in httpx.get(f"{network.url}/posts/3", trust_env=False, timeout=PATIENCE_S).text


def test_in_the_foreground_it_serves_until_told_to_stop(tmp_path: Path) -> None:
    seen: list[tuple[str, str]] = []

    def on_ready(url: str, token: str) -> None:
        seen.append((url, token))
        threading.Thread(target=server.control, args=(url, token, "stop")).start()

    serve(0, "plain", tmp_path, on_ready)
    (ready,) = seen
    with pytest.raises(httpx.TransportError):
        server.facts(*ready)


def test_the_as_file_names_people_and_things_that_are_there(network: PracticeServer) -> None:
    given = tomllib.loads(as_file(network.url))
    for who in ("me", "other"):
        visitor = Visitor(network.url)
        assert visitor.sign_in(given[who]["user"], given[who]["password"]).status_code == 303
        post = visitor.http.get(given["target"]["post"])
        assert post.status_code == 200
        assert given["target"]["query"] in post.text
        assert visitor.http.get(f"/@{given['target']['person']}").status_code == 200
        visitor.http.close()
