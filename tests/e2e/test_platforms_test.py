"""`steward platforms test`: one result per capability, through the whole pipeline, on a live address."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import resources

STEWARD = [sys.executable, "-m", "automation"]


def steward(folder: Path, *words: str) -> tuple[int, Any]:
    command = [*STEWARD, "--json", "--profile", str(folder / "profile"), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def network() -> Iterator[dict[str, Any]]:
    with subprocess.Popen(
        [*STEWARD, "practice", "start", "--port", "0", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        yield json.loads(program.stdout.readline())
        program.terminate()


def test_the_practice_pack_passes_every_capability_it_claims(network: dict[str, Any], tmp_path: Path) -> None:
    words = ("platforms", "test", "practice", "--base-url", network["url"], "--as", network["as_file"])
    code, report = steward(tmp_path, *words)
    assert (code, report["ok"]) == (0, True), report
    names = {result["capability"] for result in report["results"]}
    assert {"like", "like_again", "comment_seen_by_other", "message_read_by_other", "challenge"} <= names
    assert not names & set(report["absent"])


def test_a_pack_of_ones_own_needs_no_python_and_a_wrong_one_fails(network: dict[str, Any], tmp_path: Path) -> None:
    own = tmp_path / "corner.toml"
    text = resources.path("platforms/practice.toml").read_text(encoding="utf-8")
    text = text.replace('slug = "practice"', 'slug = "corner"').replace('[data-testid="like"]', '[data-testid="heart"]')
    own.write_text(text.replace("role=button", "role=slider"), encoding="utf-8")
    words = ("--base-url", network["url"], "--as", network["as_file"], "--pack-file", str(own))
    code, report = steward(tmp_path, "platforms", "test", "corner", *words)
    results = {result["capability"]: result for result in report["results"]}
    assert (code, report["ok"]) == (1, False)
    assert results["sign_in"]["ok"]
    assert results["comment"]["ok"]
    assert not results["like"]["ok"]


def test_a_site_that_is_not_this_machine_is_not_acted_on_without_a_word(
    network: dict[str, Any], tmp_path: Path
) -> None:
    words = ("--base-url", "https://social.example", "--as", network["as_file"])
    code, said = steward(tmp_path, "platforms", "test", "practice", *words)
    assert (code, said["error"]["code"]) == (2, "not_loopback")


def test_a_broken_as_file_is_named(network: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "as.toml"
    file.write_text("[me]\nuser = 'alice'\n", encoding="utf-8")
    code, said = steward(tmp_path, "platforms", "test", "practice", "--base-url", network["url"], "--as", str(file))
    assert (code, said["error"]["code"]) == (2, "as_file_broken")
