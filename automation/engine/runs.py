"""The engine's own runs: one for each time it works, from its start to its end."""

from __future__ import annotations

from contextlib import suppress

from models.errors import StoreUnusable
from models.run import begin_run, end_run

KIND = "engine"


def begin() -> int | None:
    """Open the run of an engine that starts to work; None where the store takes no write, which others tell of."""
    with suppress(StoreUnusable):
        return begin_run(KIND)
    return None


def end(run_id: int | None) -> None:
    """Close the run of an engine that has ended by itself."""
    if run_id is not None:
        end_run(run_id)
