"""The engine is killed at every write and click of a like, a comment and a message: once, and nothing lost."""

from __future__ import annotations

from functools import cache

import pytest

from tests.crash.stage import Stage
from tests.crash.walks import MOMENTS, Way, kill_and_judge, steady, way_of

# A test may take ten minutes at most, so every boundary is spread over several.
PARTS = 4
ACTS = ("like", "comment", "dm")
# One act at all four moments, the others where they differ from it: their words are what a look must find again.
SAMPLE = [
    *(("like", moment) for moment in MOMENTS),
    *((kind, moment) for kind in ("comment", "dm") for moment in ("after the last click", "before it is closed")),
]


@pytest.fixture(scope="module")
def ways(stage: Stage):
    return cache(lambda kind: way_of(stage, kind))


@pytest.mark.parametrize(("kind", "moment"), SAMPLE)
def test_an_engine_killed_around_its_click_or_its_closing_does_it_once(
    stage: Stage, ways, kind: str, moment: str
) -> None:
    kill_and_judge(stage, kind, ways(kind).at(moment))


def test_an_engine_killed_again_while_it_recovers_does_it_once(stage: Stage, ways) -> None:
    kill_and_judge(
        stage, "comment", ways("comment").at("after the last click"), and_at="before UPDATE attempts SET outcome = ?, 1"
    )


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("kind", ACTS)
def test_an_engine_killed_at_every_boundary_does_it_once(stage: Stage, ways, kind: str, part: int) -> None:
    way: Way = ways(kind)
    assert len(way.boundaries) > 60
    failures = [found for label in way.boundaries[part::PARTS] if (found := _failure(stage, kind, label)) is not None]
    assert failures == []


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("kind", ACTS)
def test_an_engine_killed_at_every_boundary_of_its_recovery_does_it_once(
    stage: Stage, ways, kind: str, part: int
) -> None:
    after_click = ways(kind).at("after the last click")
    wish, profile = stage.wish(kind), stage.profile()
    stage.act(wish, profile, after_click)
    labels = steady(stage.recover(wish, profile).boundaries)
    assert len(labels) > 20
    failures = [
        found for label in labels[part::PARTS] if (found := _failure(stage, kind, after_click, label)) is not None
    ]
    assert failures == []


def _failure(stage: Stage, kind: str, die_at: str, and_at: str | None = None) -> str | None:
    """What went wrong, so that one boundary does not hide the rest."""
    try:
        kill_and_judge(stage, kind, die_at, and_at=and_at)
    except AssertionError as error:
        return f"{die_at} / {and_at}: {error}"
    return None
