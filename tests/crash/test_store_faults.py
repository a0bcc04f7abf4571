"""Killed at any write, without room at any write, on a disk that fails: nothing acknowledged is lost or done twice."""

from __future__ import annotations

import shutil
import signal
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.crash.nursery import KILLED, Nursery, Played

# A mix crosses about 200 boundaries and fills about 600 kB of the write-ahead log; its repetition fewer.
FARTHEST, LAST_BYTE, SOON = 240, 900_000, 60
TORN = -signal.SIGXFSZ
FAULTS = ("no room", "broken disk")
# How a write that cannot be made is told: all of them leave with 5.
CODES = {"store_full", "store_error", "profile_unwritable"}


@dataclass
class Stores:
    """Where stores are ruined: each process gets a copy of one that was made ready."""

    nursery: Nursery
    folder: Path
    count: int = 0

    def fresh(self) -> str:
        """A profile to be written in."""
        self.count += 1
        return str(shutil.copytree(self.folder / "prepared", self.folder / f"store-{self.count}"))

    def judged(self, profile: str, seed: int, said: list[str], die_at: str | None = None) -> Played:
        """Start again after what happened, go on, and hold the store against what was acknowledged."""
        acknowledged = dict(line.split(": ") for line in said)
        return self.nursery.play("store_after", profile=profile, seed=seed, acknowledged=acknowledged, die_at=die_at)


@pytest.fixture(scope="module")
def stores(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Stores:
    folder = tmp_path_factory.mktemp("stores")
    assert nursery.play("store_prepare", profile=str(folder / "prepared")).report == {}
    return Stores(nursery, folder)


def test_a_mix_that_nobody_disturbs_is_judged_to_be_right(stores: Stores) -> None:
    profile = stores.fresh()
    walked = stores.nursery.play("store_mix", profile=profile, seed=0)
    assert (walked.status, walked.said("wrong")) == (0, []), walked.words
    assert stores.judged(profile, 0, walked.said("acknowledged")).report == {"wrong": []}


def test_fifty_kills_at_any_write_lose_nothing_and_do_nothing_twice(stores: Stores) -> None:
    assert "\n".join(killed(stores, 50, Random(2026))) == ""


@pytest.mark.long
@pytest.mark.parametrize("hundred", range(10))
def test_a_thousand_kills_at_any_write_lose_nothing_and_do_nothing_twice(stores: Stores, hundred: int) -> None:
    assert "\n".join(killed(stores, 100, Random(hundred))) == ""


def killed(stores: Stores, kills: int, lot: Random) -> list[str]:
    """So many kills, drawn by lot; what went wrong with them."""
    found = []
    while kills > 0:
        seed, profile = lot.randrange(1 << 30), stores.fresh()
        where: dict[str, Any] = {"die_at": f"#{lot.randrange(1, FARTHEST)}"}
        if lot.random() < 0.25:
            where = {"past_byte": lot.randrange(40_000, LAST_BYTE)}
        died = stores.nursery.play("store_mix", profile=profile, seed=seed, **where)
        again = f"#{lot.randrange(1, SOON)}" if lot.random() < 0.25 else None
        kills -= died.status != 0
        wrong = _wrong_with(stores, profile, seed, died, again)
        found += [f"mix {seed}, {where}, {again}: {line}" for line in wrong]
        shutil.rmtree(profile)
    return found


def _wrong_with(stores: Stores, profile: str, seed: int, died: Played, again: str | None) -> list[str]:
    if died.status not in {0, KILLED, TORN}:
        return [died.words]
    said = died.said("acknowledged")
    if again is not None:
        half = stores.judged(profile, seed, said, again)
        if half.status == 0:
            return half.report["wrong"] + half.said("wrong")
        if half.status != KILLED:
            return [half.words]
    last = stores.judged(profile, seed, said)
    if last.status != 0:
        return [last.words]
    return died.said("wrong") + last.report["wrong"] + last.said("wrong")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_write_that_cannot_be_made_is_told_and_leaves_nothing_half_done(stores: Stores, fault: str) -> None:
    wrong, codes = troubled(stores, fault, [Random(f"{fault} {n}") for n in range(6)])
    assert "\n".join(wrong) == ""
    assert codes, "nothing was ever told: the fault did not bite"


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
@pytest.mark.parametrize("fault", FAULTS)
def test_every_write_that_cannot_be_made_is_told(stores: Stores, fault: str, part: int) -> None:
    places = range(1 + part, FARTHEST, 10)
    wrong, codes = troubled(stores, fault, [Random(f"{fault} {n}") for n in places], places)
    assert "\n".join(wrong) == ""
    assert codes


def troubled(stores: Stores, fault: str, lots: list[Random], places: range | None = None) -> tuple[list[str], set[str]]:
    """One mix for each lot with a fault at one write of it; what went wrong, and how the faults were told."""
    found, codes = [], set()
    for number, lot in enumerate(lots):
        seed, profile = lot.randrange(1 << 30), stores.fresh()
        at = f"#{lot.randrange(1, FARTHEST) if places is None else places[number]}"
        met = stores.nursery.play("store_trouble", profile=profile, seed=seed, fault=fault, at=at)
        report = met.report
        codes |= {code for _, code, _ in report["codes"]}
        wrong = [f"{step} said {code}, {exit_}" for step, code, exit_ in report["codes"] if not _is_told(code, exit_)]
        wrong += [line for line in report["said"] if line.startswith("wrong")]
        said = [line.removeprefix("acknowledged ") for line in report["said"] if line.startswith("acknowledged")]
        last = stores.judged(profile, seed, said)
        wrong += last.report["wrong"] + last.said("wrong") if last.status == 0 else [last.words]
        found += [f"mix {seed}, {fault} {at}: {line}" for line in wrong]
        shutil.rmtree(profile)
    return found, codes


def _is_told(code: str, exit_: int) -> bool:
    return code in CODES and exit_ == 5
