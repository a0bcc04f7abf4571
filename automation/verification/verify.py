"""A fresh look at the target: open it anew, read, judge, write down."""

from __future__ import annotations

from dataclasses import asdict, replace
from time import monotonic

from automation.platforms.adapter import Adapter
from automation.values import Action, Attempt, Verdict
from automation.verification.checks import judge
from models.database import writing
from models.enums import READING, Truth
from models.errors import StewardError
from models.verification import keep

METHOD = "reload_verify"


def unseen(action: Action, attempt: Attempt, code: str) -> Verdict:
    """What is written down where nothing could be looked at: nobody knows."""
    return _kept(action, attempt, Verdict(Truth.UNCLEAR, METHOD, 0.0, code))


async def verify(action: Action, attempt: Attempt, adapter: Adapter, text: str | None) -> Verdict:
    """What is true now; anything that keeps the look from being fresh and whole makes it unclear."""
    return _kept(action, attempt, await _look(action, attempt, adapter, text))


def _kept(action: Action, attempt: Attempt, verdict: Verdict) -> Verdict:
    with writing():
        keep(action.id, attempt.id, **asdict(verdict))
    return verdict


async def _look(action: Action, attempt: Attempt, adapter: Adapter, text: str | None) -> Verdict:
    if action.kind in READING and attempt.observation is not None:
        return replace(judge(action.kind, attempt.observation, "read"), duration_ms=attempt.duration_ms)
    began = monotonic()
    try:
        found = judge(action.kind, await adapter.look(action.target, action.kind, text, attempt.landed), METHOD)
    except StewardError as error:
        found = Verdict(Truth.UNCLEAR, METHOD, 0.0, error.code)
    return replace(found, duration_ms=int((monotonic() - began) * 1000))
