"""A thousand kills without a browser, with requests that arrive late or never: nothing twice, nothing lost."""

from __future__ import annotations

import shutil
import traceback
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.crash.nursery import KILLED, Nursery, Played
from tests.crash.stage import judge_store
from tests.crash.storm_site import stored

# The latest delivery comes well after the next engine has started, and well before it may look.
LATEST_MS, SETTLE_MS = 300, 400
TEXTS = {"like": None, "comment": "Grüße 👋", "dm": "Grüße 👋"}


@dataclass
class Storms:
    """Where it storms."""

    nursery: Nursery
    folder: Path
    count: int = 0

    def spec(self, kind: str, delays: list[int | None], settle_ms: int = SETTLE_MS) -> dict[str, Any]:
        """A fresh store and a wish that the site has not seen."""
        self.count += 1
        profile = shutil.copytree(self.folder / "prepared", self.folder / f"store-{self.count}")
        return {
            "profile": str(profile),
            "site": str(self.folder),
            "what": f"{kind} {self.count}",
            "kind": kind,
            "text": TEXTS[kind],
            "delays": delays,
            "settle_ms": settle_ms,
        }


@pytest.fixture(scope="module")
def storms(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Storms:
    folder = tmp_path_factory.mktemp("storm")
    nursery.play("storm_prepare", profile=str(folder / "prepared"))
    return Storms(nursery, folder)


def test_fifty_kills_with_late_delivery_do_nothing_twice_and_lose_nothing(storms: Storms) -> None:
    assert weather(storms, 50, Random(2026)) == []


@pytest.mark.long
@pytest.mark.parametrize("hundred", range(10))
def test_a_thousand_kills_with_late_delivery_do_nothing_twice_and_lose_nothing(storms: Storms, hundred: int) -> None:
    assert weather(storms, 100, Random(hundred)) == []


def weather(storms: Storms, kills: int, lot: Random) -> list[str]:
    """So many kills, drawn by lot; what went wrong with them."""
    # What nobody has received ends elsewhere than what has arrived, over other boundaries.
    ends = [(kind, delay) for kind in TEXTS for delay in (0, None)]
    ways = {end: storms.nursery.play("storm_act", **storms.spec(end[0], [end[1]])).boundaries for end in ends}
    back = _ways_back(storms)
    found = []
    while kills > 0:
        kind = lot.choice(list(TEXTS))
        again = [lot.choice(back[kind])] * (lot.random() < 0.25)
        delays = [lot.choice([0, lot.randrange(LATEST_MS), None])] + [0] * 4
        # The click is where a delivery can outlive its sender, so it gets more than its share.
        way = ways[kind, None if delays[0] is None else 0]
        deaths = ["after the click 1" if lot.random() < 0.2 else lot.choice(way), *again]
        try:
            kills -= storm(storms, kind, delays, deaths)
        except AssertionError:
            found.append(f"{kind} {delays} {deaths}: {traceback.format_exc(limit=2)}")
            kills -= 1
    return found


def _ways_back(storms: Storms) -> dict[str, list[str]]:
    found = {}
    for kind in TEXTS:
        spec = storms.spec(kind, [None, 0])
        storms.nursery.play("storm_act", **spec, die_at="after the click 1")
        found[kind] = storms.nursery.play("storm_recover", **{**spec, "delays": [0]}).boundaries
    return found


def storm(storms: Storms, kind: str, delays: list[int | None], deaths: list[str]) -> int:
    """Die at each of these boundaries in turn, then recover and judge; returns how many deaths there were."""
    spec = storms.spec(kind, delays)
    part, died, acknowledged = "storm_act", 0, False
    for death in deaths:
        played = storms.nursery.play(part, **_left(storms, spec), die_at=death)
        assert played.status in {KILLED, 0}, played.words
        died += played.status == KILLED
        acknowledged = acknowledged or "acknowledged" in played.lines
        part = "storm_recover"
    assert died or delays[0], "nothing was killed"  # what comes late may be seen, or not yet
    last = storms.nursery.play("storm_recover", **_left(storms, spec))
    _judge(spec, last, lost=delays[0] is None, acknowledged=acknowledged)
    return died


def _left(storms: Storms, spec: dict[str, Any]) -> dict[str, Any]:
    """The delays that are left after the requests that went out."""
    return {**spec, "delays": spec["delays"][_sent(spec) :]}


def _sent(spec: dict[str, Any]) -> int:
    sent = Path(spec["site"]) / "sent"
    return sent.read_text().splitlines().count(spec["what"]) if sent.exists() else 0


def _judge(spec: dict[str, Any], last: Played, lost: bool, acknowledged: bool) -> None:
    report, there = last.report, stored(Path(spec["site"]), spec["what"])
    assert (report["chain_left"], report["chain"]) == ("", "")
    assert report["rested"] == 1 or not acknowledged, "an acknowledged wish was lost"
    assert report["new"] == (report["rested"] == 0)
    [state] = report["states"]
    if lost and state != "confirmed":
        # The request went nowhere, and the engine lived to see that: a person is told, nothing is repeated.
        assert (state, there) == ("needs_review" if spec["kind"] == "like" else "unconfirmed", 0)
        assert _sent(spec) == 1
    else:
        assert (state, there) == ("confirmed", 1)
        assert _sent(spec) <= 1 + lost
    judge_store(Path(spec["profile"]), requests=_sent(spec))
