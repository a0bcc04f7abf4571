"""Acts of an older system: their keys are made as the queue makes them, and what was done is in the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from automation.imports.hands import Hands
from automation.imports.parts import Fate, Part
from automation.imports.plan import Draft, Row
from models.action import KEY_TAKEN, Target
from models.database import one
from models.enums import KEY_FREED, READING, UNDOES, ActionKind, State, TargetKind

_COUNTERPART = {**UNDOES, **{done: undo for undo, done in UNDOES.items()}}
_SAME = (
    "SELECT count(*) FROM actions WHERE target_kind = ? AND target_id = ? AND account_id = ? AND kind = ?"
    f" AND content_hash = ? AND {KEY_TAKEN} AND rehearse = 0"
)
_TAKEN = f"SELECT 1 FROM actions WHERE idempotency_key = ? AND {KEY_TAKEN}"
DONE = frozenset({State.CONFIRMED, State.UNCONFIRMED})


class Acts:
    """Gives acts their keys in the order in which they come; counts what is not written yet, too."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._count: dict[tuple[Any, ...], int] = {}
        self._taken: set[str] = set()

    def keyed(self, values: dict[str, Any], text: str | None) -> dict[str, Any]:
        """The columns that bind an act to its content and keep it from being done again."""
        kind, state = ActionKind(values["kind"]), State(values["state"])
        old = Target(TargetKind(values["target_kind"]), values["target_url"], values["target_id"])
        # A later wish for the same thing must come to the same key, so the site's own pack has the first word.
        target = self._hands.target(values["account_id"], kind, old.url) or old
        content = self._hands.content_hash(target, kind, text)
        round_ = self._undone(values["account_id"], kind, target, text)
        key = self._hands.key(values["account_id"], kind, target, round_, text)
        if state not in KEY_FREED:
            while kind not in READING and self._is_taken(key):
                round_ += 1
                key = self._hands.key(values["account_id"], kind, target, round_, text)
            self._taken.add(key)
            self._add(values["account_id"], kind, target, content)
        if kind in READING:
            key = f"{key[:-16]}{values['id']:016x}"  # each reading is an act of its own
        return {
            "target_kind": target.kind,
            "target_url": target.url,
            "target_id": target.external_id,
            "content_hash": content,
            "generation": round_,
            "idempotency_key": key,
        }

    def forget(self) -> None:
        """The batch is written: what was counted is in the store now."""
        self._count.clear()
        self._taken.clear()

    def _is_taken(self, key: str) -> bool:
        return key in self._taken or one(_TAKEN, (key,)) is not None

    def _undone(self, account_id: int, kind: ActionKind, target: Target, text: str | None) -> int:
        counterpart = _COUNTERPART.get(kind)
        if counterpart is None:
            return 0
        content = self._hands.content_hash(target, counterpart, text)
        place = (target.kind, target.external_id, account_id, counterpart, content)
        found = one(_SAME, place)
        return (int(found[0]) if found else 0) + self._count.get(place, 0)

    def _add(self, account_id: int, kind: ActionKind, target: Target, content: str) -> None:
        place = (target.kind, target.external_id, account_id, kind, content)
        self._count[place] = self._count.get(place, 0) + 1


def questions(parts: Iterable[Part], now: int) -> list[Part]:
    """What a person is asked about new acts that may have been done: a review each, that came along with it."""
    return [
        Part(part.row, False, f"{part.source}/reviews", part.key, Draft("reviews", _question(part, now)))
        for part in parts
        if part.fate is Fate.NEW and part.values["state"] == State.NEEDS_REVIEW
    ]


def _question(part: Part, now: int) -> Row:
    act = {"account_id": part.values["account_id"], "action_id": part.number}
    return {**act, "code": "needs_review", "opened_at": now}
