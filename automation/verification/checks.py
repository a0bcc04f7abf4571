"""What counts as proof, per kind of act."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from automation.values import Observation, Verdict
from models.enums import ActionKind, Toggle, Truth

_EXPECTED = {
    ActionKind.LIKE: Toggle.ON,
    ActionKind.UNLIKE: Toggle.OFF,
    ActionKind.FOLLOW: Toggle.ON,
    ActionKind.UNFOLLOW: Toggle.OFF,
}
SURE, FAIRLY = 0.99, 0.95


def judge(kind: ActionKind, seen: Observation, method: str) -> Verdict:
    """What an observation proves about an act of that kind."""
    return replace(_judged(kind, seen, method), facts=_facts(seen))


def _facts(seen: Observation) -> dict[str, Any]:
    said = {"toggle": seen.toggle, "found": seen.found, "counts": seen.counts or None}
    return {name: value for name, value in said.items() if value is not None}


def _judged(kind: ActionKind, seen: Observation, method: str) -> Verdict:
    if kind in _EXPECTED:
        return _toggle(_EXPECTED[kind], seen.toggle, method)
    if kind is ActionKind.STATS:
        return _figures(seen, method)
    return _text(seen.found, kind is not ActionKind.DELETE_COMMENT, method)


def _toggle(expected: Toggle, shown: Toggle | None, method: str) -> Verdict:
    if shown is None or shown is Toggle.UNKNOWN:
        return Verdict(Truth.UNCLEAR, method, 0.0, "the button's state cannot be read")
    truth = Truth.CONFIRMED if shown is expected else Truth.ABSENT
    return Verdict(truth, method, SURE, f"the page shows {shown}")


def _text(found: bool | None, wanted: bool, method: str) -> Verdict:
    if found is None:
        return Verdict(Truth.UNCLEAR, method, 0.0, "the page does not show whose texts these are")
    truth = Truth.CONFIRMED if found is wanted else Truth.ABSENT
    return Verdict(truth, method, FAIRLY, "own text is there" if found else "own text is not there")


def _figures(seen: Observation, method: str) -> Verdict:
    if not seen.counts:
        return Verdict(Truth.UNCLEAR, method, 0.0, "no figures on the page")
    return Verdict(Truth.CONFIRMED, method, SURE, ", ".join(f"{k} {v}" for k, v in sorted(seen.counts.items())))
