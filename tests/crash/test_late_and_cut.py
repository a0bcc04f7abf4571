"""Deaths in mid-click: the request arrives late, the browser dies instead, the network is cut."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.practice.server import PracticeServer
from tests.crash.nursery import KILLED, Nursery, Played, still_there
from tests.crash.stage import VERB, Stage, Wish, judge, judge_store

# Later than the next engine needs to look, sooner than it may.
LATE_MS, LATE_SETTLE_MS = 5000, 7000
NEVER_MS = 3_600_000
long = pytest.mark.long


def only_state(played: Played) -> list[str | None]:
    [found] = played.report["states"].values()
    return found


@pytest.mark.parametrize("kind", ["comment", pytest.param("like", marks=long), pytest.param("dm", marks=long)])
def test_a_request_that_arrives_after_its_engine_has_died_is_waited_out(stage: Stage, kind: str) -> None:
    wish, profile = stage.wish(kind), stage.profile(LATE_SETTLE_MS)
    stage.site.control("slow", user="alice", verb=VERB[kind], before_ms=LATE_MS, times=1)
    log = stage.begin(wish, profile)
    stage.until_arrived(wish)
    died = stage.nursery.kill(log)
    assert died.status == KILLED
    assert not wish.stored(stage.site.facts()), "it was to come late"
    assert still_there(died.below) == [], "something that could still click outlived the engine"
    judge(stage, wish, profile, stage.recover(wish, profile))


@pytest.mark.parametrize("kind", ["like", pytest.param("comment", marks=long), pytest.param("dm", marks=long)])
@pytest.mark.parametrize("delay", [{"after_ms": NEVER_MS}, pytest.param({"before_ms": LATE_MS}, marks=long)], ids=str)
def test_a_browser_that_dies_in_mid_click_is_looked_after_and_not_clicked_again(
    stage: Stage, kind: str, delay: dict[str, int]
) -> None:
    wish, profile = stage.wish(kind), stage.profile(LATE_SETTLE_MS if "before_ms" in delay else 400)
    stage.site.control("slow", user="alice", verb=VERB[kind], times=1, **delay)
    log = stage.begin(wish, profile)
    stage.until_arrived(wish)
    [browser] = Played(log, 0).said("browser")
    os.kill(int(browser), signal.SIGKILL)
    lived = stage.nursery.end(log)
    assert only_state(lived) == ["confirmed", None]
    judge(stage, wish, profile, stage.recover(wish, profile))


@pytest.mark.parametrize("kind", ["comment", pytest.param("like", marks=long), pytest.param("dm", marks=long)])
def test_a_browser_that_dies_before_the_last_click_leaves_the_act_for_later(stage: Stage, kind: str) -> None:
    wish, profile = stage.wish(kind), stage.profile()
    lived = stage.act(wish, profile, browser_dies_at="before Page.screenshot 1")
    assert only_state(lived) == ["queued", "browser_died"]
    assert wish.arrived(stage.site.facts()) == 0
    judge_store(profile, requests=0)


@long
@pytest.mark.parametrize("kind", ["like", "comment", "dm"])
def test_an_answer_that_was_lost_is_no_reason_to_ask_again(stage: Stage, kind: str) -> None:
    wish, profile = stage.wish(kind), stage.profile()
    stage.site.control("fail", user="alice", verb=VERB[kind], stored=True, times=1)
    assert only_state(stage.act(wish, profile)) == ["confirmed", None]
    judge(stage, wish, profile, stage.recover(wish, profile))


@pytest.fixture
def cut(nursery: Nursery, tmp_path: Path) -> Iterator[Stage]:
    """A stage whose site may be cut off and come back."""
    with PracticeServer(tmp_path / "site") as site:
        found = Stage(site, nursery, tmp_path)
        yield found
        if found.site is not site:
            found.site.stop()


def come_back(cut: Stage) -> None:
    """The network is there again, under its old address."""
    port = int(cut.site.url.rpartition(":")[2])
    cut.site = PracticeServer(cut.folder / "site", port).start()


def cut_in_mid_click(cut: Stage, wish: Wish, profile: Path, kill: bool, **slow: int) -> None:
    """Cut the network once a request has arrived; the engine lives on, or dies with it and starts again."""
    cut.site.control("slow", user="alice", verb=VERB[wish.kind], times=1, **slow)
    log = cut.begin(wish, profile)
    cut.until_arrived(wish)
    while slow.get("after_ms") and not wish.stored(cut.site.facts()):
        time.sleep(0.02)
    cut.site.stop()
    if kill:
        cut.nursery.kill(log)
        seen = cut.recover(wish, profile)
    else:
        seen = cut.nursery.end(log)
    assert only_state(seen) == ["needs_review", "look_unclear"]
    judge_store(profile, requests=1)
    come_back(cut)


@pytest.mark.parametrize("kill", [pytest.param(False, marks=long), True])
@pytest.mark.parametrize("kind", ["comment", pytest.param("like", marks=long), pytest.param("dm", marks=long)])
def test_a_network_cut_after_storing_waits_for_a_person_and_is_then_seen_there(
    cut: Stage, kind: str, kill: bool
) -> None:
    wish, profile = cut.wish(kind), cut.profile()
    cut_in_mid_click(cut, wish, profile, kill, after_ms=NEVER_MS)
    assert only_state(cut.person(wish, profile, "retry")) == ["confirmed", None]
    assert (wish.arrived(cut.site.facts()), wish.stored(cut.site.facts())) == (1, 1)


@long
@pytest.mark.parametrize("kill", [False, True])
@pytest.mark.parametrize("kind", ["like", "comment", "dm"])
def test_a_network_cut_before_storing_is_done_again_only_on_a_persons_word(cut: Stage, kind: str, kill: bool) -> None:
    wish, profile = cut.wish(kind), cut.profile()
    cut_in_mid_click(cut, wish, profile, kill, before_ms=NEVER_MS)
    assert wish.arrived(cut.site.facts()) == 1
    assert only_state(cut.person(wish, profile, "retry")) == ["confirmed", None]
    assert (wish.arrived(cut.site.facts()), wish.stored(cut.site.facts())) == (2, 1)
    judge_store(profile, requests=2)


@pytest.mark.parametrize(
    ("kind", "boundary"),
    [
        pytest.param("comment", "before INSERT INTO verifications 1", marks=long),
        pytest.param("like", "before INSERT INTO verifications 1", marks=long),
        # Closed and asked about in one breath: a finding that nobody is asked about would be lost.
        ("like", "before INSERT INTO reviews 1"),
    ],
)
def test_a_click_known_to_have_gone_out_is_not_made_again_when_its_engine_dies_before_the_look(
    stage: Stage, kind: str, boundary: str
) -> None:
    """A site that swallows it gets one request, with a crash as without one."""
    wish, profile = stage.wish(kind), stage.profile()
    stage.site.control("lie", user="alice", verb=VERB[kind], times=1)
    assert stage.act(wish, profile, boundary).status == KILLED
    seen = stage.recover(wish, profile)
    assert only_state(seen) in (["needs_review", "not_flipped"], ["unconfirmed", "not_found_afterwards"])
    assert (wish.arrived(stage.site.facts()), wish.stored(stage.site.facts())) == (1, 0)
    judge_store(profile, requests=1)
