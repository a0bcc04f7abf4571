"""The way of one act, boundary by boundary, and its moments that matter most."""

from __future__ import annotations

from dataclasses import dataclass

from tests.crash.nursery import KILLED, still_there
from tests.crash.stage import Stage, judge

MOMENTS = ("before the last click", "after the last click", "before it is closed", "after it is closed")


@dataclass(frozen=True)
class Way:
    """All boundaries that an act crosses when nobody stops it."""

    kind: str
    boundaries: tuple[str, ...]

    def at(self, moment: str) -> str:
        """The boundary of a named moment."""
        closing = self._last("before INSERT INTO audit_entries", len(self.boundaries))
        click = self._last("before Locator.click", self._first("before INSERT INTO verifications"))
        commit = next(i for i in range(closing, len(self.boundaries)) if "before COMMIT" in self.boundaries[i])
        found = dict(zip(MOMENTS, (click, click + 1, commit, commit + 1), strict=True))[moment]
        return self.boundaries[found]

    def _last(self, name: str, before: int) -> int:
        return max(i for i, label in enumerate(self.boundaries[:before]) if label.startswith(name))

    def _first(self, name: str) -> int:
        return next(i for i, label in enumerate(self.boundaries) if label.startswith(name))


def way_of(stage: Stage, kind: str) -> Way:
    """Walk once without being killed, and remember the way."""
    wish, profile = stage.wish(kind), stage.profile()
    walked = stage.act(wish, profile)
    assert [state for state, _ in walked.report["states"].values()] == ["confirmed"], walked.report
    assert not walked.said("wrong"), walked.said("wrong")
    return Way(kind, tuple(steady(walked.boundaries)))


def steady(labels: list[str]) -> list[str]:
    """The boundaries without those that come by the clock, which another walk may not cross."""
    return [
        label for label in labels if "'expired'" not in label and ("'interrupted'" not in label or label.endswith(" 1"))
    ]


def kill_and_judge(stage: Stage, kind: str, die_at: str, *, and_at: str | None = None) -> None:
    """Die at a boundary, and while recovering at another if one is named; then start again and judge."""
    wish, profile = stage.wish(kind), stage.profile()
    died = stage.act(wish, profile, die_at)
    assert died.status == KILLED, f"{die_at} was never crossed: {died.words}"
    assert not died.said("wrong"), died.said("wrong")
    assert still_there(died.below) == [], "something that could still click outlived the engine"
    if and_at is not None:
        again = stage.recover(wish, profile, and_at)
        assert again.status == KILLED, f"{and_at} was never crossed: {again.words}"
        assert still_there(again.below) == []
    last = stage.recover(wish, profile)
    judge(stage, wish, profile, last)
    acknowledged = "acknowledged" in died.lines
    assert len(last.report["rested"]) == 1 or not acknowledged, "an acknowledged wish was lost"
