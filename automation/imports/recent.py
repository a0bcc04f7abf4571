"""What an older system did of late counts here too: its tries against the caps, its acts against collisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from automation.imports.acts import DONE
from automation.imports.plan import Row
from models import bulk, settings
from models.attempt import count_many, reserve_many, target_key
from models.clock import DAY_MS
from models.enums import CAP_CLASS, READING, ActionKind, Outcome, State, TargetKind

_LEFT_NOTHING: Final = frozenset({Outcome.ALREADY, Outcome.REHEARSED})
_MAY_BE_DONE: Final = DONE | {State.NEEDS_REVIEW}


def count_tries(tries: Iterable[Row], now: int) -> None:
    """Count the tries of the last day against their accounts' caps; an old clock that ran ahead counts as now."""
    fresh = [row for row in tries if row["started_at"] > now - DAY_MS and row["outcome"] not in _LEFT_NOTHING]
    if not fresh:
        return
    kinds = bulk.read("actions", ("kind",), {row["action_id"] for row in fresh})
    count_many(
        [
            (
                row["account_id"],
                CAP_CLASS[ActionKind(kinds[row["action_id"]][0])],
                min(row["started_at"], now),
                row["id"],
            )
            for row in fresh
        ]
    )


def hold_targets(acts: Iterable[Row], now: int) -> None:
    """Reserve what accounts acted on, or may have, for as many days from then as the others leave it alone."""
    span = settings.get("collision_days") * DAY_MS
    held = [
        (row, at)
        for row in acts
        if row["state"] in _MAY_BE_DONE
        and row["kind"] not in READING
        and (at := min(row.get("done_at") or row["updated_at"], now)) > now - span
    ]
    if not held:
        return
    owners = bulk.read("accounts", ("platform", "instance"), {row["account_id"] for row, _ in held})
    reserve_many([(_key(owners[row["account_id"]], row), row["account_id"], row["id"], at + span) for row, at in held])


def _key(owner: tuple[str, str], row: Row) -> str:
    return target_key(*owner, TargetKind(row["target_kind"]), row["target_id"])
