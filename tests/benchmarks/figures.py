"""One figure: ours, what it is held against, their ratio and its goal."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure; ratio is ours / floor, and `at_most` says on which side of the goal is good."""

    name: str
    ours: float
    floor: float
    unit: str
    goal: float
    at_most: bool = True
    note: str = ""

    @property
    def ratio(self) -> float:
        """Ours against the floor."""
        return self.ours / self.floor

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.ratio <= self.goal if self.at_most else self.ratio >= self.goal

    def line(self) -> str:
        """The figure as one line."""
        sign = "≤" if self.at_most else "≥"
        verdict = "met" if self.met else "MISSED"
        values = f"ours {self.ours:8.1f} {self.unit:<10} floor {self.floor:8.1f}  ratio {self.ratio:5.2f}"
        return f"{self.name:<52} {values}  goal {sign} {self.goal:g}  {verdict}  {self.note}".rstrip()


def paired(name: str, ours: Sequence[float], floor: Sequence[float], goal: float, note: str = "") -> Figure:
    """A figure from runs taken in turn: the medians, in ms. Machines are noisy, so pairs are what counts."""
    ratio = statistics.median(a / b for a, b in zip(ours, floor, strict=True))
    middle = statistics.median(floor)
    return Figure(name, ratio * middle, middle, "ms", goal, note=note or f"median of {len(ours)} pairs")
