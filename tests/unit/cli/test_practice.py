"""`steward practice`: a program of its own, which ends with whoever started it and leaves nothing behind."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import tempfile
import tomllib
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree

import pytest

Start = Callable[..., subprocess.Popen[str]]
COMMAND = [sys.executable, "-m", "automation", "practice"]
PATIENCE_S = 30


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime folder of this test's own."""
    folder = Path(tempfile.mkdtemp(prefix="steward-"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    yield folder / "steward-practice"
    rmtree(folder)


@pytest.fixture
def start(runtime: Path) -> Iterator[Start]:
    """Start a network on a free port; ends it, whatever the test did."""
    begun: list[subprocess.Popen[str]] = []

    def begin(*words: str) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            [*COMMAND, "start", "--port", "0", *words], stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )
        begun.append(process)
        return process

    yield begin
    for process in begun:
        process.kill()
        with process:  # closes its pipes and waits
            pass


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def is_open(url: str) -> bool:
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def files(folder: Path) -> list[str]:
    return sorted(file.suffix for file in folder.iterdir())


def test_it_prints_one_line_and_ends_when_its_stdin_closes(start: Start, runtime: Path) -> None:
    process = start("--json")
    told = json.loads(first_line(process))
    assert is_open(told["url"])
    assert {"user": "alice", "password": "practice-alice"} in told["users"]
    as_file = Path(told["as_file"])
    who = tomllib.loads(as_file.read_text(encoding="utf-8"))
    assert (who["me"]["user"], who["other"]["user"]) == ("alice", "bob")
    assert {file.stat().st_mode & 0o777 for file in runtime.iterdir()} == {0o600}
    rest, said = process.communicate(timeout=PATIENCE_S)  # closes its stdin
    assert (process.returncode, rest, said) == (0, "", "")
    assert not is_open(told["url"])
    assert files(runtime) == []


def test_people_are_told_addresses_users_and_the_file(start: Start) -> None:
    process = start()
    url = first_line(process).removeprefix("The practice network listens at ").strip()
    assert is_open(url)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    rest = process.stdout.read()
    assert "practice-carol" in rest
    assert f'post = "{url}/posts/3"' in rest


def test_a_word_of_the_system_ends_it(start: Start, runtime: Path) -> None:
    process = start("--json")
    first_line(process)
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_S) == 0
    assert files(runtime) == []


@pytest.mark.usefixtures("runtime")
def test_stop_ends_the_one_that_is_meant(start: Start) -> None:
    one, two = start("--json"), start("--json")
    urls = [json.loads(first_line(process))["url"] for process in (one, two)]
    vague = subprocess.run([*COMMAND, "stop", "--json"], capture_output=True, check=False)
    assert (vague.returncode, json.loads(vague.stdout)["error"]["code"]) == (2, "practice_several")
    port = urls[0].rpartition(":")[2]
    done = subprocess.run([*COMMAND, "stop", "--port", port, "--json"], capture_output=True, check=False)
    assert (done.returncode, json.loads(done.stdout)) == (0, {"stopped": urls[0]})
    assert one.wait(PATIENCE_S) == 0
    assert is_open(urls[1])
    again = subprocess.run([*COMMAND, "stop", "--port", port, "--json"], capture_output=True, check=False)
    assert (again.returncode, json.loads(again.stdout)["error"]["code"]) == (2, "practice_not_running")


def test_only_whoever_knows_its_token_may_tell_it_anything(start: Start) -> None:
    url = json.loads(first_line(start("--json")))["url"]
    request = urllib.request.Request(f"{url}/_control/stop", b"{}", {"Authorization": "Bearer guess"}, method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    refused.value.close()
    assert refused.value.code == 403
    assert is_open(url)


def test_a_port_that_is_taken_is_bad_input(start: Start) -> None:
    port = json.loads(first_line(start("--json")))["url"].rpartition(":")[2]
    taken = subprocess.run([*COMMAND, "start", "--port", port, "--json"], capture_output=True, check=False)
    assert (taken.returncode, json.loads(taken.stdout)["error"]["code"]) == (2, "port_taken")


def test_a_folder_that_leads_elsewhere_is_not_used(runtime: Path, tmp_path: Path) -> None:
    runtime.symlink_to(tmp_path)
    refused = subprocess.run([*COMMAND, "start", "--port", "0", "--json"], capture_output=True, check=False)
    assert (refused.returncode, json.loads(refused.stdout)["error"]["code"]) == (1, "folder_not_ours")
    assert list(tmp_path.iterdir()) == []
