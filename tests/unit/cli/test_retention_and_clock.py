"""Retention and a clock that may be wrong: it waits for a person's word, and then goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.database import close, connect
from models.post import see_post
from tests.unit.cli.conftest import Ran, Steward, stored

DAY_MS = 86_400_000
YEARS = 4 * 365


@pytest.fixture(autouse=True)
def _post(folder: Path, alice: str) -> None:
    connect(folder / "steward.db")
    see_post("practice", "127.0.0.1:9", "1", "http://127.0.0.1:9/posts/1", "bob", "words")
    close()


def posts(folder: Path) -> int:
    return int(stored(folder, "SELECT count(*) FROM posts")[0][0])


def nightly(steward: Steward) -> Ran:
    return steward("due", "run", "retention", "--json")


def silence(steward: Steward) -> dict[str, Any]:
    checks: list[dict[str, Any]] = steward("doctor", "--json").document["checks"]
    return next(check for check in checks if check["name"] == "silence")


def test_a_clock_years_ahead_lets_nothing_go(steward: Steward, folder: Path, in_days: Callable[[int], None]) -> None:
    in_days(YEARS)
    for _ in range(2):
        assert steward("settings", "set", "cap_like_hour", "9").code == 0, "other work goes on, and is on record"
        assert (nightly(steward).code, nightly(steward).document["detail"]) == (1, "clock_ahead")
    by_hand = steward("store", "retention", "--json")
    assert (by_hand.code, by_hand.error["code"]) == (2, "clock_ahead")
    assert "--clock-is-right" in by_hand.error["hint"]
    found = silence(steward)
    assert (found["ok"], found["severity"], "--clock-is-right" in found["fix"]) == (False, "warning", True)
    assert "silence" in [one["id"] for one in steward("status", "--json").document["findings"]]
    assert posts(folder) == 1
    in_days(0)
    assert nightly(steward).document["ok"], "what was written meanwhile says nothing of the right time"
    assert silence(steward)["ok"]
    assert posts(folder) == 1


def test_who_was_away_for_long_says_so_once(steward: Steward, folder: Path, in_days: Callable[[int], None]) -> None:
    in_days(100)
    assert nightly(steward).document["detail"] == "clock_ahead"
    assert steward("store", "retention", "--dry-run", "--json").document["due"] == 1
    assert steward("store", "retention", "--clock-is-right", "--json").document["gone"]["posts"] == 1
    assert silence(steward)["ok"]
    for days in (100, 101, 150):
        in_days(days)
        assert nightly(steward).document["ok"]


def test_the_word_holds_where_nothing_was_old(steward: Steward, in_days: Callable[[int], None]) -> None:
    in_days(61)
    assert steward("store", "retention", "--clock-is-right", "--json").document["gone"]["posts"] == 0
    assert nightly(steward).document["ok"]


def test_an_engine_that_runs_and_does_nothing_is_not_away(steward: Steward, in_days: Callable[[int], None]) -> None:
    for days in range(0, 200, 20):
        in_days(days)
        assert nightly(steward).document["ok"], days
