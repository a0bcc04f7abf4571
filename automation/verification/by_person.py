"""A person's own look at what no fresh look could settle, kept beside the others."""

from __future__ import annotations

from models.attempt import attempts_of
from models.enums import Truth
from models.verification import keep

METHOD = "manual"


def saw(action_id: int, happened: bool) -> None:
    """Keep what a person saw of the last try; an action that was never tried has nothing to be seen."""
    tried = attempts_of(action_id)
    if tried:
        answer = Truth.CONFIRMED if happened else Truth.ABSENT
        keep(action_id, tried[-1].id, answer=answer, method=METHOD, confidence=1.0, detail="a person looked")
