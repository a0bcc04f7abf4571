"""One engine owns a profile, and what waits for a person waits through its death."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import ItemsView
from pathlib import Path

import pytest

from automation.runtime import Runtime
from automation.runtime.ownership import owning
from models.errors import Exit, StoreUnusable
from models.paths import Profile
from tests.crash.nursery import KILLED, Played
from tests.crash.stage import VERB, Stage, Wish, judge, judge_store
from tests.crash.walks import steady

NEVER_MS = 3_600_000


async def test_a_second_engine_is_refused_and_the_first_goes_on(stage: Stage) -> None:
    wish, profile = stage.wish("like"), stage.profile()
    stage.site.control("slow", user="alice", verb=VERB["like"], after_ms=NEVER_MS, times=1)
    log = stage.begin(wish, profile)
    stage.until_arrived(wish)
    with pytest.raises(StoreUnusable, match="profile_in_use") as refused:
        await Runtime(Profile(profile)).start()
    assert refused.value.exit == Exit.STORE_UNUSABLE == 5
    assert refused.value.facts["owner"] == stage.nursery.pid
    stage.nursery.end(log)
    judge(stage, wish, profile, stage.recover(wish, profile))


@pytest.mark.long
def test_the_program_says_so_with_exit_code_5(stage: Stage) -> None:
    profile = stage.profile()
    second = [sys.executable, "-m", "automation", "--json", "engine", "--profile", str(profile)]
    with owning(Profile(profile).lock):
        told = subprocess.run(second, capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 5, told
    assert "profile_in_use" in told.stdout + told.stderr


@pytest.mark.long
@pytest.mark.parametrize("part", range(2))
def test_an_account_that_was_cut_off_while_it_joined_can_join_again(stage: Stage, part: int) -> None:
    labels = steady(stage.join(stage.fresh()).boundaries)
    assert len(labels) > 30
    for label in labels[part::2]:
        profile = stage.fresh()
        assert stage.join(profile, label).status == KILLED, label
        again = stage.join(profile)
        assert (again.report["chain_left"], again.report["chain"], again.said("wrong")) == ([], [], []), label
        assert kinds_of(profile) >= {"account_added": 1, "authorised": 1}.items(), label
        wish = stage.wish("like")
        assert list(stage.act(wish, profile).report["states"].values()) == [["confirmed", None]], label


def kinds_of(profile: Path) -> ItemsView[str, int]:
    """How often each kind of entry stands in the chain."""
    store = sqlite3.connect(f"file:{profile / 'steward.db'}?mode=ro", uri=True)
    found = dict(store.execute("SELECT kind, count(*) FROM audit_entries GROUP BY kind").fetchall())
    store.close()
    return found.items()


@pytest.fixture
def challenged(stage: Stage):
    stage.site.control("challenge", user="alice")
    yield stage
    stage.site.control("clear", kind="challenge")


def waits_for_a_person(stage: Stage, wish: Wish, profile: Path, last: Played) -> None:
    """One question is open, nothing was clicked, and the person's word sets it going."""
    [found] = last.report["states"].values()
    assert found[0] == "held", last.report
    assert wish.arrived(stage.site.facts()) == 0
    store = sqlite3.connect(f"file:{profile / 'steward.db'}?mode=ro", uri=True)
    asked = store.execute("SELECT code FROM reviews WHERE resolved_at IS NULL").fetchall()
    store.close()
    assert asked == [("challenged",)]
    stage.site.control("clear", kind="challenge")
    resumed = stage.person(wish, profile, "resume")
    stage.site.control("challenge", user="alice")
    assert list(resumed.report["states"].values()) == [["confirmed", None]]
    assert wish.arrived(stage.site.facts()) == 1
    judge_store(profile, requests=1)


@pytest.mark.parametrize("at", ["before INSERT INTO reviews 1", pytest.param("at its end", marks=pytest.mark.long)])
def test_an_account_that_waits_for_a_person_waits_on_after_a_crash(challenged: Stage, at: str) -> None:
    wish, profile = challenged.wish("like"), challenged.profile()
    died = challenged.act(wish, profile, at)
    assert died.status == (0 if at == "at its end" else KILLED), died.words
    waits_for_a_person(challenged, wish, profile, challenged.recover(wish, profile))


@pytest.mark.long
@pytest.mark.parametrize("part", range(3))
def test_a_crash_at_any_boundary_of_a_challenge_asks_a_person_once(challenged: Stage, part: int) -> None:
    wish, profile = challenged.wish("like"), challenged.profile()
    labels = steady(challenged.act(wish, profile).boundaries)
    assert len(labels) > 40
    for label in labels[part::3]:
        wish, profile = challenged.wish("like"), challenged.profile()
        assert challenged.act(wish, profile, label).status == KILLED, label
        waits_for_a_person(challenged, wish, profile, challenged.recover(wish, profile))
