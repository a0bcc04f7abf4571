"""The command line as tests call it: in this process, through its own front door, on a profile of its own."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from automation.cli import root
from automation.vault.keys import Cost
from automation.vault.vault import Vault
from models import clock
from models.database import close, connect, sql
from models.paths import Profile
from tests.fakes.new_store import new_store

PASSPHRASE = "four calm grey herons"
PATIENCE_S, DAY_MS = 30, 86_400_000


@dataclass(frozen=True)
class Ran:
    """What a command line did: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout; fails if there is anything else."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The error in it."""
        found: dict[str, Any] = self.document["error"]
        return found


Steward = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The profile's folder; not made yet."""
    return tmp_path / "profile"


@pytest.fixture
def steward(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Steward]:
    """Run a command line on the test's profile."""
    monkeypatch.delenv("STEWARD_BROWSER", raising=False)

    def run(*words: str) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            root.run(["--profile", str(folder), *words])
        forget()
        said = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return Ran(code, said.out, said.err)

    before = list(logging.getLogger().handlers)

    def forget() -> None:
        """What the end of a process would close."""
        close()
        for handler in set(logging.getLogger().handlers) - set(before):
            handler.close()
        logging.getLogger().handlers = before

    yield run
    forget()


@pytest.fixture
def alice(steward: Steward, folder: Path) -> str:
    """The id of an account of the practice network that its owner may run, switched on without a session."""
    new_store(Profile(folder).prepare().store)
    close()
    made = steward("accounts", "add", "practice", "alice", "--base-url", "http://127.0.0.1:9", "--json")
    assert made.code == 0, made
    name = str(made.document["id"])
    assert steward("accounts", "authorise", name, "--own").code == 0
    assert steward("accounts", "edit", name, "--enabled").code == 0
    return name


@pytest.fixture
def open_vault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vault that opens by itself, because the environment holds its passphrase; cheap, so that tests are quick."""
    monkeypatch.setenv("STEWARD_PASSPHRASE", PASSPHRASE)
    folder.mkdir(exist_ok=True)
    Vault(folder).init(PASSPHRASE, use_keychain=False, cost=Cost(memory_kib=64, passes=1, lanes=1))


def stored(folder: Path, statement: str) -> list[tuple[Any, ...]]:
    """What a store's file holds."""
    connect(folder / "steward.db", read_only=True)
    try:
        return sql(statement)
    finally:
        close()


@pytest.fixture
def engine(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """An engine that serves the test's profile until it is told to end."""
    command = [sys.executable, "-m", "automation", "--profile", str(folder), "engine"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "READY\n"
    yield process
    process.terminate()
    process.communicate(timeout=PATIENCE_S)


@pytest.fixture
def in_days() -> Iterator[Callable[[int], None]]:
    """Sets the clock so many days ahead."""
    ahead, real = [0], clock.use(lambda: 0)
    clock.use(lambda: real() + ahead[0] * DAY_MS)
    yield lambda days: ahead.__setitem__(0, days)
    clock.use(real)
