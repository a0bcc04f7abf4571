"""Scratch folders: what a killed dry run, check or rehearsal left goes; what somebody works in stays."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from automation.runtime import scratch
from automation.upkeep import receiving
from models.database import close, connect
from models.person import see_person
from models.post import see_post
from tests.unit.cli.conftest import Steward

NAME = "zephyrina_quill"
# Holds a scratch folder, as a command line does that looks through a backup, until it is ended.
HOLDER = """
import sys
from pathlib import Path
from automation.runtime.scratch import CHECK, scratch
with scratch(Path(sys.argv[1]), CHECK) as folder:
    folder.mkdir()
    (folder / "engine.log").write_text(sys.argv[2])
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def person(steward: Steward, folder: Path, open_vault: None) -> None:
    """Somebody of whom the store knows."""
    assert steward("status").code == 0
    connect(folder / "steward.db")
    see_person("x", "", NAME, bio="quills")
    see_post("x", "", "1", "https://x.test/1", "bob", f"hello @{NAME}")
    close()


@contextmanager
def holding(folder: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    words = [sys.executable, "-c", HOLDER, str(folder), f"saw {NAME} "]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process, Path(process.stdout.readline().strip())
        finally:
            process.kill()


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith((".trial", ".check", ".rehearsal")))


def test_a_copy_that_a_killed_work_left_goes_before_an_erasure(steward: Steward, folder: Path, person: None) -> None:
    for name in (".trial-abc", ".check-77", ".rehearsal"):
        (folder / name).mkdir()
        shutil.copy(folder / "steward.db", folder / name / "store.db")
    assert steward("people", "erase", f"@{NAME}", "--yes").code == 0
    assert left(folder) == []
    named = [path for path in folder.rglob("*") if path.is_file() and NAME.encode() in path.read_bytes()]
    assert named == []


def test_what_another_process_works_in_stays_until_it_is_killed(steward: Steward, folder: Path, person: None) -> None:
    with holding(folder) as (process, held):
        erased = steward("people", "erase", f"@{NAME}", "--yes", "--json").document
        assert (held / "engine.log").read_text() == f"saw {NAME} "
        assert erased["receipt"]["looked_through"]["still_named_in"] == [f"{held.name}/engine.log"]
        process.kill()
        process.wait(30)
        assert held.is_dir()
        assert steward("store", "backup").code == 0
        assert left(folder) == []


def test_work_itself_leaves_nothing_and_keeps_its_folder(
    steward: Steward, folder: Path, person: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert steward("store", "backup").code == 0
    during: list[list[str]] = []
    real = receiving.check_store

    def looking(*given: Any) -> Any:
        scratch.clear(folder)
        during.append(left(folder))
        return real(*given)

    monkeypatch.setattr(receiving, "check_store", looking)
    assert steward("store", "rehearse-restore").code == 0
    [(held, lock)] = during
    assert lock == f"{held}.held"
    assert steward("store", "check", "--backup", str(folder / "nowhere")).code != 0
    assert left(folder) == []
